import type { Finding } from "../base/finding.ts";
import type { Ledger, RunResult } from "./result.ts";

/** What the page shows of a run that is under way; at most ten a second. Plain data. */
export type RunSnapshot = {
  readonly simulatedMs: number;
  /** Production plus drain. */
  readonly totalMs: number;
  readonly wallMs: number;
  readonly records: number;
  readonly nodes: { readonly [id: string]: NodeSample };
  readonly wires: { readonly [id: string]: WireSample };
  /** Goals judged on what has happened so far. */
  readonly goals: readonly GoalSample[];
  readonly ledger: Ledger;
  readonly log: readonly RunIncident[];
  /** Points added since the last snapshot; append them. */
  readonly series: SeriesChunk;
};

export type NodeState = "idle" | "ok" | "warn" | "bad" | "down";

export type NodeSample = {
  readonly ratePerSecond: number;
  /** 0..1 of the busiest resource; null when the part has none. */
  readonly utilisation: number | null;
  readonly queue: number;
  readonly state: NodeState;
  /** One short live figure in words, for instance `lag 38.2 k` or `14 files/h`. */
  readonly figure: string;
  /** One reason badge per loss; the worst. */
  readonly badge: { readonly count: number; readonly reason: string } | null;
};

export type WireSample = { readonly ratePerSecond: number; readonly backlog: number };

export type GoalSample = { readonly id: string; readonly actual: number | null; readonly pass: boolean };

export type RunIncident = {
  readonly atMs: number;
  readonly label: string;
  readonly kind: "scheduled" | "pressed" | "alert" | "change";
  readonly part?: string;
};

/** Columns of equal length; `name` is `freshness.p95Ms`, `lag.<consumer>`, `lag.<consumer>.<partition>`, `rate.<node>`, `utilisation.<node>`, `dropped`. */
export type SeriesChunk = { readonly atMs: Float64Array; readonly columns: { readonly [name: string]: Float64Array } };

/** A fault as a person presses it or a scenario schedules it. `part` is the id of a part or of a wire; `*` is every part that can suffer it. */
export type FaultSpec = {
  readonly fault: string;
  readonly part: string;
  /** Simulated time; absent when pressed: then it happens at once. */
  readonly atMs?: number;
  readonly durationMs?: number;
  /** Fault-specific: which broker or task, by what factor. */
  readonly amount?: number;
  readonly index?: number;
};

/** Columns of a table a run produced, ready for Arrow; times are ms since the Unix epoch. */
export type RunTable = {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly RunColumn[];
  /** What a reader must know of it, in a sentence or two: for instance how much of it is there. */
  readonly note?: string;
  /** A table of the schema: how its columns are made of those stored here. */
  readonly drawn?: DrawnRows;
};

/** S4: a table of the schema quadrant, filled with what the part it is bound to holds at the end. */
export type DrawnRows = {
  /** Title of the part. */
  readonly part: string;
  /**
   * The rows are rows of this table of the run, by number from 0 in the one column stored, or all of its rows in their order
   * where no column is: nothing is stored twice. Absent: the columns stored hold the values.
   */
  readonly rowsOf?: string;
  readonly columns: readonly DrawnColumn[];
};

/** A column as it was drawn. */
export type DrawnColumn = {
  readonly name: string;
  /** As DuckDB writes it (`duckDbType`); a value that does not fit is NULL. */
  readonly type: string;
  /** The column the values come from; null: nothing fills it. */
  readonly from: string | null;
  /** A whole number that stands for nothing. */
  readonly missing?: number;
  /** It holds this part of the time in `from`: a storage partition is named by it. */
  readonly pathPart?: PathPart;
};

export type PathPart = "year" | "month" | "day" | "hour" | "minute" | "week" | "date";

export type RunColumn = PlainColumn | ListColumn;

export type PlainColumn =
  | { readonly name: string; readonly type: "double" | "timestamp"; readonly values: Float64Array }
  /** `missing` is the value that stands for nothing. */
  | { readonly name: string; readonly type: "integer"; readonly values: Int32Array; readonly missing?: number }
  | { readonly name: string; readonly type: "boolean"; readonly values: Uint8Array }
  | { readonly name: string; readonly type: "text"; readonly dictionary: readonly string[]; readonly codes: Int32Array };

/** An array in every row: row i holds entries `offsets[i]` to `offsets[i + 1] - 1`. */
export type ListColumn = { readonly name: string; readonly type: "list"; readonly offsets: Int32Array; readonly entries: PlainColumn };

