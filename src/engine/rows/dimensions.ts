/** Names behind the dimension codes of the event rows. */
export type Dimensions = {
  readonly types: readonly string[];
  readonly devices: readonly string[];
  readonly versions: readonly string[];
  readonly countries: readonly string[];
  readonly users: number;
  /** Items of the catalogue the events are about; 0 where there is none. */
  readonly items: number;
};
