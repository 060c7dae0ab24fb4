/** What a reader asked a store for of a column with personal data, and what it was answered with. */
export type PersonalRead = {
  /** The part that asks, and the store it asks. */
  readonly reader: string;
  readonly store: string;
  /** The table as it was drawn, or what its rows are where none was. */
  readonly table: string;
  readonly column: string;
  readonly sees: "all" | "masked" | "none";
  /** Queries that named the column, and those of them that were refused, for this column or another one. */
  readonly queries: number;
  readonly refused: number;
  /** Cells with a value that were answered as they are, and as masks. */
  readonly clearCells: number;
  readonly maskedCells: number;
};
