/** One row as a reader hands it on: field i is `bytes[starts[i], ends[i])`. The arrays are used again for the next row. */
export type RecordFields = { bytes: Uint8Array; starts: Int32Array; ends: Int32Array; count: number };

/** Where readers of a format put what they find. */
export type RecordSink = {
  /** False once the sink wants no more rows. */
  readonly open: boolean;
  /** The columns, before the first row; formats without a header may add others later. */
  columns(names: readonly string[], exactMs?: readonly boolean[]): void;
  addColumn(name: string): void;
  /** `rowBytes` is the length of the row in the file, 0 where rows have none. */
  record(fields: RecordFields, line: number, rowBytes: number): void;
  /** A line with nothing on it. */
  blank(): void;
  reject(line: number, column: string, reason: string, text: string): void;
};

export function createFields(columns: number): RecordFields {
  return { bytes: new Uint8Array(0), starts: new Int32Array(columns), ends: new Int32Array(columns), count: 0 };
}

/** Text of bytes for a person: cut, and with marks where bytes are no UTF-8. */
export function shortText(bytes: Uint8Array, from: number, to: number, characters: number): string {
  // Four bytes make a character at most.
  return new TextDecoder().decode(bytes.subarray(from, Math.min(to, from + characters * 4))).slice(0, characters);
}

const strict = new TextDecoder("utf-8", { fatal: true });

/** Whether the bytes are UTF-8; plain ASCII is seen at once. */
export function isUtf8(bytes: Uint8Array, from: number, to: number): boolean {
  let i = from;
  while (i < to && bytes[i] < 0x80) i++;
  if (i === to) return true;
  try {
    strict.decode(bytes.subarray(i, to));
    return true;
  } catch {
    return false;
  }
}
