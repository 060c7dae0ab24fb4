import type { Result } from "../base/result.ts";
import type { RunTable } from "../result/run-table.ts";

/** A value of a result cell. Times are ms since the Unix epoch; whole numbers beyond 2^53 come as text, so that no digit is lost. */
export type Cell = string | number | boolean | null;

export type CellKind = "number" | "text" | "time" | "boolean";

/** A longer text is cut where it is shown; whoever wants a cell whole asks for it. */
export const SHOWN_CHARS = 1_000;

/** `name` is cut at SHOWN_CHARS, also where rows are saved. */
export type AnswerColumn = { readonly name: string; readonly kind: CellKind };

/** Rows of one statement; `truncated` when there were more, `stoppedBy` what ended them: too many rows, or too much text. */
export type QueryAnswer = {
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Cells whose text is longer than what stands in `rows`: `row:column` and how many characters it has. */
  readonly cut: { readonly [place: string]: number };
  readonly truncated: boolean;
  readonly stoppedBy: "rows" | "size" | null;
  readonly elapsedMs: number;
};

/** Why a statement gave no rows. `message` says what is wrong and what to do next; `detail` is the database's own text, when there is any, cut at SHOWN_CHARS. */
export type QueryFault = {
  readonly kind: "sql" | "refused" | "timeout" | "cancelled" | "memory" | "crashed" | "empty";
  readonly message: string;
  readonly detail?: string;
};

export type QueryOptions = {
  /** Rows kept; reading stops after that many. */
  readonly limit: number;
  /** Characters of text kept; reading stops at the row that goes beyond. */
  readonly mostChars: number;
  readonly timeoutMs: number;
};

export const QUERY_LIMITS: QueryOptions = { limit: 10_000, mostChars: 64 * 1024 ** 2, timeoutMs: 10_000 };

/** The whole text of a cell that was cut. */
export type WholeCell = { readonly place: string; readonly text: string };

/** A table as the database holds it: for completion and for the list beside the editor. */
export type WarehouseTable = {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** What a reader must know of it, for instance how much of it is there. */
  readonly note?: string;
  /** Of a table of the schema: title of the part it lies in. */
  readonly part?: string;
};

/**
 * SQL over the tables of one run. One statement at a time; a second one waits for the first.
 * Nothing reaches outside: no files, no network, no extensions, and the settings are locked. The run's tables can only be read;
 * a statement may make tables of its own beside them, temporary ones too, until the next run.
 */
export type Warehouse = {
  /** Replaces every table. */
  load(tables: readonly RunTable[]): Promise<Result<readonly WarehouseTable[], QueryFault>>;
  query(sql: string, options: QueryOptions): Promise<Result<QueryAnswer, QueryFault>>;
  /** The whole texts of the cells that were cut in the last answer; one beyond the limit is not kept. */
  wholeCells(): readonly WholeCell[];
  /** Stops the statement that is running; it then answers with `cancelled`. */
  cancel(): void;
  tables(): readonly WarehouseTable[];
  close(): Promise<void>;
};

/** Time as the warehouse needs it; given from outside, because this folder reads no clock. */
export type WarehouseClock = {
  nowMs(): number;
  /** Calls `run` after so many ms; returns what calls it off. */
  after(ms: number, run: () => void): () => void;
};
