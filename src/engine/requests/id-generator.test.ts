import { expect, test } from "vitest";
import { constant } from "../../base/sampler.ts";
import { callRun, finish } from "../../../test/support/call-run.ts";
import { NO_ENDPOINT, NOTHING } from "../calls/calls.ts";
import type { Call } from "../calls/calls.ts";
import { RowQueue } from "../rows/row-queue.ts";
import { IdGenerator } from "./id-generator.ts";
import type { IdGeneratorSpec } from "./id-generator.ts";

const SPEC: IdGeneratorSpec = {
  servers: 1,
  scheme: { unitMs: 1, workerBits: 10, sequenceBits: 12 },
  handOut: constant(0),
  loggedAhead: 32,
  clockBack: "refuses",
};

type Given = { readonly id: number; readonly at: number; readonly refused: boolean };

/** Ids asked for at so many instants, as they are given; what befalls it stands in `strikes`. */
function given(
  spec: Partial<IdGeneratorSpec>,
  times: readonly number[],
  strikes: readonly { atMs: number; fault: string; amount?: number; index?: number }[] = [],
) {
  const run = callRun(1, 60_000);
  const wire = new RowQueue("to ids");
  const part = new IdGenerator("ids", run, { calls: [wire] }, { ...SPEC, ...spec });
  const heard: Given[] = [];
  const holder = {
    returned: (call: Call, at: number) => {
      heard.push({ id: call.value, at, refused: call.state === "refused" });
      run.desk.calls.release(call);
    },
  };
  for (const at of times) {
    const about = { parent: null, key: 1, op: "keys", endpoint: NO_ENDPOINT, row: NOTHING, bytes: 1, deadlineAt: Infinity } as const;
    run.desk.calls.send(wire, at, run.desk.calls.make(holder, about, at).ref);
  }
  const schedule = strikes.map(({ atMs, ...strike }) => ({ atMs, apply: () => part.strike({ durationMs: 1000, ...strike }, atMs) }));
  finish(run, [part], 1000, schedule);
  return { heard, part };
}

test("a worker of Snowflake gives 4,096 ids a ms, and the next one with the next ms (Q17)", () => {
  const { heard } = given(
    {},
    Array.from({ length: 4100 }, () => 5),
  );
  expect(heard.filter(({ at }) => at === 5).length).toBe(4096);
  expect(heard.filter(({ at }) => at === 6).length).toBe(4);
  expect(heard[0].id).toBe(5 * 2 ** 22);
  expect(heard[4096].id).toBe(6 * 2 ** 22);
  expect(new Set(heard.map(({ id }) => id)).size).toBe(4100);
});

test("a shard of Instagram's form gives 1,024 a ms, and seconds with nine bits 512 a second (Q17)", () => {
  const shard = given(
    { scheme: { unitMs: 1, workerBits: 13, sequenceBits: 10 } },
    Array.from({ length: 1025 }, () => 5),
  ).heard;
  expect(shard.filter(({ at }) => at === 5).length).toBe(1024);
  const seconds = given(
    { scheme: { unitMs: 1000, workerBits: 0, sequenceBits: 9 } },
    Array.from({ length: 513 }, () => 1500),
  ).heard;
  expect(seconds.filter(({ at }) => at === 1500).length).toBe(512);
  expect(seconds[512]).toEqual({ id: 2 * 512, at: 2000, refused: false });
});

test("a clock that goes back refuses until it has passed the last id, or repeats what it gave (Q17)", () => {
  const times = [1000, 1500, 2000, 2500, 3000, 3500];
  const strikes = [{ atMs: 1800, fault: "clock-back", amount: 1000 }];
  expect(given({}, times, strikes).heard.map(({ refused }) => refused)).toEqual([false, false, true, false, false, false]);
  const { part } = given({ clockBack: "goes on" }, times, strikes);
  expect(part.repeated).toBe(2);
});

test("two counters give odd and even numbers; a crash leaves out what was logged ahead and repeats none (Q17)", () => {
  const times = Array.from({ length: 40 }, (_, i) => 100 * i);
  const { heard, part } = given({ servers: 2, scheme: { counts: "own offsets" } }, times, [{ atMs: 1950, fault: "crash", index: 0 }]);
  const ids = heard.map(({ id }) => id);
  expect(ids.slice(0, 4)).toEqual([0, 1, 2, 3]);
  expect([new Set(ids).size, part.repeated]).toEqual([40, 0]);
  // Ten were given of the 33 that its log stood for.
  expect(part.burnt).toBe(23);
  expect(given({ servers: 2, scheme: { counts: "the same" } }, times).part.repeated).toBe(20);
});
