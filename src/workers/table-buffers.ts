import type { RunColumn, RunTable } from "../result/run-table.ts";

/** The buffers of tables that go to another thread whole. */
export function tableBuffers(tables: readonly RunTable[]): ArrayBuffer[] {
  const arrays = tables.flatMap((table) => table.columns.flatMap(arraysOf));
  return [...new Set(arrays.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer))];
}

function arraysOf(column: RunColumn): readonly (Float64Array | Int32Array | Uint8Array)[] {
  if (column.type === "list") return [column.offsets, ...arraysOf(column.entries)];
  return [column.type === "text" ? column.codes : column.values];
}
