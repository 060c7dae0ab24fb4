import { WATCHES } from "../../engine/part/monitor.ts";
import type { AlarmChange, Detection, Watcher } from "../../result/alarms.ts";
import type { RunIncident } from "../../result/snapshot.ts";
import type { Machine } from "../compile/build-machine.ts";

/** What every monitor of a run told, by its id; null where there is none. `incidents`: what struck parts, in any order. */
export function alarmsOf(machine: Machine, incidents: readonly RunIncident[]): { readonly [monitor: string]: Watcher } | null {
  const found = machine.parts.flatMap(({ part }) => {
    const watches = WATCHES.of(machine.nodes.get(part.id));
    if (watches === null) return [];
    const { tells, changes } = watches;
    return [[part.id, { tells, changes, detections: detectionsOf(changes, incidents) }] as const];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}

/** An alarm that rang before a fault began says nothing of it, however late it was heard. */
function detectionsOf(changes: readonly AlarmChange[], incidents: readonly RunIncident[]): Detection[] {
  return [...incidents]
    .sort((a, b) => a.atMs - b.atMs)
    .flatMap(({ atMs, label, part }): Detection[] => {
      if (part === undefined) return [];
      const first = changes.find((change) => change.to === "alarm" && change.atMs > atMs);
      return [{ label, part, atMs, told: first === undefined ? null : { atMs: first.toldMs, alarm: first.alarm, part: first.part } }];
    });
}

/** The longest time from a fault until somebody was told, ms; one that nobody was told of counts up to now. Null without a monitor, or without a fault. */
export function longestDetectionMs(machine: Machine, incidents: readonly RunIncident[], now: number): number | null {
  const watchers = Object.values(alarmsOf(machine, incidents) ?? {});
  if (watchers.length === 0) return null;
  const begun = incidents.filter(({ part, atMs }) => part !== undefined && atMs <= now);
  if (begun.length === 0) return null;
  const soonest = watchers[0].detections.map(({ atMs }, i) => {
    const told = watchers.map(({ detections }) => detections[i].told?.atMs ?? now).reduce((least, ms) => Math.min(least, ms), Infinity);
    return told - atMs;
  });
  return soonest.reduce((most, ms) => Math.max(most, ms), 0);
}
