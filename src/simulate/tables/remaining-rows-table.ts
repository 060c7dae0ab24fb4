import type { RemainingRows } from "../../result/erasure.ts";
import type { RunTable } from "../../result/run-table.ts";
import { doubles, integers, texts } from "../read/columns.ts";

/** A row for each part and place that still holds rows of an erased user; null where nobody was erased. */
export function remainingRowsTable(rows: readonly RemainingRows[] | undefined): RunTable | null {
  if (rows === undefined) return null;
  const n = rows.length;
  return {
    name: "remaining_rows",
    rows: n,
    columns: [
      integers("user_number", n, (i) => rows[i].user),
      texts("part", n, (i) => rows[i].part),
      texts("place", n, (i) => rows[i].place),
      doubles("rows", n, (i) => rows[i].rows),
      doubles("stored_bytes", n, (i) => rows[i].bytes),
    ],
  };
}
