/** What is read of a file of events at most; each limit has its sentence where it is met. */
export const TRACE_LIMITS = {
  fileBytes: 1024 ** 3,
  rows: 5_000_000,
  columns: 256,
  /** Columns kept beside those a run needs; further ones are left out, and named. */
  payloadColumns: 32,
  /** One record, quoted line breaks included. */
  recordBytes: 256 * 1024,
  /** Rejected rows that are listed; all are counted. */
  rejectsKept: 100_000,
  /** Refused rows after which a file without a single good one is given up. */
  rejectsBeforeFirst: 10_000,
  /** Refused rows after which any file is. */
  rejects: 250_000,
  /** Lines with nothing on them. */
  blankLines: 1_000_000,
  /** Text that was packed may be so many times as long as it was, once it is long at all. */
  inflation: 200,
  inflationFromBytes: 64 * 1024 ** 2,
  /** Cells of a Parquet file for each of its bytes, once there are many: the same values again and again take no room, but time. */
  cellsPerByte: 50,
  cellsAnyway: 16_000_000,
  rejectTextCharacters: 200,
  columnNameCharacters: 100,
  /** Distinct event types; rarer ones become "other". */
  types: 250,
  /** Distinct devices, versions or countries, each; rarer ones become "other". */
  values: 64,
  /** Distinct combinations of device, version and country that hourly figures are kept for. */
  cells: 4096,
  /** Hours times combinations, so that a long file does not fill the memory with figures. */
  hourCells: 1 << 19,
  /** Hours times users: hourly figures keep a bit for each. */
  hourUsers: 1_000_000_000,
  spanMs: 366 * 86_400_000,
  /** Bytes of the different values of one column. */
  dictionaryBytes: 512 * 1024 ** 2,
  /** The same for a column that no part needs. */
  payloadDictionaryBytes: 64 * 1024 ** 2,
} as const;
