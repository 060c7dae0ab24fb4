import type { PersonalRead } from "../../result/personal.ts";
import type { RunTable } from "../../result/run-table.ts";
import type { Machine } from "../compile/build-machine.ts";
import { doubles, texts } from "../read/columns.ts";
import { personalReads } from "../read/personal.ts";

/** A row for each reader, store and personal column it asked for; null where no column is known to be personal. */
export function personalReadsTable(machine: Machine): RunTable | null {
  const rows = personalReads(machine);
  if (rows === null) return null;
  const text = (name: string, read: (row: PersonalRead) => string) => texts(name, rows.length, (i) => read(rows[i]));
  const count = (name: string, read: (row: PersonalRead) => number) => doubles(name, rows.length, (i) => read(rows[i]));
  return {
    name: "personal_reads",
    rows: rows.length,
    columns: [
      text("reader", ({ reader }) => reader),
      text("store", ({ store }) => store),
      text("table_name", ({ table }) => table),
      text("column_name", ({ column }) => column),
      text("sees", ({ sees }) => sees),
      count("queries", ({ queries }) => queries),
      count("refused", ({ refused }) => refused),
      count("clear_cells", ({ clearCells }) => clearCells),
      count("masked_cells", ({ maskedCells }) => maskedCells),
    ],
  };
}
