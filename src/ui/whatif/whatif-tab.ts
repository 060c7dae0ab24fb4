import { lazy } from "react";
import type { JoiningTab } from "../results/parts/tabs.ts";

/** The question "what if", as a tab of the results. */
export const whatIfTab: JoiningTab = {
  id: "whatif",
  label: "What if",
  promise: "One setting with several values, each run in full: what it does to a goal and to the bill.",
  beforeRun: true,
  before: "sql",
  Panel: lazy(async () => ({ default: (await import("./WhatIf.tsx")).WhatIf })),
};
