import { TableMaintenance } from "../../../engine/jobs/table-maintenance.ts";
import type { MaintenanceSpec } from "../../../engine/jobs/table-maintenance.ts";
import { STARTS } from "../../../engine/tasks/job.ts";
import type { BuildContext } from "../../build-context.ts";
import { latencySampler } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";
import { READ_BYTES_PER_SECOND, SPARK_WORK } from "./spark-costs.ts";

export type MaintenanceOptions = Pick<
  MaintenanceSpec,
  "does" | "compaction" | "user" | "deletes" | "olderThanMs" | "slots" | "compression"
> & { readonly everyMs: number; readonly startUp: TwoPercentiles };

/** As for a job that writes a table. */
const COMMIT_MS = 500;
const CLOSING_MS = 5000;
const LEAST_BILLED_MS = 60_000;

/** Looks after the table it is wired to. Ports `start`; out `files`, `done`. */
export function tableMaintenance(ctx: BuildContext, { everyMs, startUp, ...options }: MaintenanceOptions): TableMaintenance {
  const maintenance = new TableMaintenance(ctx.id, ctx.run, ctx.outputs("files"), {
    ...options,
    everyMs: ctx.inputs("start").length > 0 ? null : everyMs,
    startUp: latencySampler(startUp),
    openFileMs: SPARK_WORK.openFileMs,
    writeFileMs: SPARK_WORK.writeFileMs,
    bytesPerSecond: READ_BYTES_PER_SECOND.parquet,
    commitMs: COMMIT_MS,
    closingMs: CLOSING_MS,
    leastBilledMs: LEAST_BILLED_MS,
  });
  for (const starts of STARTS.all(ctx.upstream("start"))) starts.starts(maintenance.attempts);
  return maintenance;
}
