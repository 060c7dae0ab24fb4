import { VACUUMED } from "../../../engine/queried/table-upkeep.ts";
import { VacuumTask } from "../../../engine/queried/vacuum-task.ts";
import type { VacuumSpec } from "../../../engine/queried/vacuum-task.ts";
import { STARTS } from "../../../engine/tasks/job.ts";
import type { BuildContext } from "../../build-context.ts";

/** VACUUM of a warehouse's tables as a task. In `table` (rows of a warehouse), `start`; out `done`. */
export function vacuumTask(ctx: BuildContext, { does, sortsBelowShare, everyMs }: VacuumSpec & { readonly everyMs: number }): VacuumTask {
  const task = new VacuumTask(ctx.id, ctx.run, VACUUMED.all(ctx.upstream("table"))[0] ?? null, {
    ...{ does, sortsBelowShare },
    everyMs: ctx.inputs("start").length > 0 ? null : everyMs,
  });
  for (const starts of STARTS.all(ctx.upstream("start"))) starts.starts(task.attempts);
  return task;
}
