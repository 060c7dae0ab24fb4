import { OWN_DURATION_MS } from "../../design/own-workload.ts";
import type { FaultSpec } from "../../result/snapshot.ts";
import { formatClock } from "../parts/format.ts";
import { useDesign } from "../stores/design-store.ts";
import { useEvents } from "../stores/events-store.ts";
import { isActive } from "../stores/run-machine.ts";
import { inject, runStore, useRun } from "../stores/run-store.ts";
import { useSession } from "../stores/session-store.ts";
import { announce } from "../stores/view-store.ts";
import type { Breakage } from "./breakages.ts";
import { totalOf } from "./marks.ts";

/** What is struck: a part, a wire, or `*` for every part. */
export type Struck = { readonly id: string; readonly title: string };

/** When a fault would strike, in words, and the way to let it. */
export type Striking = {
  readonly when: string;
  readonly strike: (struck: Struck, breakage: Breakage, spec: Omit<FaultSpec, "part" | "atMs">) => void;
};

/** Where a fault planned before the run strikes: late enough to see the calm before it. */
const PLANNED_SHARE = 1 / 3;

/** Faults strike a run under way at once; without one they are planned for the next. */
export function useStriking(): Striking {
  const live = useRun((run) => isActive(run.status));
  const scenario = useSession((session) => session.scenario);
  const ownMs = useDesign((design) => design.workload?.durationMs ?? OWN_DURATION_MS);
  const replayed = useEvents((events) => events.look?.span ?? null);
  const { fromMs, untilMs } = replayed ?? { fromMs: 0, untilMs: totalOf(scenario, null, ownMs) };
  const plannedMs = Math.round(fromMs + (untilMs - fromMs) * PLANNED_SHARE);
  const when = live ? "Strikes at once" : `Strikes the next run at ${formatClock(scenario?.workload.startAt ?? null, plannedMs)}`;
  const strike: Striking["strike"] = (struck, breakage, spec) => {
    const striking = isActive(runStore.getState().status);
    inject({ ...spec, part: struck.id, ...(striking ? {} : { atMs: plannedMs }) });
    announce(`${struck.title}: ${breakage.label}. ${striking ? "Struck." : when}`);
  };
  return { when, strike };
}
