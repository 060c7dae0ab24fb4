/** A field of a result, as Arrow describes it. */
export type EngineField = { readonly name: string; readonly type: { readonly typeId: number } };

/** One column of a batch; `data` gives the raw values for the types that Arrow's own reader gets wrong. */
export type EngineVector = {
  get(row: number): unknown;
  readonly data: readonly { readonly values: unknown; readonly offset: number }[];
};

/** The part of an Arrow record batch that results are read from. */
export type EngineBatch = {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly EngineField[] };
  getChildAt(index: number): EngineVector | null;
};

export type EngineStream = {
  readonly schema: { readonly fields: readonly EngineField[] };
  batches(): AsyncIterable<EngineBatch>;
};

/**
 * One connection of an embedded database. The page has DuckDB behind a worker, tests have it in process;
 * both throw an `Error` whose message is the database's own.
 */
export type SqlEngine = {
  /** Runs a statement to its end and forgets its rows. */
  run(sql: string): Promise<void>;
  /** Starts a statement whose rows are then pulled batch by batch. */
  send(sql: string): Promise<EngineStream>;
  /** Stops what was sent; without effect when nothing runs. */
  cancel(): Promise<void>;
  /** Appends an Arrow IPC stream to an existing table. */
  append(schema: string, table: string, ipc: Uint8Array): Promise<void>;
  close(): Promise<void>;
};

/** DuckDB's own query settings, the same wherever it runs: sums come as numbers, times keep their type. */
export const ENGINE_QUERY_CONFIG = {
  castBigIntToDouble: false,
  castDecimalToDouble: true,
  castTimestampToDate: false,
  castDurationToTime64: false,
} as const;

/**
 * What locks a connection down, in this order (the last line locks the others).
 * 1 GB: three million events take about 0.3 GB, and sorting them for a window function as much again; there is no disk to spill to.
 */
export const LOCKDOWN: readonly string[] = [
  "SET autoinstall_known_extensions = false",
  "SET autoload_known_extensions = false",
  "SET enable_external_access = false",
  "SET memory_limit = '1GB'",
  "SET lock_configuration = true",
];
