import type { NoFacts } from "../part/remark.ts";

export type ViewRemarks = {
  /** The first refresh that had to look at every row again, and why. */
  readonly "full-refresh": { readonly rows: number; readonly why: "users" | "sessions" | "deleted" };
  /** One was due while the one before was still under way. */
  readonly "refresh-skipped": { readonly everyMs: number };
  readonly "refresh-failed": NoFacts;
  /** Somebody looked at a view that nobody refreshes. */
  readonly "never-refreshed": NoFacts;
};
