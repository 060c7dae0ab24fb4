import { describe, expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { PollClock } from "./poll-clock.ts";
import type { PollSpec } from "./poll-spec.ts";

type Spec = Pick<PollSpec, "commit" | "fetchWaitMs" | "autoCommitIntervalMs">;

/** Every poll by itself: it returns when the fetch has waited, and the next is called at once. */
function callOneByOne(clock: PollClock, fetchWaitMs: number, before: number): boolean {
  let commits = false;
  while (clock.at + fetchWaitMs < before) {
    clock.at += fetchWaitMs;
    clock.seenMs = clock.at;
    if (clock.call(clock.at)) commits = true;
  }
  return commits;
}

describe("polls that find nothing", () => {
  test.each<Spec>([
    { commit: "auto", fetchWaitMs: 500, autoCommitIntervalMs: 5000 },
    { commit: "auto", fetchWaitMs: 500, autoCommitIntervalMs: 777 },
    { commit: "auto", fetchWaitMs: 100, autoCommitIntervalMs: 30 },
    { commit: "after", fetchWaitMs: 250, autoCommitIntervalMs: 5000 },
  ])(
    "made at once they leave the clock where they leave it one by one: $commit, $fetchWaitMs ms, $autoCommitIntervalMs ms (E12)",
    (spec) => {
      const random = createStream(1, "polls");
      const at = 1000 + random.nextUniform();
      const clocks = [new PollClock(spec), new PollClock(spec)];
      for (const clock of clocks) {
        clock.restart(at);
        clock.call(at);
      }
      const [together, single] = clocks;
      for (let before = at, i = 0; i < 300; i++) {
        before += random.nextUniform() * (i % 10 === 0 ? 40_000 : 1500);
        const none = single.at + spec.fetchWaitMs >= before;
        const commits = callOneByOne(single, spec.fetchWaitMs, before);
        expect(together.callInVain(before)).toBe(none ? "no call" : commits ? "commits" : "calls");
        expect(together).toEqual(single);
      }
    },
  );
});
