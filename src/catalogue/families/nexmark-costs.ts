/**
 * CPU time of one core per record and operator, in microseconds, from Nexmark on Flink 1.13 (8 cores, RocksDB,
 * exactly-once; thousand events per core and second in facts/streaming.md B7). A query that only forwards (q0) is taken
 * off each other query, so that costs add up along a chain:
 *
 * - read: q0 reads and forwards 155 k/s -> 1000 / 155 = 6.45
 * - validate: q22 takes a text apart, 130 k/s -> 7.69 - 6.45 = 1.24
 * - dedup: q18 keeps the last of each key, 53.7 k/s -> 18.6 - 6.45 = 12.2
 * - sessionize: q11 counts in sessions, 39.7 k/s -> 25.2 - 6.45 = 18.7
 * - aggregatePerGroupingSet: q17 groups with ten aggregates, 117 k/s -> 8.55 - 6.45 = 2.10
 * - tumblingWindow: q12 counts by key in tumbling windows, 75.7 k/s -> 13.2 - 6.45 = 6.76
 * - overlappingWindow: q5 counts by key in windows of 10 s every 2 s, 22.1 k/s -> 45.2 - 6.45 = 38.8
 * - join: q20 joins each bid with its auction from state, 19.0 k/s -> 52.6 - 6.45 = 46.2, per event of a joined type
 * - lookup: q13 looks each bid up in a side input, 131 k/s -> 7.63 - 6.45 = 1.18
 * - emit: q10 writes every event to files, 57.8 k/s -> 17.3 - 6.45 = 10.9, per record that leaves
 *
 * All operators on with eight grouping sets: 66 us, hence 15 k events per core and second, which is what the same table
 * gives for windows on large state (12 to 22 k).
 */
export const COST_US = {
  read: 6.45,
  validate: 1.24,
  dedup: 12.2,
  sessionize: 18.7,
  aggregatePerGroupingSet: 2.1,
  tumblingWindow: 6.76,
  overlappingWindow: 38.8,
  join: 46.2,
  lookup: 1.18,
  emit: 10.9,
};
