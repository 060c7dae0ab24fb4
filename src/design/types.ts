/**
 * The document of the four quadrants: what a person typed and drew, and nothing that a run produced.
 * Plain JSON data; every edit is a pure function from one Design to the next (edits.ts).
 */
export type Design = {
  readonly format: "quadrant-design";
  readonly version: 1;
  readonly title: string;
  /** Id of the scenario the design answers; absent for a free drawing. */
  readonly scenario?: string;
  readonly seed: number;
  readonly notes: Notes;
  readonly schema: Schema;
  readonly system: System;
  readonly api: Api;
  /** Own workload, used when no scenario gives one (`--scenario none`). */
  readonly workload?: OwnWorkload;
  /** What is written on the drawing for people; nothing of it reaches a run or the design's hash. */
  readonly marks?: Marks;
};

/** Labels of wires, titled boxes around parts, and notes. */
export type Marks = {
  readonly labels: readonly { readonly wire: string; readonly text: string }[];
  readonly groups: readonly DrawnGroup[];
  readonly notes: readonly DrawnNote[];
};

/** A zone, a network, a layer: a box drawn around its parts wherever they stand. */
export type DrawnGroup = { readonly id: string; readonly title: string; readonly parts: readonly string[] };

/** A few words on the drawing, with an arrow to the part they are about, if any. */
export type DrawnNote = { readonly id: string; readonly text: string; readonly position: Point; readonly about?: string };

export type Notes = {
  /** Markdown. */
  readonly text: string;
  readonly requirements: readonly Requirement[];
  /** Ids of the scenario's questions that were asked; their facts are pinned. */
  readonly asked: readonly string[];
  readonly estimates: readonly Estimate[];
  readonly tradeoffs: readonly Tradeoff[];
};

export type Requirement = {
  readonly id: string;
  readonly kind: "functional" | "non-functional";
  readonly text: string;
  /** Id of a goal of the scenario that measures this requirement. */
  readonly goal?: string;
};

/** A named quantity: `events_per_s = dau * events_per_user / 86400 s`. */
export type Estimate = {
  readonly id: string;
  readonly name: string;
  readonly formula: string;
  /** Id of a measurable quantity of the scenario the estimate is marked against. */
  readonly measures?: string;
};

export type Tradeoff = { readonly id: string; readonly part?: string; readonly text: string };

export type TableRole = "fact" | "dimension" | "stream" | "store";

export type Column = {
  readonly name: string;
  /** A SQL type: BIGINT, INT, SMALLINT, BOOLEAN, DOUBLE, TIMESTAMP, DATE, VARCHAR, VARCHAR(n), UUID. */
  readonly type: string;
  readonly nullable?: boolean;
  readonly key?: "primary" | "partition" | "sort" | "distribution";
  readonly note?: string;
  /** Personal data: what readers are given of it is granted by the table. */
  readonly pii?: true;
};

/**
 * What a reader is given of the personal columns of a table: their values, the same mask for the same value, or no answer to a query
 * that names one. A part that is not listed is given all, as whoever may SELECT from a table sees every column of it until somebody
 * grants by column or attaches a masking policy.
 */
export type Grant = { readonly reader: string; readonly sees: "all" | "masked" | "none" };

export type Table = {
  readonly id: string;
  readonly name: string;
  readonly role: TableRole;
  readonly columns: readonly Column[];
  /** Columns of the storage partition path, as in `PARTITIONED BY`. */
  readonly partitionedBy?: readonly Column[];
  /** Clauses after the column list as they were typed: ROW FORMAT, STORED AS, LOCATION, DISTSTYLE … */
  readonly storage?: string;
  /** Id of the part whose records or rows this table describes. */
  readonly part?: string;
  /** By the part that asks the store for it, each once. */
  readonly grants?: readonly Grant[];
  readonly position?: Point;
};

export type Relation = {
  readonly id: string;
  readonly from: { readonly table: string; readonly column: string };
  readonly to: { readonly table: string; readonly column: string };
};

export type Schema = { readonly tables: readonly Table[]; readonly relations: readonly Relation[] };

export type Point = { readonly x: number; readonly y: number };

/** A value a field of a kind may hold. */
export type SettingValue = string | number | boolean | null | readonly SettingValue[] | { readonly [key: string]: SettingValue };
export type Settings = { readonly [field: string]: SettingValue };

/** A part on the canvas. `settings` holds only what differs from the defaults of its kind, as they were in its version. */
export type Part = {
  readonly id: string;
  readonly kind: string;
  /** Of the kind's fields and defaults: the one it was drawn with, so that a default that changes later changes nothing of it. Absent: 1. */
  readonly version?: number;
  readonly title: string;
  readonly position: Point;
  readonly settings: Settings;
};

export type WireEnd = { readonly part: string; readonly port: string };
export type Wire = { readonly id: string; readonly from: WireEnd; readonly to: WireEnd };

export type System = { readonly parts: readonly Part[]; readonly wires: readonly Wire[] };

export type Endpoint = {
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** `/sessions/{user_id}?from=&to=` */
  readonly path: string;
  readonly description: string;
  /** Share of the request mix; the mix is normalised to 1. */
  readonly share: number;
  /** The part and table that answer it. */
  readonly reads?: { readonly part: string; readonly table: string };
  readonly response?: string;
};

export type Api = { readonly endpoints: readonly Endpoint[] };

/** How long a design without a scenario runs. The sources carry their own rates. */
export type OwnWorkload = { readonly durationMs: number; readonly warmupMs?: number; readonly drainMs?: number };
