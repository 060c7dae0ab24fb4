import { describe, expect, test } from "vitest";
import type { Part } from "../../src/engine/part/part.ts";
import type { Run } from "../../src/simulate/run.ts";
import type { Drawing } from "../support/drawing.ts";
import { runDrawing } from "../support/drawing.ts";
import { cheOf, hitRatioOf, LRU_GRID, LRU_GRID_KEYS } from "../support/lru.ts";
import { M, oneStation } from "../support/textbook.ts";
import { finished, judge, mean, responsesAt, shareBelow, Verdicts } from "../support/theory.ts";
import type { TheoryCase } from "../support/theory.ts";

/** Rows of facts/kernel.md 4 that need more than one kind of part, or theory of their own. */
const verdicts = new Verdicts();

/** Waits of a Kafka producer: constant arrivals of one key at a log of one partition, without copies. */
function lingering(perMs: number, lingerMs: number, batchRecords: number | null): TheoryCase {
  const records = 20_000;
  const bytes = 30;
  return {
    name: `linger ${lingerMs} ms at ${perMs}/ms, ${batchRecords === null ? "no cap" : `at most ${batchRecords}`}`,
    drawing: {
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 1000 * perMs, records, keys: 1, bytes } },
        {
          id: "log",
          kind: "kafka",
          settings: {
            partitions: 1,
            brokers: 1,
            replicationFactor: 1,
            minInsyncReplicas: 1,
            acks: "1",
            lingerMs,
            batchBytes: batchRecords === null ? 1_000_000 : batchRecords * bytes,
            instance: "m7g.4xlarge",
          },
        },
      ],
      wires: ["load.out -> log.produce"],
      workload: { durationMs: (2 * records) / perMs },
    },
    measures: [mean("mean wait for the batch", responsesAt("log"), meanLinger(perMs, lingerMs, batchRecords))],
  };
}

/** Rows 14 and 15: the batch opens with a record, which waits longest; the others come during its wait. */
function meanLinger(perMs: number, lingerMs: number, cap: number | null): number {
  const expected = perMs * lingerMs;
  if (cap === null) return (lingerMs * (1 + expected / 2)) / (1 + expected);
  const poisson = (j: number, x: number): number => {
    let term = Math.exp(-x);
    for (let i = 1; i <= j; i++) term *= x / i;
    return term;
  };
  let size = 0;
  for (let j = 1; j <= cap; j++) {
    let fewer = 0;
    for (let i = 0; i < j - 1; i++) fewer += poisson(i, expected);
    size += 1 - fewer;
  }
  // While fewer than the cap are there, each of them waits: the area under their number, by Simpson's rule.
  const STEPS = 2000;
  let area = 0;
  for (let step = 0; step <= STEPS; step++) {
    const x = (expected * step) / STEPS;
    let waiting = 0;
    for (let j = 0; j <= cap - 2; j++) waiting += (j + 1) * poisson(j, x);
    area += waiting * (step === 0 || step === STEPS ? 1 : step % 2 === 1 ? 4 : 2);
  }
  return (area * lingerMs) / STEPS / 3 / size;
}

describe("waits for a batch", () => {
  test("the formulas themselves: 2.916667, 2.84640, 2.10346 and 0.450 ms", () => {
    expect(meanLinger(1, 5, null)).toBeCloseTo(2.916667, 6);
    expect(meanLinger(1, 5, 10)).toBeCloseTo(2.8464, 5);
    expect(meanLinger(2, 5, 10)).toBeCloseTo(2.10346, 5);
    expect(meanLinger(10, 5, 10)).toBeCloseTo(0.45, 4);
  });
  const cases = [lingering(1, 5, null), lingering(1, 5, 10), lingering(2, 5, 10), lingering(10, 5, 10), lingering(0.3, 12, 4)];
  test.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => judge(verdicts, each));
});

