/** When a task may begin, by how those it waits for have ended; named as Airflow names them. */
export const TRIGGER_RULES = [
  "all_success",
  "all_done",
  "all_failed",
  "one_failed",
  "one_success",
  "none_failed",
  "none_skipped",
  "always",
] as const;
export type TriggerRule = (typeof TRIGGER_RULES)[number];

/** Tasks that come before, by how they ended; the rest has not ended. */
export type Before = { readonly count: number; readonly success: number; readonly failed: number; readonly skipped: number };

/** `run`: now. `wait`: not decided yet. Else the state it gets without having run. */
export type Decision = "run" | "wait" | "upstream_failed" | "skipped";

/** `failed` counts those that failed themselves and those that could not run because of another. */
export function decide(rule: TriggerRule, { count, success, failed, skipped }: Before): Decision {
  const done = success + failed + skipped === count;
  if (count === 0 || rule === "always") return "run";
  switch (rule) {
    case "all_success":
      return failed > 0 ? "upstream_failed" : skipped > 0 ? "skipped" : done ? "run" : "wait";
    case "all_done":
      return done ? "run" : "wait";
    case "all_failed":
      return success + skipped > 0 ? "skipped" : done ? "run" : "wait";
    case "one_failed":
      return failed > 0 ? "run" : done ? "skipped" : "wait";
    case "one_success":
      return success > 0 ? "run" : !done ? "wait" : skipped === count ? "skipped" : "upstream_failed";
    case "none_failed":
      return failed > 0 ? "upstream_failed" : done ? "run" : "wait";
    case "none_skipped":
      return skipped > 0 ? "skipped" : done ? "run" : "wait";
  }
}
