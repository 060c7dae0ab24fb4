import { requestMix } from "../../design/selectors.ts";
import type { Endpoint } from "../../design/types.ts";

/** What an endpoint's share must become for it to be `percent` of the mix while the others keep their proportions. */
export function shareForPercent(endpoints: readonly Endpoint[], id: string, percent: number): number {
  const others = endpoints.reduce((sum, endpoint) => (endpoint.id === id ? sum : sum + endpoint.share), 0);
  if (others === 0) return percent > 0 ? 1 : 0;
  const capped = Math.min(percent, 99.9);
  return rounded((others * capped) / (100 - capped));
}

/** The percentage of the mix as the field shows it: `80`, `0.25`. */
export function percentText(endpoints: readonly Endpoint[], id: string): string {
  return String(rounded((requestMix(endpoints).get(id) ?? 0) * 100));
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

export function percentProblem(text: string): string | null {
  const value = Number(text.trim().replace(/\s*%$/, "") || Number.NaN);
  return Number.isFinite(value) && value >= 0 && value <= 100 ? null : "Write a percentage from 0 to 100.";
}
