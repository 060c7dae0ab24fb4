import { expect, test } from "vitest";
import type { Attempt } from "./job.ts";
import { InTurn } from "./in-turn.ts";

/** Ten milliseconds of work for each, one at a time; what happened, in order. */
function worked(): {
  readonly turns: InTurn<{ readonly attempt: Attempt }>;
  readonly log: string[];
  readonly begin: (at: number) => Attempt;
} {
  const log: string[] = [];
  const turns = new InTurn<{ readonly attempt: Attempt }>("task", {
    start: (attempt, at) => {
      attempt.endsAtMs = at + 10;
      log.push(`${attempt.number} starts ${at}`);
      return { attempt };
    },
    complete: ({ attempt }) => {
      log.push(`${attempt.number} ends ${attempt.endsAtMs}`);
      return { failed: false, line: "done" };
    },
  });
  return { turns, log, begin: (at) => turns.attempts.begin(at, { fromMs: at, toMs: at }, "by-record") };
}

test("whoever begins while another goes on waits for its end, in the order of beginning", () => {
  const { turns, log, begin } = worked();
  for (const at of [0, 2, 3]) begin(at);
  for (const at of [10, 20, 30]) turns.attempts.settle(at);
  expect(log).toEqual(["0 starts 0", "0 ends 10", "1 starts 10", "1 ends 20", "2 starts 20", "2 ends 30"]);
});

test("one that is broken off leaves its turn or its place, and the next goes on at that instant", () => {
  const { turns, log, begin } = worked();
  const [first, second] = [0, 1, 2].map(begin);
  turns.attempts.breakOff(second as Attempt, 4, "stopped");
  turns.attempts.breakOff(first as Attempt, 5, "stopped");
  expect(turns.going?.attempt.number).toBe(2);
  turns.attempts.settle(15);
  expect(log).toEqual(["0 starts 0", "2 starts 5", "2 ends 15"]);
  expect([turns.going, turns.attempts.succeeded, turns.attempts.failed]).toEqual([null, 1, 2]);
});
