import { expect, test } from "vitest";
import { recommendationWords } from "./recommendation-words.ts";

const QUALITY = {
  recallAt10: 0.11,
  ndcgAt10: 0.06,
  staleMsP50: 0,
  staleMsP95: 1,
  staleMsP99: 2,
  popularityRecallAt10: 0.03,
  ceilingRecallAt10: 0.22,
  knownShare: 1,
  coverage: 0.5,
  searchRecall: 1,
  judged: 4000,
  choices: 90_000,
  ci95: { recallAt10: null, ndcgAt10: null },
};

test("lists are told beside what is easy and what is possible", () => {
  expect(recommendationWords(QUALITY)).toBe(
    "Of 4,000 judged choices 11 % stood on the list shown to that user last before; popularity would have had 3 %. Knowing every taste and mood gives 22 %.",
  );
});

test("what nobody knows is not told", () => {
  expect(recommendationWords({ ...QUALITY, ceilingRecallAt10: null })).toContain("nobody knows");
  expect(recommendationWords({ ...QUALITY, ceilingRecallAt10: 0 })).not.toContain("Knowing");
});
