import { ClosedClients } from "../../engine/sources/closed-clients.ts";
import { PoissonSource } from "../../engine/sources/poisson-source.ts";
import { latencySampler, samplerOf } from "./sampler-of.ts";
import { TraceSource } from "../../engine/sources/trace-source.ts";
import { TasteUsers } from "../../engine/sources/taste-users.ts";
import { AppUsers } from "../../engine/sources/app-users.ts";
import { ServiceEvents } from "../../engine/sources/service-events.ts";
import { assert } from "../../base/assert.ts";
import type { Distribution } from "../contract.ts";
import type { BuildContext } from "../build-context.ts";

export type AppUsersOptions = {
  /** The SDK sends what it has gathered after this long … */
  readonly flushIntervalMs: number;
  /** … or when this many events wait on the device, whichever is first. */
  readonly flushEvents: number;
  /** Events kept on a device without network; older ones are overwritten and lost. */
  readonly offlineCapacityEvents: number;
  /** Phone to edge, one way. */
  readonly networkLatency: { readonly medianMs: number; readonly p99Ms: number };
  /** Resend with the same event id when no answer came (false: such an event is lost). */
  readonly retries: boolean;
};

/** A population of app users from the scenario's workload, sending through an SDK, or the file that was given instead. Port `events`. */
export function appUsers(ctx: BuildContext, options: AppUsersOptions): AppUsers | TraceSource {
  if (ctx.run.trace !== null) return traceSource(ctx);
  assert(ctx.population !== null, `${ctx.id} has no population: check.ts refuses such a design`);
  return new AppUsers(ctx.id, ctx.run, ctx.outputs("events"), {
    workload: ctx.population,
    recordBytes: ctx.recordBytes,
    flushIntervalMs: options.flushIntervalMs,
    flushEvents: options.flushEvents,
    offlineCapacityEvents: options.offlineCapacityEvents,
    network: options.networkLatency,
    retries: options.retries,
  });
}

/** The rows of a file of events. Port `events`. */
export function traceSource(ctx: BuildContext): TraceSource {
  assert(ctx.run.trace !== null, `${ctx.id} has no file: check.ts refuses such a design`);
  return new TraceSource(ctx.id, ctx.run, ctx.outputs("events"), ctx.run.trace, ctx.recordBytes);
}

export type TasteUsersOptions = { readonly networkLatency: { readonly medianMs: number; readonly p99Ms: number } };

/** Users with tastes from the scenario's workload, or the file that was given instead. Ports `events`, `requests`. */
export function tasteUsers(ctx: BuildContext, options: TasteUsersOptions): TasteUsers | TraceSource {
  if (ctx.run.trace !== null) return traceSource(ctx);
  assert(ctx.tasteUsers !== null, `${ctx.id} has no users with tastes: check.ts refuses such a design`);
  return new TasteUsers(
    ctx.id,
    ctx.run,
    { events: ctx.outputs("events"), requests: ctx.outputs("requests") },
    { ...ctx.tasteUsers, recordBytes: ctx.recordBytes, network: latencySampler(options.networkLatency) },
  );
}

export type ServiceEventsOptions = {
  /** How many of the scenario's services the part stands for. */
  readonly count: number;
  /** Commit to publication. */
  readonly publish: { readonly medianMs: number; readonly p99Ms: number };
};

/** Services of the scenario's workload that publish their own tables, or the file that was given instead. Port `events`. */
export function serviceEvents(ctx: BuildContext, options: ServiceEventsOptions): ServiceEvents | TraceSource {
  if (ctx.run.trace !== null) return traceSource(ctx);
  assert(ctx.services !== null, `${ctx.id} has no services: check.ts refuses such a design`);
  return new ServiceEvents(ctx.id, ctx.run, ctx.outputs("events"), {
    ...ctx.services,
    count: Math.min(options.count, ctx.services.services.length),
    publish: latencySampler(options.publish),
  });
}

export type PoissonOptions = {
  readonly arrivals: "poisson" | "constant";
  readonly ratePerSecond: number;
  readonly records: number | null;
  readonly durationMs: number | null;
  readonly keys: number;
  readonly zipf: number;
  readonly zipfGenerator: "exact" | "gray";
  readonly bytes: number;
};

/** Independent records at a fixed mean rate. Port `out`. */
export function poissonSource(ctx: BuildContext, options: PoissonOptions): PoissonSource {
  return new PoissonSource(ctx.id, ctx.run, ctx.outputs("out"), options);
}

export type ClosedClientsOptions = {
  readonly clients: number;
  readonly thinkTime: Distribution;
  readonly replyDelayMs: number;
  readonly timeoutMs: number;
  readonly requests: number | null;
  readonly keys: number;
  readonly zipf: number;
  readonly bytes: number;
};

/** Clients with one request each under way, who ask again once they are answered. Port `requests`. */
export function closedClients(ctx: BuildContext, options: ClosedClientsOptions): ClosedClients {
  return new ClosedClients(ctx.id, ctx.run, ctx.outputs("requests"), { ...options, think: samplerOf(options.thinkTime) });
}
