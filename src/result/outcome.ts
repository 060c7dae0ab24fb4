import type { Finding } from "../base/finding.ts";
import type { RunResult } from "./result.ts";

/** What a run may use too much of: work, time in which nothing happens, time and memory of whoever runs it. */
export type RunLimit = "recordHops" | "idleWindows" | "taskCommits" | "calls" | "seconds" | "memoryMb";

/** How a run ended. Bad input never starts one: `refused` carries the findings. */
export type RunOutcome =
  | { readonly status: "finished" | "cancelled"; readonly result: RunResult }
  | { readonly status: "capped"; readonly result: RunResult; readonly cap: string; readonly limit: RunLimit }
  | { readonly status: "refused"; readonly findings: readonly Finding[] }
  | { readonly status: "failed"; readonly message: string };
