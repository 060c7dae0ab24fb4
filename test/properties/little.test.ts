import { beforeAll, describe, expect, test } from "vitest";
import { createStream } from "../../src/base/rng.ts";
import type { RandomStream } from "../../src/base/rng.ts";
import { KINDS } from "../../src/catalogue/registry.ts";
import type { Design } from "../../src/design/types.ts";
import type { EventTrace } from "../../src/engine/rows/event-trace.ts";
import type { Part } from "../../src/engine/part/part.ts";
import type { Scenario } from "../../src/scenario/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import type { Drawing } from "../support/drawing.ts";
import { csvOf, eventsOf, knownEvents } from "../support/events-file.ts";
import { littleBreaches } from "../support/little.ts";
import { designOf, shortEvening } from "../support/short-evening.ts";
import { scenarioFor } from "../support/population.ts";

function runOf(design: Design, scenario: Scenario | null, faults: readonly FaultSpec[] = [], events?: EventTrace): Run {
  const replays = design.system.parts.some((part) => part.kind === "trace-source");
  const created = createRun({ design, scenario, seed: 5, faults, ...(replays && events !== undefined ? { events } : {}) });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  return created.value;
}

function end(run: Run): Run {
  while (!run.simulation.over) run.simulation.step();
  return run;
}

describe("Little's law at every station (S6)", () => {
  let evening: Scenario;
  /** What a part that replays a file is given. */
  let events: EventTrace;
  beforeAll(async () => {
    events = await eventsOf(csvOf(knownEvents(5, 2000)));
    evening = await shortEvening(2);
  });

  test("of every design of the iOS scenario, in a short evening", () => {
    const waited = new Set<string>();
    for (const { name } of evening.designs) {
      const { stations, breaches } = littleBreaches(end(runOf(designOf(evening, name), evening)));
      expect(breaches, name).toEqual([]);
      for (const id of stations) waited.add(id);
    }
    // The broker, the processor, the connector and the real-time store at least.
    expect(waited.size).toBeGreaterThanOrEqual(4);
  });

  test.each(KINDS.map((kind) => [kind.id, kind] as const))("of the examples of %s", (_, kind) => {
    for (const { parts, wires } of kind.examples) {
      const example = drawing({ parts, wires, workload: { durationMs: 10_000, warmupMs: 1000 } });
      const run = runOf(example, scenarioFor(parts, 6), [], events);
      expect(littleBreaches(end(run)).breaches).toEqual([]);
    }
  });
});

/** One way through stations of several kinds; some lose what finds no room. */
function randomWay(random: RandomStream): Drawing {
  const count = 2 + random.nextBelow(3);
  const ids = Array.from({ length: count }, (_, i) => `s${i}`);
  const stations = ids.map((id) => ({
    id,
    kind: "service",
    settings: {
      servers: 1 + random.nextBelow(5),
      serviceTime: { exponential: 2 + 12 * random.nextUniform() },
      discipline: random.nextBelow(2) === 0 ? "fifo" : "priority",
      queueLimit: random.nextBelow(3) === 0 ? random.nextBelow(30) : null,
    },
  }));
  return {
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 150 + random.nextBelow(250), keys: 4, durationMs: 20_000 } },
      { id: "door", kind: "api-gateway", settings: { ratePerSecond: 200, burst: 50, recordsPerRequest: 1, clientRetries: 3 } },
      ...stations,
      { id: "out", kind: "sink" },
    ],
    wires: ["load.out -> door.in", `door.out -> s0.in`, ...ids.map((id, i) => `${id}.out -> ${ids[i + 1] ?? "out"}.in`)],
    workload: { durationMs: 25_000, drainMs: 120_000 },
  };
}

const node = (run: Run, id: string): Part => run.machine.nodes.get(id) as Part;

/** In = out + queued + dropped at every station and on every wire, at this instant; and no server idles while something waits. */
function expectConserved(run: Run, faulty: boolean): void {
  const { dropped } = run.machine.run.ledger.totals();
  const { now } = run.simulation;
  const ids = [...run.machine.nodes.keys()];
  for (const id of ids.filter((each) => each !== "load" && each !== "out")) {
    const { meter } = node(run, id);
    const lost = Object.values(dropped[id] ?? {}).reduce((sum, count) => sum + count, 0);
    expect(meter.arrivals, `${id} at ${now}`).toBe(meter.departures + node(run, id).heldEvents() + lost);
  }
  run.machine.wires.forEach((wire, i) => {
    expect(node(run, ids[i]).meter.departures, `out of ${ids[i]} at ${now}`).toBe(node(run, ids[i + 1]).meter.arrivals + wire.waiting);
  });
  if (faulty) return;
  for (const id of ids.filter((each) => each.startsWith("s"))) {
    const station = node(run, id);
    const waiting = station.queueLength(now);
    const atWork = station.heldEvents() - waiting;
    if (waiting > 0) expect(atWork, `at work at ${id} at ${now}`).toBe(station.servers());
    else expect(atWork).toBeLessThanOrEqual(station.servers() as number);
  }
}

describe("flow and work are conserved at random instants of random ways (S6)", () => {
  test.each([false, true])("with faults: %s", (faulty) => {
    for (let seed = 1; seed <= 8; seed++) {
      const random = createStream(seed, "way");
      const drawn = randomWay(random);
      const faults: FaultSpec[] = ["crash", "outage", "slow"].map((fault) => ({
        part: "s1",
        fault,
        atMs: random.nextBelow(18_000),
        durationMs: 300 + random.nextBelow(2000),
      }));
      const run = runOf(drawing(drawn), null, faulty ? faults : []);
      while (!run.simulation.over) {
        run.simulation.step(run.simulation.now + 400 * random.nextUniform());
        expectConserved(run, faulty);
      }
      expect(littleBreaches(run).breaches).toEqual([]);
    }
  });

  test("the number that waits, as a station holds it, is what the sweep of waits says, to the record", () => {
    let seen = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const run = runOf(drawing(randomWay(createStream(seed, "way"))), null);
      const ids = [...run.machine.nodes.keys()].filter((id) => id.startsWith("s"));
      const boundaries = node(run, ids[0]).meter.queue.boundaries();
      const held = boundaries.map(({ atMs }) => {
        while (run.simulation.now < atMs) run.simulation.step(atMs);
        return ids.map((id) => node(run, id).queueLength(atMs));
      });
      end(run);
      ids.forEach((id, station) => {
        node(run, id)
          .meter.queue.boundaries()
          .forEach(({ atMs, waiting }, i) => expect(held[i][station], `${id} at ${atMs}`).toBe(waiting));
        seen += Math.max(...held.map((each) => each[station]));
      });
    }
    expect(seen).toBeGreaterThan(50);
  });
});
