import { describe, test } from "vitest";
import { randomQueue } from "../support/random-queues.ts";
import { judge, Verdicts } from "../support/theory.ts";

const QUEUES = 60;
/** `QUADRANT_SEED=n npm run test:long` draws others. */
const FIRST = Number(process.env.QUADRANT_SEED ?? 1_000_000);

describe(`S1 ${QUEUES} textbook queues from seed ${FIRST} on`, () => {
  const verdicts = new Verdicts();
  const cases = Array.from({ length: QUEUES }, (_, i) => randomQueue(FIRST + i, 100_000));
  test.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => judge(verdicts, each));
  test("no more cases miss at 99 % than chance allows", () => verdicts.expectFewMisses());
});
