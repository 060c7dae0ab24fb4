import { queueAt } from "./movers/queue.ts";
import { samplerOf } from "./sampler-of.ts";
import { feedOfInstances } from "./feed-of.ts";
import { typesNamed } from "./ranking/list-job.ts";
import { GenerateLists, UpdateEmbeddings } from "../../engine/ranking/embedding-logic.ts";
import { TRAINS } from "../../engine/ranking/model-training.ts";
import type { MemorySpec } from "../../engine/workers/instance-memory.ts";
import type { RecordLogic } from "../../engine/workers/record-logic.ts";
import type { MessageQueue } from "../../engine/messages/message-queue.ts";
import { QueueWorkers } from "../../engine/workers/queue-workers.ts";
import { StreamWorker } from "../../engine/workers/worker-group.ts";
import type { WorkerSpec } from "../../engine/workers/worker-group.ts";
import { untrainedItems } from "../../engine/ranking/maths/item-model.ts";
import { ModelShelf } from "../../engine/ranking/maths/model-shelf.ts";
import type { Distribution } from "../contract.ts";
import type { BuildContext } from "../build-context.ts";

export type WorkerOptions = Omit<WorkerSpec, "work" | "memory"> & {
  /** Of one instance; what a user's vector takes follows from the model. */
  readonly memory: Omit<MemorySpec, "userBytes">;
  readonly workTime: Distribution;
  readonly isolation: "read_uncommitted" | "read_committed";
  /** pass: records go on as they are. update-embeddings: events move their users. generate-lists: vectors become lists. */
  readonly logic: "pass" | "update-embeddings" | "generate-lists";
  readonly decay: number;
  readonly state: "store" | "memory";
  readonly learnsFrom: string;
  readonly listLength: number;
  /** Lists of the inverted file looked into; null = every item is. */
  readonly probes: number | null;
  /** Vectors of a user for one new list. */
  readonly refreshEvery: number;
};

/** Instances of a consumer service. Ports `in`, `model`, `out`, `dead-letter`; a log at `in` is read as one consumer group, of a queue each instance receives messages. */
export function worker(ctx: BuildContext, options: WorkerOptions): StreamWorker | QueueWorkers {
  const queue = queueAt(ctx, "in");
  if (queue !== null) return queueWorkers(ctx, queue, options);
  const feed = feedOfInstances(ctx, "in", options.instances, options.isolation === "read_committed");
  return new StreamWorker(
    ctx.id,
    ctx.run,
    feed,
    { ...options, work: samplerOf(options.workTime), memory: { ...options.memory, userBytes: userBytesOf(ctx, options) } },
    { out: ctx.outputs("out"), deadLetter: ctx.outputs("dead-letter") },
    logicOf(ctx, options),
  );
}

function queueWorkers(ctx: BuildContext, queue: MessageQueue, options: WorkerOptions): QueueWorkers {
  return new QueueWorkers(
    ctx.id,
    ctx.run,
    queue,
    { ...options, work: samplerOf(options.workTime), deletesFirst: options.commit === "before" },
    { out: ctx.outputs("out"), deadLetter: ctx.outputs("dead-letter") },
    logicOf(ctx, options),
  );
}

function logicOf(ctx: BuildContext, options: WorkerOptions): RecordLogic | null {
  if (options.logic === "pass") return null;
  if (options.logic === "generate-lists")
    return new GenerateLists(ctx.id, ctx.run, { everyVectors: options.refreshEvery, length: options.listLength, probes: options.probes });
  return new UpdateEmbeddings(ctx.id, ctx.run, shelfOf(ctx), options.instances, {
    ...options,
    learnsFrom: typesNamed(ctx.run, options.learnsFrom),
  });
}

/** In CPython 3: header of an array 112 bytes (Fast Python, Manning), and key and place in a dict 80 by sys.getsizeof; then 4 bytes a dimension. */
const USER_OVERHEAD_BYTES = 192;

function userBytesOf(ctx: BuildContext, { logic, state }: WorkerOptions): number {
  if (logic !== "update-embeddings" || state === "store") return 0;
  return USER_OVERHEAD_BYTES + 4 * shelfOf(ctx).model(0).dims;
}

/** The models a training publishes; without one at `model` nothing is ever known of any item. */
export function shelfOf(ctx: BuildContext): ModelShelf {
  const [training] = TRAINS.all(ctx.upstream("model"));
  const { items } = ctx.run.dimensions;
  return training?.shelf ?? new ModelShelf(untrainedItems(items, 1, new Int32Array(items), 0));
}
