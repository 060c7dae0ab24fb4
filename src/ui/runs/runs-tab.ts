import { lazy } from "react";
import type { JoiningTab } from "../results/parts/tabs.ts";

/** The runs that are kept of the open design, as a tab of the results. */
export const runsTab: JoiningTab = {
  id: "runs",
  label: "Runs",
  promise: "Every run of this design with its seed, verdict and figures, to be named, shown again and compared.",
  beforeRun: true,
  before: "sql",
  Panel: lazy(async () => ({ default: (await import("./Runs.tsx")).Runs })),
};
