import type { ListColumn, PlainColumn, RunColumn } from "../../result/run-table.ts";

/** Fills an array row by row; plain loops are several times faster here than `TypedArray.from`. */
function filled<A extends Float64Array | Int32Array | Uint8Array>(values: A, at: (i: number) => number): A {
  for (let i = 0; i < values.length; i++) values[i] = at(i);
  return values;
}
export function timestamps(name: string, epochMs: number, rows: number, at: (i: number) => number): RunColumn {
  return { name, type: "timestamp", values: filled(new Float64Array(rows), (i) => epochMs + at(i)) };
}

export function integers(name: string, rows: number, at: (i: number) => number): Extract<PlainColumn, { type: "integer" }> {
  return { name, type: "integer", values: filled(new Int32Array(rows), at) };
}

export function doubles(name: string, rows: number, at: (i: number) => number): PlainColumn {
  return { name, type: "double", values: filled(new Float64Array(rows), at) };
}

export function booleans(name: string, rows: number, at: (i: number) => boolean): RunColumn {
  return { name, type: "boolean", values: filled(new Uint8Array(rows), (i) => (at(i) ? 1 : 0)) };
}

export function texts(name: string, rows: number, at: (i: number) => string): RunColumn {
  const codes = new Map<string, number>();
  const values = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    const text = at(i);
    let code = codes.get(text);
    if (code === undefined) codes.set(text, (code = codes.size));
    values[i] = code;
  }
  return { name, type: "text", dictionary: [...codes.keys()], codes: values };
}

export function coded(name: string, rows: number, dictionary: readonly string[], at: (i: number) => number): RunColumn {
  return { name, type: "text", dictionary, codes: filled(new Int32Array(rows), at) };
}

/** Arrays of these lengths, one a row, cut from the entries in their order. */
export function listed(name: string, lengths: readonly number[], entries: PlainColumn): ListColumn {
  const offsets = new Int32Array(lengths.length + 1);
  for (let i = 0; i < lengths.length; i++) offsets[i + 1] = offsets[i] + lengths[i];
  return { name, type: "list", offsets, entries };
}

/** A column without a value in any row. */
export function empty(name: string, rows: number): RunColumn {
  return coded(name, rows, [], () => -1);
}
