import { describe, expect, test } from "vitest";
import { pow } from "../../base/fixed-math.ts";
import { createStream } from "../../base/rng.ts";
import { exponential } from "../../base/sampler.ts";
import { ReplicationPauses } from "./replication-pauses.ts";

const law = { perSecond: 0.567, leastMs: 9, exponent: 2.7, mostMs: 1e9 };

function pausesOf(seed: number, brokers = 1): ReplicationPauses {
  return new ReplicationPauses(
    law,
    Array.from({ length: brokers }, (_, broker) => createStream(seed, "kafka", `pauses ${broker}`)),
  );
}

describe("pauses of a broker", () => {
  test("who comes at any time waits longer than 9 ms in three cases of a thousand, and longer than 17.2 ms in one (L5)", () => {
    const pauses = pausesOf(1);
    const spanMs = 20_000_000;
    let beyond9 = 0;
    let beyond17 = 0;
    let asked = 0;
    for (let at = 0; at < spanMs; at += 5, asked++) {
      const waitMs = pauses.until(0, at) - at;
      if (waitMs > 9) beyond9++;
      if (waitMs > 17.2) beyond17++;
    }
    expect(beyond9 / asked / 0.003).toBeGreaterThan(0.93);
    expect(beyond9 / asked / 0.003).toBeLessThan(1.07);
    expect(beyond17 / asked / 0.001).toBeGreaterThan(0.9);
    expect(beyond17 / asked / 0.001).toBeLessThan(1.1);
  });

  test("brokers pause independently, and how often they are asked changes nothing", () => {
    const seldom = pausesOf(2, 2);
    const often = pausesOf(2, 2);
    const seen = { seldom: [] as number[], often: [] as number[] };
    for (let at = 0; at < 60_000; at += 10) {
      const until = often.until(0, at);
      if (at % 100 !== 0) continue;
      seen.often.push(until);
      seen.seldom.push(seldom.until(0, at));
    }
    expect(seen.seldom).toEqual(seen.often);
    expect(often.until(1, 60_000)).not.toBe(often.until(0, 60_000));
  });

  test.each([
    { from: "kafka", exponent: 2.7, leastMs: 9, mostMs: 1e9 },
    { from: "heavy tails", exponent: 1.1, leastMs: 9, mostMs: 600 },
    { from: "light tails", exponent: 12, leastMs: 0.3, mostMs: 1e9 },
  ])("pauses nobody met are passed by as if each had been looked at, to the bit, over three weeks: $from (E12)", (tails) => {
    const own = { ...law, ...tails };
    const random = createStream(4, "kafka");
    const pauses = new ReplicationPauses(own, [createStream(4, "kafka")]);
    const gap = exponential(1000 / own.perSecond);
    let asked = 0;
    for (let until = 0, from = 0; until < 2e9; asked++) {
      from = until + gap.sample(random);
      // Some are met at their first instant, most are not.
      until = from + Math.min(own.mostMs, own.leastMs * pow(1 - random.nextUniform(), -1 / own.exponent));
      if ((asked < 10_000 || asked % 16 === 0) && pauses.until(0, from) !== until) throw new Error(`pause ${asked} ends elsewhere`);
    }
    expect(asked).toBeGreaterThan(600_000);
  });
});
