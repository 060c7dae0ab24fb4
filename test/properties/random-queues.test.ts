import { describe, test } from "vitest";
import { randomQueue } from "../support/random-queues.ts";
import { judge, Verdicts } from "../support/theory.ts";

const QUEUES = 6;
/** A seed nobody chose for its outcome. */
const FIRST = 20_261_121;

describe(`S1 ${QUEUES} textbook queues at parameters drawn from a seed meet Erlang C or Pollaczek and Khinchine`, () => {
  const verdicts = new Verdicts();
  const cases = Array.from({ length: QUEUES }, (_, i) => randomQueue(FIRST + i, 5000));
  test.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => judge(verdicts, each));
  test("no more cases miss at 99 % than chance allows", () => verdicts.expectFewMisses());
});
