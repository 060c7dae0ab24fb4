import { EVENT } from "../rows/rows.ts";
import type { Question } from "./question-answers.ts";
import type { VisibleRows } from "./visible-rows.ts";

/** Rows that are encoded to learn how wide the columns are. */
const SAMPLE_ROWS = 1000;

/** The share of the bytes of all columns that those of a question take, as the first events of a table are encoded. */
export class ColumnShares {
  private readonly visible: VisibleRows;
  private readonly measure: (events: Int32Array) => ReadonlyMap<string, number> | null;
  private bytes: ReadonlyMap<string, number> | null = null;

  constructor(visible: VisibleRows, measure: (events: Int32Array) => ReadonlyMap<string, number> | null) {
    this.visible = visible;
    this.measure = measure;
  }

  /** A question for rows reads every column of them; one that counts reads those that it names. */
  shareOf({ asks, hours, column }: Question): number {
    if (asks === "all" || asks === "user") return 1;
    const bytes = (this.bytes ??= this.measured());
    if (bytes === null) return 1;
    const names = new Set([...(hours === null ? [] : ["event_time"]), ...(asks === "join" ? ["user_id"] : []), column]);
    let [all, some] = [0, 0];
    for (const [name, each] of bytes) {
      all += each;
      if (names.has(name)) some += each;
    }
    // A column of a joined row, or one that nobody knows, lies elsewhere: the rows are counted by one that is there.
    return some === 0 || all === 0 ? 1 / Math.max(1, bytes.size) : some / all;
  }

  private measured(): ReadonlyMap<string, number> | null {
    const batch = this.visible.batches.find(({ stream, refs }) => stream === EVENT && refs.length > 0);
    return batch === undefined ? null : this.measure(batch.refs.slice(0, SAMPLE_ROWS));
  }
}