describe("session windows over Poisson clicks", () => {
  test.each([
    [0.5, 3],
    [1.3, 1.1],
  ])("%d clicks/s, gap %d s", (perSecond, gapSeconds) => {
    const users = 60;
    const durationMs = 200_000;
    const [fromMs, untilMs] = [5_000, 150_000];
    const load = { ratePerSecond: perSecond * users, keys: users };
    const flink = {
      sessionGapMs: gapSeconds * 1000,
      validate: false,
      dedup: false,
      aggregate: false,
      watermarkDelayMs: 0,
      allowedLatenessMs: 0,
      guarantee: "at-least-once",
    };
    const clicks: number[] = [];
    const seconds: number[] = [];
    const begun: number[] = [];
    for (const seed of verdicts.seeds()) {
      const { sessions } = finished(
        {
          parts: [
            { id: "load", kind: "poisson-source", settings: load },
            { id: "flink", kind: "flink", settings: flink },
            { id: "out", kind: "sink" },
          ],
          wires: ["load.out -> flink.in", "flink.sessions -> out.in"],
          workload: { durationMs, drainMs: 30_000 },
        },
        seed,
      ).machine.run.rows;
      let [count, events, lasted] = [0, 0, 0];
      for (let row = 0; row < sessions.length; row++) {
        const startedAt = sessions.startedAt.at(row);
        if (startedAt < fromMs || startedAt >= untilMs) continue;
        count++;
        events += sessions.events.at(row);
        lasted += sessions.lastEventAt.at(row) - startedAt;
      }
      clicks.push(events / count);
      seconds.push(lasted / count / 1000);
      begun.push((count * 1000) / (untilMs - fromMs) / users);
    }
    const growth = Math.exp(perSecond * gapSeconds);
    const name = `sessions of ${perSecond}/s with gap ${gapSeconds} s`;
    verdicts.inside(name, "clicks", clicks, growth);
    verdicts.inside(name, "seconds from first to last", seconds, (growth - 1 - perSecond * gapSeconds) / perSecond);
    verdicts.inside(name, "sessions per user and second", begun, perSecond / growth);
  });
});

describe("stations by key", () => {
  test("Cobham: two classes of 0.5 and 0.3 wait as the formula says", () => {
    // Shares of two keys under a Zipf law are 1 : 2^-s; s = log2(5 / 3) makes them 0.5 and 0.3 of a load of 0.8.
    const zipf = Math.log2(5 / 3);
    const waits: number[][] = [[], []];
    const example = oneStation("M/M/1 by key", 0.8, 1, M, { records: 15_000, recordsAt95: 0, allRowsAt95: false }, []);
    const { parts, workload } = example.drawing;
    const [load, station, out] = parts;
    const drawn: Drawing = {
      ...example.drawing,
      parts: [
        { ...load, settings: { ...load.settings, keys: 2, zipf } },
        { ...station, settings: { ...station.settings, discipline: "priority" } },
        out,
      ],
    };
    for (const seed of verdicts.seeds()) {
      const sums = [0, 0];
      const counts = [0, 0];
      finished(drawn, seed, (run) => {
        const { events } = run.machine.run.rows;
        run.machine.run.whenVisible((row, at) => {
          if (events.happenedAt.at(row) < (workload?.warmupMs ?? 0)) return;
          const key = events.user.at(row);
          sums[key] += at - events.happenedAt.at(row);
          counts[key]++;
        });
      });
      // The response less the service, whose mean is 1 whatever the class.
      for (const key of [0, 1]) waits[key].push(sums[key] / counts[key] - 1);
    }
    verdicts.inside("Cobham", "first class", waits[0], 0.8 / 0.5);
    verdicts.inside("Cobham", "second class", waits[1], 0.8 / (0.5 * 0.2));
  });
});

