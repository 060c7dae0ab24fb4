import { describe, expect, test } from "vitest";
import { createStream } from "../../src/base/rng.ts";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { balancedLedger } from "../../src/simulate/close-books.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { traceWire } from "../support/trace-wire.ts";

type Departure = { readonly row: number; readonly at: number; readonly key: number; readonly arrivedAt: number };

/** Who leaves a station of constant service when, and what the result says. */
function departures(settings: Settings, seed: number, windowMs: number, faults: readonly FaultSpec[] = []) {
  const created = createRun({
    design: drawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 95, records: 3000, keys: 5 } },
        { id: "server", kind: "service", settings },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> server.in", "server.out -> out.in"],
      workload: { durationMs: 60_000 },
    }),
    scenario: null,
    seed,
    faults,
    windowMs,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  const { events } = run.machine.run.rows;
  const left: Departure[] = [];
  const wire = run.machine.wires[1];
  traceWire(wire, (at, row) => left.push({ row, at, key: events.user.at(row), arrivedAt: events.happenedAt.at(row) }));
  while (!run.over) {
    run.step();
    if (run.simulation.windows % 25 === 0) expect(balancedLedger(run.machine).balanced).toBe(true);
  }
  return { left, result: JSON.stringify({ ...run.result(0), timing: null }) };
}

const station = (servers: number, discipline: string): Settings => ({ servers, serviceTime: { constant: 10 * servers }, discipline });

describe("a station that takes the lowest key first (S4)", () => {
  test.each([1, 3])(
    "%i servers leave at the very instants of first in, first out, as neither ever idles while something waits",
    (servers) => {
      const fifo = departures(station(servers, "fifo"), servers, 1000).left;
      const byKey = departures(station(servers, "priority"), servers, 1000).left;
      expect(byKey.map(({ at }) => at)).toEqual(fifo.map(({ at }) => at));
      expect(byKey.map(({ row }) => row)).not.toEqual(fifo.map(({ row }) => row));
    },
  );

  test("whoever begins has the lowest key of all that wait, and within a key came first", () => {
    const { left } = departures(station(1, "priority"), 8, 1000);
    left.forEach((chosen, i) => {
      const begins = chosen.at - 10;
      for (const other of left.slice(i + 1)) {
        if (other.arrivedAt > begins + 1e-9) continue;
        expect(other.key > chosen.key || (other.key === chosen.key && other.arrivedAt > chosen.arrivedAt)).toBe(true);
      }
    });
  });

  test("E3: windows change nothing, with a crash, an outage, a slow time and a bounded queue", () => {
    for (let seed = 1; seed <= 4; seed++) {
      const random = createStream(seed, "faults");
      const faults: FaultSpec[] = ["crash", "outage", "slow"].map((fault) => ({
        part: "server",
        fault,
        atMs: random.nextBelow(25_000),
        durationMs: 200 + random.nextBelow(3000),
      }));
      const settings = { servers: 3, serviceTime: { exponential: 30 }, discipline: "priority", queueLimit: 20 };
      const [first, ...others] = [1000, 333, 47.5, 13.1].map((windowMs) => departures(settings, seed, windowMs, faults));
      for (const other of others) {
        expect(other.left).toEqual(first.left);
        expect(other.result).toBe(first.result);
      }
    }
  });
});
