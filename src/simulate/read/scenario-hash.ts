import { canonicalJson, hash64 } from "../../design/hash.ts";
import type { Scenario } from "../../scenario/types.ts";

/** 16 hex digits that name what a scenario asks and does; the designs it brings along do not count. `none` without one. */
export function scenarioHash(scenario: Scenario | null): string {
  return scenario === null ? "none" : hash64(canonicalJson({ ...scenario, designs: [] }));
}
