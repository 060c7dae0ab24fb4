import type { ChainOptions } from "../operator-chain.ts";

/**
 * CPU time of one core for a record and an operator of a batch, in microseconds. Published is a range: 0.1 to 1.6 million records a
 * second and core for a shuffle with an aggregation (YSB on Spark, facts/streaming.md 2.4), that is 0.6 to 10 us; where an operator
 * lies in it is assumed. Reading a record is paid by its bytes.
 */
export const SPARK_COST_US: ChainOptions["costUs"] = {
  read: 0,
  validate: 0.2,
  dedup: 2,
  sessionize: 4,
  aggregatePerGroupingSet: 0.625,
  tumblingWindow: 2,
  overlappingWindow: 6,
  join: 4,
  lookup: 1,
  emit: 0,
};

/** Core time of a shuffle, a file and a task, whoever runs Spark. */
export const SPARK_WORK = {
  /** Driver to executor and back. Assumed: 10 to 20 ms. */
  taskMs: 15,
  openFileMs: 78,
  writeFileMs: 288,
  /** Written by one side and fetched by the other. Assumed. */
  shuffleBytesPerSecond: 50e6,
  /** A local disk, there and back. Assumed. */
  spillBytesPerSecond: 50e6,
  /** Rows as objects against rows as they travel. Assumed. */
  memoryPerByte: 3,
};

/** Of one core, from 60 MB/s of Parquet and 25 MB/s of JSON a DPU of four (facts/streaming.md 3.1; assumed there). */
export const READ_BYTES_PER_SECOND = { parquet: 15e6, json: 6.25e6 };
