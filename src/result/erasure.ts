/** What a part holds of a user whose rows somebody has erased from a table. */
export type RemainingRows = {
  /** The user, by number. */
  readonly user: number;
  readonly part: string;
  /**
   * Where there: `log`; of a table `newest version`, `under delete files`, `older versions`, `expired versions` or `orphans`; the class
   * of an object store; `deleted rows` that lie in a warehouse until a VACUUM; `list`, `cached list` or `vector` by which the user would be answered still; else `rows`.
   */
  readonly place: string;
  readonly rows: number;
  /** Their share of the bytes they are stored in, once however many copies there are. */
  readonly bytes: number;
};
