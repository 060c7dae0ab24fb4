import type { Finding } from "../../../base/finding.ts";

/** How many events a row of the run stands for, in a sentence; null where each row is one event. */
export function sampleScale(findings: readonly Finding[]): string | null {
  return findings.find(({ code }) => code === "scaled-rows")?.message ?? null;
}
