import { exactDuration } from "../../../base/duration.ts";
import type { HitStretch, RecommendationQuality } from "../../../result/result.ts";
import { formatExact, formatShare } from "../../parts/format.ts";

/** `Of 4,000 choices 11.3 % stood on the list …`, beside what is easy and what is possible. */
export function recommendationWords({ judged, recallAt10, popularityRecallAt10, ceilingRecallAt10 }: RecommendationQuality): string {
  const head = `Of ${formatExact(judged)} judged choices ${formatShare(recallAt10)} stood on the list shown to that user last before; popularity would have had ${formatShare(popularityRecallAt10)}.`;
  if (ceilingRecallAt10 === null) return `${head} What could be reached nobody knows: the tastes behind a file are not told.`;
  if (ceilingRecallAt10 === 0) return head;
  return `${head} Knowing every taste and mood gives ${formatShare(ceilingRecallAt10)}.`;
}

/** Fewer judged choices than this are no good or bad stretch, only a few people. */
const LEAST_JUDGED = 20;

/** `Best 19.2 % from 21:00, worst 12 % from 09:00; 97 to 210 choices judged per 1 h.` */
export function stretchWords(stretches: readonly HitStretch[], clock: (ms: number) => string): string {
  const told = stretches.filter(({ judged }) => judged >= LEAST_JUDGED).sort((a, b) => (b.recallAt10 ?? 0) - (a.recallAt10 ?? 0));
  const [best] = told;
  const worst = told.at(-1);
  if (best === undefined || worst === undefined) return "Too few choices were judged to tell one stretch from another.";
  const from = (stretch: HitStretch): string => `${formatShare(stretch.recallAt10)} from ${clock(stretch.fromMs).slice(0, 5)}`;
  const counts = told.map((stretch) => stretch.judged);
  const range = `${formatExact(Math.min(...counts))} to ${formatExact(Math.max(...counts))}`;
  return `Best ${from(best)}, worst ${from(worst)}; ${range} choices judged per ${exactDuration(best.untilMs - best.fromMs)}.`;
}
