import { ListJob } from "../../../engine/ranking/list-job.ts";
import { ModelTraining } from "../../../engine/ranking/model-training.ts";
import type { RunContext } from "../../../engine/part/run-context.ts";
import type { BuildContext } from "../../build-context.ts";
import { inputOf } from "../feed-of.ts";

/** Codes of the event types named in a list like `listen, like`; empty for all. Unknown names are left out. */
export function typesNamed(run: RunContext, names: string): ReadonlySet<number> {
  const codes = names.split(",").map((name) => run.dimensions.types.indexOf(name.trim()));
  return new Set(codes.filter((code) => code >= 0));
}

export type TrainingOptions = {
  readonly begins: "before" | "anew";
  readonly dims: number;
  readonly window: number;
  readonly popularityWeight: number;
  readonly everyEvents: number | null;
  readonly everyMs: number | null;
  readonly startUpMs: number;
  readonly eventsPerSecond: number;
  readonly learnsFrom: string;
};

/** Trains item vectors from events. Ports `in`, `model`. */
export function modelTraining(ctx: BuildContext, options: TrainingOptions): ModelTraining {
  return new ModelTraining(ctx.id, ctx.run, inputOf(ctx, "in"), {
    ...options,
    anew: options.begins === "anew",
    learnsFrom: typesNamed(ctx.run, options.learnsFrom),
  });
}

export type ListJobOptions = {
  readonly dims: number;
  readonly window: number;
  readonly popularityWeight: number;
  readonly decay: number;
  readonly listLength: number;
  readonly probes: number | null;
  readonly firstAtMs: number;
  readonly everyMs: number;
  readonly startUpMs: number;
  readonly eventsPerSecond: number;
  readonly usersPerSecond: number;
  readonly learnsFrom: string;
};

/** Trains and makes lists for everybody, turn by turn. Ports `in`, `lists`. */
export function listJob(ctx: BuildContext, options: ListJobOptions): ListJob {
  return new ListJob(ctx.id, ctx.run, inputOf(ctx, "in"), ctx.outputs("lists"), {
    ...options,
    learnsFrom: typesNamed(ctx.run, options.learnsFrom),
  });
}
