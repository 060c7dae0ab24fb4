import { float64s, int32s, uint8s } from "../packed-list.ts";
import type { PackedList } from "../packed-list.ts";
import type { EventColumns } from "../dimensions.ts";
import { defineRowKind, newestBy } from "../row-kind.ts";
import type { RowColumn } from "../row-kind.ts";

/** One emission of a cell of the hourly table; a later one for the same cell replaces it. */
export class AggregateRows {
  /** Hours since the run's epoch, floored. */
  readonly hour = int32s();
  /** Codes of the workload's dimensions, or ALL, in their order. */
  readonly dimensions: readonly PackedList<Uint8Array>[];
  /** Its figures, in the order of the workload's. */
  readonly measures: readonly PackedList<Float64Array>[];
  /** True time of the newest event in the cell. */
  readonly newestAt = float64s();
  /** Rises by one with every emission of the producing task. */
  readonly emission = int32s();
  /** Where two tasks make rows for the same cell, readers add them up. */
  readonly task = int32s();

  constructor({ dimensions, hourly }: EventColumns) {
    this.dimensions = dimensions.map(() => uint8s());
    this.measures = hourly.map(() => float64s());
  }

  /** A cell and its figures; returns the row. What its emission says is pushed by whoever emits it. */
  add(hour: number, codes: ArrayLike<number>, measures: Float64Array): number {
    this.hour.push(hour);
    for (let d = 0; d < this.dimensions.length; d++) this.dimensions[d].push(codes[d]);
    for (let m = 0; m < this.measures.length; m++) this.measures[m].push(measures[m]);
    return this.hour.length - 1;
  }

  get length(): number {
    return this.hour.length;
  }
}

type Tables = { readonly aggregates: AggregateRows };

/** As JSON in a log; files hold it compressed. */
const BYTES = 200;

/** A cell of the hourly table. */
export const aggregateKind = defineRowKind<Tables>()({
  id: "aggregate",
  title: "Hourly engagement (one big table, with ALL_ rows)",
  create: (events): Tables => ({ aggregates: new AggregateRows(events) }),
  columns: ({ dimensions, hourly }) => [
    { name: "year", type: "INT", holds: "year", read: ({ aggregates }, row) => aggregates.hour.at(row) },
    { name: "month", type: "INT", holds: "month", read: ({ aggregates }, row) => aggregates.hour.at(row) },
    { name: "day", type: "INT", holds: "day", read: ({ aggregates }, row) => aggregates.hour.at(row) },
    { name: "hour", type: "INT", holds: "hour", read: ({ aggregates }, row) => aggregates.hour.at(row) },
    ...dimensions.map(
      ({ column, all }, d): RowColumn<Tables> => ({
        name: column,
        type: "VARCHAR",
        holds: "code",
        names: (named) => named.dimensions[d].names,
        all,
        read: ({ aggregates }, row) => aggregates.dimensions[d].at(row),
      }),
    ),
    ...hourly.map(
      ({ column }, m): RowColumn<Tables> => ({
        name: column,
        type: "BIGINT",
        holds: "number",
        read: ({ aggregates }, row) => aggregates.measures[m].at(row),
      }),
    ),
  ],
  bytes: BYTES,
  mergesBy: ({ aggregates }, row) => `${aggregates.hour.at(row)}/${aggregates.dimensions.map((codes) => codes.at(row)).join("/")}`,
  hourOf: ({ aggregates }, row) => aggregates.hour.at(row),
  alwaysHourly: true,
  newestEventAt: ({ aggregates }, row) => aggregates.newestAt.at(row),
  newestOf: ({ aggregates }, held) => {
    const { hour, dimensions, task, emission } = aggregates;
    return newestBy(
      held,
      (row) => `${hour.at(row)}/${dimensions.map((codes) => codes.at(row)).join("/")}/${task.at(row)}`,
      (row) => emission.at(row),
    );
  },
});
