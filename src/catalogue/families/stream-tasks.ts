import { LOG } from "../../engine/feeds/log-part.ts";
import { chainOf } from "../../engine/operators/steps.ts";
import { StreamTasks } from "../../engine/processing/stream-tasks.ts";
import type { PortName } from "../../engine/processing/task-outputs.ts";
import type { InstancesSpec } from "../../engine/processing/task-places.ts";
import type { BuildContext } from "../build-context.ts";
import { feedOf } from "./feed-of.ts";
import { stepsOf } from "./operator-chain.ts";
import type { ChainOptions } from "./operator-chain.ts";

export type StreamTasksOptions = ChainOptions &
  InstancesSpec & {
    readonly guarantee: "exactly-once" | "at-least-once";
    readonly commitIntervalMs: number;
    /** A thread does nothing else while it commits. */
    readonly commitCostMs: number;
  };

const PORTS: readonly PortName[] = ["events", "sessions", "aggregates", "windows", "joins", "late", "changelog"];

/**
 * A stream processor inside an application's own instances: a task per partition, state in a changelog. Ports `in`; out
 * `events`, `sessions`, `aggregates`, `windows`, `joins`, `late`, `changelog`.
 */
export function streamTasks(ctx: BuildContext, options: StreamTasksOptions): StreamTasks {
  const steps = stepsOf(ctx.run.dimensions, options);
  return new StreamTasks(
    ctx.id,
    ctx.run,
    // With exactly-once its consumers read only what is committed (Kafka Streams sets isolation.level).
    feedOf(ctx, "in", options.guarantee === "exactly-once"),
    {
      ...options,
      tasks: (partitions) => tasksOf(ctx, partitions),
      chain: (task) => chainOf(ctx.run, steps, task),
      readCostMs: options.costUs.read / 1000,
      emitCostMs: options.costUs.emit / 1000,
    },
    Object.fromEntries(PORTS.map((name) => [name, { wires: ctx.outputs(name), onCheckpoint: false }])),
  );
}

/** Partitions of the same number in every topic make one task, as topics that are read together share their keys. */
function tasksOf(ctx: BuildContext, partitions: number): number[][] {
  const log = LOG.of(ctx.upstream("in")[0]);
  const tasks = new Map<string, number[]>();
  for (let p = 0; p < partitions; p++) {
    const number = log !== null ? (log.partition(p).name.split("-").at(-1) ?? "") : String(p);
    const task = tasks.get(number);
    if (task === undefined) tasks.set(number, [p]);
    else task.push(p);
  }
  return [...tasks.values()];
}
