import type { HourlyMeasure } from "../rows/dimensions.ts";
import { AGGREGATE } from "../rows/rows.ts";

/** Figures of an hour that several runs have appended: they stand beside each other, and readers add them up. */
export class HourPieces {
  /** Hours that a run which committed has written figures of. */
  private readonly counted = new Set<number>();
  /** Figures that do not add up: counts of distinct users. */
  private readonly distinct: readonly string[];

  constructor(hourly: readonly HourlyMeasure[]) {
    this.distinct = hourly.flatMap(({ column, counts }) => (counts === "users" ? column : []));
  }

  /** A run commits these: of how many hours some were there before, and which of their columns are wrong when they are added up. */
  add(drafts: Iterable<{ readonly stream: number; readonly hour: number }>): {
    readonly hours: number;
    readonly columns: readonly string[];
  } {
    const hours = new Set<number>();
    for (const { stream, hour } of drafts) if (stream === AGGREGATE) hours.add(hour);
    let again = 0;
    for (const hour of hours) if (this.counted.has(hour)) again++;
    for (const hour of hours) this.counted.add(hour);
    return { hours: again, columns: this.distinct };
  }
}
