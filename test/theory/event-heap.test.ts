import { describe, expect, test } from "vitest";
import { createStream } from "../../src/base/rng.ts";
import type { RandomStream } from "../../src/base/rng.ts";
import { samplerOf } from "../../src/catalogue/families/sampler-of.ts";
import type { Distribution } from "../../src/catalogue/contract.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { traceWire } from "../support/trace-wire.ts";
import { simulateByEvents } from "../../src/cli/bench/event-heap.ts";

/** Networks compared: one to three sources enter a row of two to five stations where they like, so streams merge. */
const NETWORKS = 200;
const RECORDS_PER_SOURCE = 400;

type Station = { readonly id: string; readonly servers: number; readonly law: Distribution; readonly to: number };
type Network = {
  readonly sources: readonly { readonly id: string; readonly ratePerSecond: number; readonly to: number }[];
  readonly stations: readonly Station[];
  readonly windowMs: number;
};

function lawOf(random: RandomStream, meanMs: number): Distribution {
  const laws: Distribution[] = [
    { constant: meanMs },
    { exponential: meanMs },
    { uniform: [0, 2 * meanMs] },
    { erlang: { k: 3, meanMs } },
    { lognormal: { medianMs: meanMs * 0.8, p99Ms: meanMs * 4 } },
  ];
  return laws[random.nextBelow(laws.length)];
}

function randomNetwork(seed: number): Network {
  const random = createStream(seed, "network");
  const count = 2 + random.nextBelow(4);
  const sources = Array.from({ length: 1 + random.nextBelow(3) }, (_, i) => ({
    id: `source${i}`,
    ratePerSecond: 20 + random.nextBelow(200),
    to: i === 0 ? 0 : random.nextBelow(count),
  }));
  const total = sources.reduce((sum, source) => sum + source.ratePerSecond, 0);
  const stations = Array.from({ length: count }, (_, i): Station => {
    const servers = [1, 1, 2, 4, 16, 64][random.nextBelow(6)];
    // Utilisation from 0.3 to 1.2: lightly loaded, critical and overloaded stations.
    const rho = 0.3 + 0.9 * random.nextUniform();
    return {
      id: `s${i}`,
      servers,
      law: lawOf(random, (rho * servers * 1000) / total),
      to: i + 1 < count ? i + 1 : -1,
    };
  });
  return { sources, stations, windowMs: 1 + 500 * random.nextUniform() };
}

/** Departures of every station as the engine emits them: times and rows in order. */
function departuresOfEngine(network: Network, seed: number) {
  const name = (index: number): string => (index < 0 ? "sink" : network.stations[index].id);
  const design = drawing({
    parts: [
      ...network.sources.map(({ id, ratePerSecond }) => ({
        id,
        kind: "poisson-source",
        settings: { ratePerSecond, records: RECORDS_PER_SOURCE },
      })),
      ...network.stations.map(({ id, servers, law }) => ({ id, kind: "service", settings: { servers, serviceTime: law } })),
      { id: "sink", kind: "sink" },
    ],
    wires: [
      ...network.sources.map(({ id, to }) => `${id}.out -> ${name(to)}.in`),
      ...network.stations.map(({ id, to }) => `${id}.out -> ${name(to)}.in`),
    ],
    workload: { durationMs: 60_000, drainMs: 600_000 },
  });
  const created = createRun({ design, scenario: null, seed, faults: [], windowMs: network.windowMs });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  const seen = new Map(network.stations.map(({ id }) => [id, { times: [] as number[], rows: [] as number[] }]));
  for (const drawn of design.system.wires) {
    const wire = run.machine.wires.find((candidate) => candidate.id === drawn.id);
    const trace = seen.get(drawn.from.part);
    if (wire === undefined || trace === undefined) continue;
    traceWire(wire, (time, ref) => {
      trace.times.push(time);
      trace.rows.push(ref);
    });
  }
  while (!run.over) run.step();
  return { seen, events: run.machine.run.rows.events };
}

function compare(seed: number): number {
  const network = randomNetwork(seed);
  const { seen, events } = departuresOfEngine(network, seed);
  // Which source made a row: its own stream of gaps gives the times again.
  const arrivals = Array.from({ length: events.length }, (_, row) => ({ row, at: events.happenedAt.at(row), to: -1 }));
  for (const source of network.sources) {
    const gaps = createStream(seed, source.id, "gaps");
    const law = samplerOf({ exponential: 1000 / source.ratePerSecond });
    const times = new Set<number>();
    for (let at = law.sample(gaps), n = 0; n < RECORDS_PER_SOURCE; n++, at += law.sample(gaps)) times.add(at);
    for (const arrival of arrivals) if (times.has(arrival.at)) arrival.to = source.to;
  }
  arrivals.sort((a, b) => a.at - b.at || a.row - b.row);
  const reference = simulateByEvents(
    network.stations.map(({ id, servers, law, to }) => {
      const random = createStream(seed, id, "service");
      const sampler = samplerOf(law);
      return { servers, serviceMs: () => sampler.sample(random), next: () => to, linkMs: 0 };
    }),
    Float64Array.from(arrivals, ({ at }) => at),
    Int32Array.from(arrivals, ({ to }) => to),
  );
  network.stations.forEach(({ id }, index) => {
    const trace = seen.get(id);
    expect(trace?.times, `seed ${seed}, departures of ${id}`).toEqual(reference[index].departuresMs);
    expect(trace?.rows, `seed ${seed}, order at ${id}`).toEqual(reference[index].customers.map((customer) => arrivals[customer].row));
  });
  return events.length;
}

describe("E3 departures equal those of a plain event-heap simulator, to the last bit", () => {
  test(`${NETWORKS} random networks under random windows`, () => {
    let records = 0;
    for (let seed = 1; seed <= NETWORKS; seed++) records += compare(seed);
    expect(records).toBeGreaterThan(NETWORKS * RECORDS_PER_SOURCE * 0.9);
  });
});
