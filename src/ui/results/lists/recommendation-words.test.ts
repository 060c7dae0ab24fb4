import { expect, test } from "vitest";
import { recommendationWords, stretchWords } from "./recommendation-words.ts";

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
  stretches: [],
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

test("the best and the worst stretch are told among those with enough choices", () => {
  const stretch = (hour: number, judged: number, recallAt10: number) => ({
    fromMs: hour * 3_600_000,
    untilMs: (hour + 1) * 3_600_000,
    judged,
    withList: judged / 2,
    hits: judged * recallAt10,
    recallAt10,
    ci95: null,
  });
  const clock = (ms: number): string => `${ms / 3_600_000}:00:00`.padStart(8, "0");
  expect(stretchWords([stretch(1, 100, 0.2), stretch(2, 300, 0.1), stretch(3, 4, 1)], clock)).toBe(
    "Best 20 % from 01:00, worst 10 % from 02:00; 100 to 300 choices judged per 1 h.",
  );
  expect(stretchWords([stretch(3, 4, 1)], clock)).toBe("Too few choices were judged to tell one stretch from another.");
});