/** How a run ended. Bad input never starts one: `refused` carries the findings. */
export type RunOutcome =
  | { readonly status: "finished" | "cancelled"; readonly result: RunResult }
  | { readonly status: "capped"; readonly result: RunResult; readonly cap: string }
  | { readonly status: "refused"; readonly findings: readonly Finding[] }
  | { readonly status: "failed"; readonly message: string };

/** A call of an endpoint with its parameters, as typed. */
export type TryRequest = {
  readonly endpointId: string;
  readonly parameters: { readonly [name: string]: string };
  /** Simulated time of a look back; now when absent. Lists are looked back at, tables are not. */
  readonly atMs?: number;
};

/** A row of an answer, by column; an array where the column holds one. */
export type TryRow = { readonly [column: string]: string | number | boolean | null | readonly (string | number)[] };

export type TryAnswer =
  | {
      readonly status: 200 | 404;
      readonly latencyMs: number | null;
      /** Simulated time of the newest data the answer could contain. */
      readonly asOfMs: number | null;
      readonly rows: readonly TryRow[];
      /** Why there is nothing, in a sentence. */
      readonly reason?: string;
      /** The list behind the rows, where the endpoint recommends. */
      readonly recommendation?: ServedList;
      /** Some users that have a list. */
      readonly userIds?: readonly string[];
    }
  | { readonly status: 503; readonly reason: string };

/** A list of recommendations as a user is shown it, and how it came about. Times are simulated. */
export type ServedList = {
  readonly user: string;
  readonly lookedAtMs: number;
  /** Ids of the parts that answered and that made the list. */
  readonly answeredBy: string;
  readonly madeBy: string;
  readonly madeAtMs: number;
  /** Number of the item model; 0 stands there before the first training and knows popularity only. */
  readonly model: number;
  /** Number of the item model the user's vector was made in: held against another, a cosine means nothing. */
  readonly vectorModel: number;
  readonly modelSinceMs: number | null;
  /** Best first. */
  readonly items: readonly ListedItem[];
  /** The last thing the user did that the list knows, and what it changed. */
  readonly cause: ListCause | null;
  /** Choices of the user the list does not know, and when the first of them happened. */
  readonly unknown: { readonly events: number; readonly sinceMs: number | null };
  /** Made for a request and kept nowhere: when the user was last answered with it. null = it stood in a store or a cache. */
  readonly answeredAtMs: number | null;
  /** A cache on the way keeps no past: a look back shows what stood in the store behind it. */
  readonly cacheLeftOut: boolean;
};

export type ListedItem = {
  readonly item: string;
  /** What the list is ordered by: cosine plus the weight of popularity. */
  readonly score: number;
  /** Between the user's vector and the item's, before the last event the list knows and with it. */
  readonly cosineBefore: number;
  readonly cosine: number;
  /** The group of items it truly belongs to, which the system is not told; null for a file of events. */
  readonly group: number | null;
};

export type ListCause = {
  readonly type: string;
  readonly item: string;
  readonly group: number | null;
  readonly happenedAtMs: number;
  /** Cosine between the user's vector before and after it; null when there was none before. */
  readonly turn: number | null;
  /** Whether it stood on the list the user would have had before: a hit. */
  readonly wasListed: boolean;
  /** Items on the list because of it, and items that left for it. */
  readonly entered: readonly string[];
  readonly left: readonly string[];
};

/** The vectors behind a list in two dimensions. Every position is worked out from the vectors of the run. */
export type TastePicture = {
  readonly user: string;
  readonly lookedAtMs: number;
  readonly model: number;
  readonly planes: readonly TastePlane[];
  /** Group of each item, by its place in the planes; null for a file of events. */
  readonly groups: Int16Array | null;
  /** The listed items and those nearest to the user beside them, best first. */
  readonly near: readonly PicturedItem[];
  /** The user's last events, oldest first; each moved the vector. */
  readonly path: readonly PathStep[];
};

export type TastePlane = {
  /** `turn`: the plane in which the user's vector turned over the path. `spread`: the two directions in which items differ most. */
  readonly id: "turn" | "spread";
  /** Part of the items' variance that lies in it. */
  readonly share: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Where the user's vector stood before the path, and after each of its steps. */
  readonly userX: Float32Array;
  readonly userY: Float32Array;
};

/** `point` is the item's place in the planes; -1 when no training has placed it yet. */
export type PicturedItem = {
  readonly item: string;
  readonly point: number;
  readonly listed: boolean;
  readonly cosine: number;
  readonly group: number | null;
};

export type PathStep = {
  readonly type: string;
  readonly item: string;
  readonly point: number;
  readonly happenedAtMs: number;
  /** Cosine between the vector before and after; null when there was none before. */
  readonly turn: number | null;
  readonly group: number | null;
};
