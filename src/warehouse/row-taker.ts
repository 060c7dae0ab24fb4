import { readCell } from "./cells.ts";
import type { EngineBatch } from "./sql-engine.ts";
import { SHOWN_CHARS } from "./warehouse.ts";
import type { Cell, QueryAnswer, QueryOptions } from "./warehouse.ts";

/** What goes to the page of one answer: more would hold it up while it arrives. */
const MOST_SHOWN_CHARS = 8 * 1024 ** 2;

/** Takes rows until there are more than were asked for, or they have grown too large together. */
export type RowTaker = {
  take(batch: EngineBatch): void;
  /** Why no more is taken; null while there may be more. */
  stoppedBy(): QueryAnswer["stoppedBy"];
  readonly rows: (readonly Cell[])[];
  readonly cut: { readonly [place: string]: number };
  readonly whole: ReadonlyMap<string, string>;
};

/** `row:column`, both from 0. */
export function placeOf(row: number, column: number): string {
  return `${row}:${column}`;
}

export function createRowTaker({ limit, mostChars }: QueryOptions): RowTaker {
  const rows: (readonly Cell[])[] = [];
  const cut: { [place: string]: number } = {};
  const whole = new Map<string, string>();
  let chars = 0;
  let shownChars = 0;
  let stopped: QueryAnswer["stoppedBy"] = null;

  const takeRow = (columns: readonly ReturnType<EngineBatch["getChildAt"]>[], { schema: { fields } }: EngineBatch, row: number): void => {
    const at = rows.length;
    const cells = fields.map((field, index): Cell => {
      const column = columns[index];
      const cell = column ? readCell(column, row, field.type.typeId) : null;
      if (typeof cell !== "string") return cell;
      chars += cell.length;
      shownChars += Math.min(cell.length, SHOWN_CHARS);
      if (cell.length <= SHOWN_CHARS) return cell;
      cut[placeOf(at, index)] = cell.length;
      if (cell.length <= mostChars) whole.set(placeOf(at, index), cell);
      return cell.slice(0, SHOWN_CHARS);
    });
    rows.push(cells);
  };

  return {
    rows,
    cut,
    whole,
    stoppedBy: () => stopped,
    take: (batch) => {
      const columns = batch.schema.fields.map((_field, index) => batch.getChildAt(index));
      for (let row = 0; row < batch.numRows; row += 1) {
        // There is a row more than may be shown: that is how it is known.
        if (rows.length >= limit) stopped = "rows";
        else if (chars > mostChars || shownChars > MOST_SHOWN_CHARS) stopped = "size";
        if (stopped !== null) return;
        takeRow(columns, batch, row);
      }
    },
  };
}
