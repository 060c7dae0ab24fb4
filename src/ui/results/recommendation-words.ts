import type { RecommendationQuality } from "../../simulate/result.ts";
import { formatExact, formatShare } from "../parts/format.ts";

/** `Of 4,000 choices 11.3 % stood on the list …`, beside what is easy and what is possible. */
export function recommendationWords({ judged, recallAt10, popularityRecallAt10, ceilingRecallAt10 }: RecommendationQuality): string {
  const head = `Of ${formatExact(judged)} judged choices ${formatShare(recallAt10)} stood on the list shown to that user last before; popularity would have had ${formatShare(popularityRecallAt10)}.`;
  if (ceilingRecallAt10 === null) return `${head} What could be reached nobody knows: the tastes behind a file are not told.`;
  if (ceilingRecallAt10 === 0) return head;
  return `${head} Knowing every taste and mood gives ${formatShare(ceilingRecallAt10)}.`;
}
