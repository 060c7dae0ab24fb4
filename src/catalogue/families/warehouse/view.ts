import { must } from "../../../base/assert.ts";
import { sessionRules } from "../../../engine/operators/session-rules.ts";
import { VIEW_BASE } from "../../../engine/queried/view-base.ts";
import { STARTS } from "../../../engine/tasks/job.ts";
import { MaterializedView } from "../../../engine/views/materialized-view.ts";
import type { ViewSpec } from "../../../engine/views/materialized-view.ts";
import type { BuildContext } from "../../build-context.ts";

export type ViewOptions = Pick<ViewSpec, "holds" | "columnShare" | "everyMs"> & {
  readonly refresh: Exclude<ViewSpec["refresh"], "told">;
  readonly sessionGapMs: number;
};

/** A query of a warehouse whose rows are kept, asked in the place of its tables. In `source` (rows of a warehouse), `start`; out `rows`, `done`. */
export function materializedView(ctx: BuildContext, { sessionGapMs, ...spec }: ViewOptions): MaterializedView {
  const base = must(VIEW_BASE.all(ctx.upstream("source"))[0], `what ${ctx.id} is made of`);
  const rules = sessionRules("spark", { gapMs: sessionGapMs, allowedLatenessMs: 0 });
  const view = new MaterializedView(ctx.id, ctx.run, base, {
    ...spec,
    refresh: ctx.inputs("start").length > 0 ? "told" : spec.refresh,
    sessionSteps: [{ op: "sessionize", settings: { rules, updates: "session-id" }, costMs: 0 }],
  });
  for (const starts of STARTS.all(ctx.upstream("start"))) starts.starts(view.attempts);
  return view;
}
