import { QueueStation } from "../../engine/messages/queue-station.ts";
import { ThrottledEdge } from "../../engine/stations/throttled-edge.ts";
import { inputOf } from "./feed-of.ts";
import { queueAt } from "./movers/queue.ts";
import { latencySampler, samplerOf } from "./sampler-of.ts";
import { Join } from "../../engine/stations/join.ts";
import { PriorityStation } from "../../engine/stations/priority-station.ts";
import { Station } from "../../engine/stations/station.ts";
import type { Distribution } from "../contract.ts";
import type { BuildContext } from "../build-context.ts";

export type ServiceOptions = {
  readonly servers: number;
  readonly serviceTime: Distribution;
  /** Records waiting (not in service); null = unlimited. A record that finds no room is dropped: "queue full". */
  readonly queueLimit: number | null;
  readonly discipline: "fifo" | "priority";
};

/** A station with c servers. Ports `in` (records, or the messages of a queue), `out` (optional: without a wire, records are delivered here). */
export function service(ctx: BuildContext, options: ServiceOptions): Station | PriorityStation | QueueStation {
  const queue = queueAt(ctx, "in");
  if (queue !== null)
    return new QueueStation(ctx.id, ctx.run, queue, ctx.outputs("out"), { ...options, service: samplerOf(options.serviceTime) });
  const spec = { servers: options.servers, service: samplerOf(options.serviceTime), queueLimit: options.queueLimit };
  const Discipline = options.discipline === "priority" ? PriorityStation : Station;
  return new Discipline(ctx.id, ctx.run, inputOf(ctx, "in"), ctx.outputs("out"), spec);
}

/** Waits until a record has come by every wire, and sends one copy on. Ports `in`, `out`. */
export function join(ctx: BuildContext, options: { readonly timeoutMs: number }): Join {
  return new Join(ctx.id, ctx.run, ctx.inputs("in"), ctx.outputs("out"), options.timeoutMs);
}

export type EdgeOptions = {
  /** Token bucket: steady requests per second and bucket size. */
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly latency: { readonly medianMs: number; readonly p99Ms: number };
  /** Records per request (the SDK's batch travels as one request). */
  readonly recordsPerRequest: number;
  /** Tries after a 429, with exponential back-off from 1 s; then the record is dropped: "throttled". */
  readonly clientRetries: number;
};

/** A throttling front door. Ports `in`, `out`. */
export function edge(ctx: BuildContext, options: EdgeOptions): ThrottledEdge {
  return new ThrottledEdge(ctx.id, ctx.run, ctx.inputs("in"), ctx.outputs("out"), { ...options, latency: latencySampler(options.latency) });
}
