import type { RowQueue } from "../../src/engine/rows/row-queue.ts";

/** Sees every row that enters a wire, in order, one by one or many at once. */
export function traceWire(wire: RowQueue, visit: (time: number, ref: number) => void): void {
  const push = wire.push.bind(wire);
  const pushMany = wire.pushMany.bind(wire);
  wire.push = (time, ref) => {
    visit(time, ref);
    push(time, ref);
  };
  wire.pushMany = (times, refs, from, to) => {
    for (let i = from; i < to; i++) visit(times[i], refs[i]);
    pushMany(times, refs, from, to);
  };
}
