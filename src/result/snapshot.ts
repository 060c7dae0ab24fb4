import type { Ledger } from "./result.ts";

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
