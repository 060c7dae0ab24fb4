import type { BuildContext } from "../../catalogue/build-context.ts";
import { latencySampler } from "../../catalogue/families/sampler-of.ts";
import type { Design } from "../../design/types.ts";
import { EVENT_TYPES } from "../../engine/sources/phone-traffic.ts";
import type { Dimensions } from "../../engine/rows/dimensions.ts";
import type { EventTrace } from "../../engine/rows/event-trace.ts";
import type { PopulationSpec } from "../../engine/sources/population.ts";
import type { ServicesSpec } from "../../engine/sources/service-events.ts";
import { APP_EVENTS, eventColumnsOf, traitsOf } from "../../catalogue/drawing/event-columns.ts";
import type { Workload } from "../../scenario/types.ts";

/** Users a run without a population may number. */
const NUMBERED_USERS = 1 << 20;

/** Names behind the codes of the event rows, as the workload's generator makes them. */
export function dimensionsOf(workload: Workload | null): Dimensions {
  const tastes = workload?.generator === "tastes" ? workload.tastes : undefined;
  return {
    ...eventColumnsOf(workload),
    types: typesOf(workload),
    users: workload?.users ?? NUMBERED_USERS,
    items: tastes === undefined ? 0 : itemsOf(tastes),
  };
}

function typesOf(workload: Workload | null): readonly string[] {
  if (workload === null) return ["record"];
  if (workload.generator === "tastes" && workload.tastes !== undefined) return workload.tastes.actions.map(({ name }) => name);
  if (workload.generator === "services" && workload.services !== undefined)
    return workload.services.list.flatMap(({ types }) => types.map(({ name }) => name));
  return EVENT_TYPES;
}

/** A file's columns by its roles; what is counted of it is what the scenario counts. */
export function traceDimensions({ types, dimensions, users, items }: EventTrace, workload: Workload | null): Dimensions {
  const all = new Map(APP_EVENTS.dimensions.map((each) => [each.column, each.all]));
  return {
    ...eventColumnsOf(workload),
    dimensions: dimensions.map(({ column, names }) => ({ column, names, all: all.get(column) ?? `ALL_${column.toUpperCase()}` })),
    types,
    users: users.size,
    items: items?.size ?? 0,
  };
}

/** The users of the generator `app-users`. */
export function appUsersOf(workload: Workload | null): PopulationSpec | null {
  if (workload?.generator !== "app-users") return null;
  return { ...workload, traits: traitsOf(workload).map(({ values }) => (typeof values === "string" ? [] : values)) };
}

/** As many items as fill every group alike. */
function itemsOf({ items, groups }: { readonly items: number; readonly groups: number }): number {
  return Math.max(1, Math.floor(items / groups)) * groups;
}

/** The users of the generator `tastes`; the API quadrant says by which shares they call which endpoint. */
export function tasteUsersOf(workload: Workload | null, design: Design): BuildContext["tasteUsers"] {
  if (workload?.generator !== "tastes" || workload.tastes === undefined) return null;
  const { tastes } = workload;
  return {
    users: workload.users,
    sessionsPerSecond: workload.sessionsPerSecond,
    diurnal: workload.diurnal,
    bursts: workload.bursts,
    activity: workload.activity,
    gapMs: workload.session.gapMs,
    plans: tastes.plans,
    planChangePerSession: tastes.planChangePerSession,
    tastes: { ...tastes, items: itemsOf(tastes) },
    actions: tastes.actions,
    traits: traitsOf(workload).map(({ values }) => (values === "services" ? [] : values)),
    requests: { ...tastes.requests, endpointShares: design.api.endpoints.map((endpoint) => endpoint.share) },
    resendShare: workload.resendShare,
    invalidShare: workload.invalidShare,
  };
}

/** How a request of each want comes: the method of its endpoints. */
const METHODS = { read: "GET", insert: "POST", write: "PUT", delete: "DELETE" } as const;

/** The clients of the generator `requests`; the API quadrant says by which endpoints they come. Without any, all come by one. */
export function requestClientsOf(workload: Workload | null, design: Design): BuildContext["requestClients"] {
  if (workload?.generator !== "requests" || workload.requests === undefined) return null;
  const { requests, users, activity, sessionsPerSecond, diurnal, bursts } = workload;
  const drawn = design.api.endpoints.map(({ method, share }, endpoint) => ({ method, share, endpoint }));
  const by = (want: keyof typeof METHODS) =>
    drawn.length === 0 ? [{ endpoint: 0, share: 1 }] : drawn.filter(({ method, share }) => method === METHODS[want] && share > 0);
  return {
    ...requests,
    ...{ users, activity, sessionsPerSecond, diurnal, bursts },
    itemBytes: latencySampler({ medianMs: requests.itemBytes.p50, p99Ms: requests.itemBytes.p99 }),
    endpoints: { read: by("read"), insert: by("insert"), write: by("write"), delete: by("delete") },
  };
}

/**
 * The people of the generator `social`: feeds are read by GET of a path, posts by GET of one that ends in a parameter where there is
 * one, else by any GET; they post by POST, follow by PUT, unfollow by DELETE.
 */
export function socialClientsOf(workload: Workload | null, design: Design): BuildContext["socialClients"] {
  if (workload?.generator !== "social" || workload.social === undefined) return null;
  const { social, users, activity, sessionsPerSecond, diurnal, bursts } = workload;
  const drawn = design.api.endpoints.map(({ method, path, share }, endpoint) => ({ method, path, share, endpoint }));
  const by = (method: string) =>
    drawn.length === 0 ? [{ endpoint: 0, share: 1 }] : drawn.filter((each) => each.method === method && each.share > 0);
  const gets = drawn.filter(({ method, share }) => method === "GET" && share > 0);
  const single = gets.filter(({ path }) => path.endsWith("}"));
  const lists = gets.filter((each) => !single.includes(each));
  const { p50: medianMs, p99: p99Ms } = social.postBytes;
  return {
    ...social,
    ...{ users, activity, sessionsPerSecond, diurnal, bursts },
    followees: latencySampler({ medianMs: social.followees.p50, p99Ms: social.followees.p99 }),
    postBytes: latencySampler({ medianMs, p99Ms }),
    endpoints: {
      feed: lists.length > 0 ? lists : by("GET"),
      open: single.length > 0 ? single : by("GET"),
      post: by("POST"),
      follow: by("PUT"),
      unfollow: by("DELETE"),
    },
  };
}

/** The services of the generator `services`: a row has the bytes of all the events it stands for. */
export function servicesOf(workload: Workload | null): ServicesSpec | null {
  if (workload?.generator !== "services" || workload.services === undefined) return null;
  const { list, eventsPerRow, lateShare, lateMeanMs } = workload.services;
  const types = typesOf(workload);
  return {
    rowsPerSecond: workload.sessionsPerSecond,
    diurnal: workload.diurnal,
    bursts: workload.bursts,
    entities: workload.users,
    activity: workload.activity,
    services: list.map((service) => ({
      weight: service.weight,
      bytes: service.bytes * eventsPerRow,
      types: service.types.map(({ name, weight }) => ({ code: types.indexOf(name), weight })),
    })),
    dimensions: traitsOf(workload).map(({ values }) => (typeof values === "string" ? null : values.map(({ weight }) => weight))),
    lateShare,
    lateMeanMs,
    resendShare: workload.resendShare,
    invalidShare: workload.invalidShare,
  };
}
