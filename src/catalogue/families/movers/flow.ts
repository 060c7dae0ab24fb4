import { FlowCluster } from "../../../engine/flowfiles/flow-cluster.ts";
import type { FlowSpec } from "../../../engine/flowfiles/flow-cluster.ts";
import type { BuildContext } from "../../build-context.ts";
import { feedOf } from "../feed-of.ts";

/** A cluster that runs a flow. Ports `in` (a log, or records that are sent to it), `out` (records), `files`. */
export function flowCluster(ctx: BuildContext, spec: FlowSpec): FlowCluster {
  return new FlowCluster(ctx.id, ctx.run, feedOf(ctx, "in"), { out: ctx.outputs("out"), files: ctx.outputs("files") }, spec);
}