describe("recovery from an outage", () => {
  test("the longest wait is the outage, and the backlog is gone after D rho / (1 - rho) (S2)", () => {
    const [outageMs, rho, atMs] = [60_000, 0.8, 100_000];
    const run = finished(
      {
        parts: [
          { id: "load", kind: "poisson-source", settings: { ratePerSecond: 1000 * rho, arrivals: "constant" } },
          { id: "s", kind: "service", settings: { serviceTime: { constant: 1 } } },
          { id: "out", kind: "sink" },
        ],
        wires: ["load.out -> s.in", "s.out -> out.in"],
        workload: { durationMs: 600_000 },
        faults: [{ part: "s", fault: "outage", atMs, durationMs: outageMs }],
      },
      1,
    );
    const { waits, queue } = (run.machine.nodes.get("s") as Part).meter;
    const { delivered, produced } = run.machine.run.ledger.totals();
    expect(delivered).toBe(produced);
    expect(Math.abs((waits.whole.max as number) - outageMs)).toBeLessThan(2 / rho);
    const lastWaiting = queue.boundaries().findLast(({ waiting }) => waiting > 0)?.atMs as number;
    const backlogGoneAt = atMs + outageMs + (outageMs * rho) / (1 - rho);
    // Known to a 512th of the run.
    expect(lastWaiting).toBeLessThanOrEqual(backlogGoneAt);
    expect(lastWaiting).toBeGreaterThan(backlogGoneAt - 2 * (600_000 / 512));
  });
});

describe("a throttling front door", () => {
  test("a token bucket lets in its burst and its rate, to the record", () => {
    const [ratePerSecond, burst, seconds] = [100, 250, 120];
    const result = runDrawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 300, durationMs: seconds * 1000 } },
        { id: "door", kind: "api-gateway", settings: { ratePerSecond, burst, recordsPerRequest: 1, clientRetries: 0 } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> door.in", "door.out -> out.in"],
      workload: { durationMs: seconds * 1000 },
    });
    const most = burst + ratePerSecond * seconds;
    expect(result.ledger.delivered).toBeLessThanOrEqual(most);
    // Offered three times what is let in: a token is never left over for long.
    expect(result.ledger.delivered).toBeGreaterThan(most - 3);
  });

  test("what meets a closed door comes again after 1, 3 and 7 s", () => {
    const run = finished(
      {
        parts: [
          { id: "load", kind: "poisson-source", settings: { ratePerSecond: 100, arrivals: "constant" } },
          { id: "door", kind: "api-gateway", settings: { recordsPerRequest: 1, clientRetries: 3 } },
          { id: "out", kind: "sink" },
        ],
        wires: ["load.out -> door.in", "door.out -> out.in"],
        workload: { durationMs: 60_000 },
        faults: [{ part: "door", fault: "outage", atMs: 10_000, durationMs: 7000 }],
      },
      1,
    );
    const late = [1000, 3000, 7000].map((ms) => Math.round(count(run, 0.95 * ms, 1.2 * ms)));
    // In the door's last second once, in the two before twice, in the four before three times.
    expect(late).toEqual([100, 200, 400]);
    expect(run.machine.run.ledger.totals().delivered).toBe(run.machine.run.ledger.totals().produced);
  });
});

describe("least recently used", () => {
  test.each([
    [1000, 0.8, 100, 0.37779],
    [10_000, 1, 1000, 0.675602],
  ])("%d items, Zipf %d, room for %d: within half a point of Che", (keys, zipf, capacityItems, published) => {
    const che = cheOf(keys, zipf, capacityItems);
    expect(che).toBeCloseTo(published, 5);
    expect(Math.abs(hitRatioOf(keys, zipf, capacityItems, 300_000) - che)).toBeLessThan(0.005);
  });

  // Two of the twelve cells of the published grid; all of them in lru.long.test.ts.
  test.each(LRU_GRID.filter(({ capacityItems }) => capacityItems === 1000).slice(1, 3))(
    "$hitRatio of $capacityItems items at Zipf $zipf",
    (cell) => {
      expect(Math.abs(hitRatioOf(LRU_GRID_KEYS, cell.zipf, cell.capacityItems, 200_000) - cell.hitRatio)).toBeLessThan(0.01);
    },
  );
});

test("no more cases miss at 99 % than chance allows", () => verdicts.expectFewMisses());

/** How many responses lie between two times. */
function count(run: Run, fromMs: number, toMs: number): number {
  const responses = responsesAt("out")(run);
  return responses.count * (shareBelow(responses, toMs) - shareBelow(responses, fromMs));
}
