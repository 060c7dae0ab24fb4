import type { BuildContext } from "../../catalogue/build-context.ts";
import type { Design } from "../../design/types.ts";
import { EVENT_TYPES } from "../../engine/sources/app-users.ts";
import type { Dimensions } from "../../engine/rows/dimensions.ts";
import type { Workload } from "../../scenario/types.ts";

/** Users a run without a population may number. */
const NUMBERED_USERS = 1 << 20;

/** Names behind the codes of the event rows, as the workload's generator makes them. */
export function dimensionsOf(workload: Workload | null): Dimensions {
  const names = (list: readonly { readonly name: string }[] | undefined): string[] => list?.map((entry) => entry.name) ?? ["none"];
  const tastes = workload?.generator === "tastes" ? workload.tastes : undefined;
  return {
    types: tastes !== undefined ? names(tastes.actions) : workload === null ? ["record"] : EVENT_TYPES,
    devices: names(workload?.devices),
    versions: names(tastes?.plans ?? workload?.appVersions),
    countries: names(workload?.countries),
    users: workload?.users ?? NUMBERED_USERS,
    items: tastes === undefined ? 0 : itemsOf(tastes),
  };
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
    devices: workload.devices,
    countries: workload.countries,
    requests: { ...tastes.requests, endpointShares: design.api.endpoints.map((endpoint) => endpoint.share) },
    resendShare: workload.resendShare,
    invalidShare: workload.invalidShare,
  };
}
