import type { Finding } from "../base/finding.ts";
import type { RunResult } from "./result.ts";

/** How a run ended. Bad input never starts one: `refused` carries the findings. */
export type RunOutcome =
  | { readonly status: "finished" | "cancelled"; readonly result: RunResult }
  | { readonly status: "capped"; readonly result: RunResult; readonly cap: string }
  | { readonly status: "refused"; readonly findings: readonly Finding[] }
  | { readonly status: "failed"; readonly message: string };
