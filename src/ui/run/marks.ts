import type { Part } from "../../design/types.ts";
import type { Incident, Scenario } from "../../scenario/types.ts";
import type { KindOf } from "../part-view/use-kinds.ts";
import type { FaultSpec, RunSnapshot } from "../../result/snapshot.ts";
import { visibleText } from "../../base/visible-text.ts";

/** Something that happens at a moment of the run, for the time line. */
export type Mark = {
  readonly key: string;
  readonly atMs: number;
  readonly durationMs: number;
  readonly label: string;
  readonly kind: "burst" | "incident" | "planned" | "pressed";
};

/** Whether the drawing has a part that the incident strikes, one that can suffer it. */
function finds({ strikes, fault }: Incident, parts: readonly Part[], kindOf: KindOf): boolean {
  const kinds = parts.map((part) => kindOf(part.kind));
  const struck =
    kinds.find((kind) => kind !== undefined && strikes.kinds?.includes(kind.id)) ?? kinds.find((kind) => kind?.family === strikes.family);
  return struck?.faults.some((known) => known.id === fault) ?? false;
}

/** `Cassandra: Node lost`, as the menu names it. */
function plannedLabel({ part: id, fault }: FaultSpec, parts: readonly Part[], kindOf: KindOf | null): string {
  const part = parts.find((each) => each.id === id);
  const known = part === undefined ? undefined : kindOf?.(part.kind)?.faults.find((each) => each.id === fault);
  const title = id === "*" ? "Every part" : visibleText(part?.title ?? id);
  return known === undefined ? `${title} ${fault.replaceAll("-", " ")}` : `${title}: ${known.label}`;
}

/** What the scenario holds in store for this drawing, what the person planned and what was pressed during the run, in order of time. */
export function marksOf(
  scenario: Scenario | null,
  planned: readonly FaultSpec[],
  snapshot: RunSnapshot | null,
  parts: readonly Part[],
  /** null: not loaded yet, and every incident is shown. */
  kindOf: KindOf | null,
  /** The load is a file, which has the bursts it has. */
  replays = false,
): readonly Mark[] {
  const bursts = (replays ? [] : (scenario?.workload.bursts ?? [])).map(
    (burst): Mark => ({
      key: `burst ${burst.atMs} ${burst.label}`,
      atMs: burst.atMs,
      durationMs: burst.durationMs,
      label: burst.label,
      kind: "burst",
    }),
  );
  const incidents = (scenario?.incidents ?? []).flatMap((incident): readonly Mark[] =>
    incident.atMs === undefined || (kindOf !== null && !finds(incident, parts, kindOf))
      ? []
      : [
          {
            key: `incident ${incident.atMs} ${incident.label}`,
            atMs: incident.atMs,
            durationMs: incident.durationMs ?? 0,
            label: incident.label,
            kind: "incident",
          },
        ],
  );
  const own = planned.map(
    (fault, index): Mark => ({
      key: `planned ${index}`,
      atMs: fault.atMs ?? 0,
      durationMs: fault.durationMs ?? 0,
      label: plannedLabel(fault, parts, kindOf),
      kind: "planned",
    }),
  );
  const pressed = (snapshot?.log ?? [])
    .filter((entry) => entry.kind === "pressed")
    .map(
      (entry, index): Mark => ({
        key: `pressed ${index} ${entry.atMs}`,
        atMs: entry.atMs,
        durationMs: 0,
        label: entry.label,
        kind: "pressed",
      }),
    );
  const seen = new Set<string>();
  return [...bursts, ...incidents, ...own, ...pressed]
    .filter((mark) => {
      // A burst that the scenario also lists as an incident is one happening.
      const name = `${Math.round(mark.atMs / 1000)} ${mark.label.toLowerCase()}`;
      return seen.has(name) ? false : seen.add(name) !== undefined;
    })
    .sort((a, b) => a.atMs - b.atMs);
}

/** How long the run is once it has ended; before that what the worker says, else what the scenario or the design asks for. */
export function totalOf(scenario: Scenario | null, snapshot: RunSnapshot | null, ownMs: number, ended = false): number {
  if (snapshot !== null) return ended ? Math.max(1, snapshot.simulatedMs) : snapshot.totalMs;
  return scenario === null || scenario.workload.durationMs <= 0 ? ownMs : scenario.workload.durationMs + scenario.workload.drainMs;
}

/** What a letter takes, and how wide a label may be at least and at most. */
const LETTER_PX = 6.5;
const NARROWEST_PX = 60;
const WIDEST_PX = 160;
const GAP_PX = 8;

/** Where a label stands on the line: its left end from the mark, and its width, px. */
export type LabelPlace = { readonly fromMarkPx: number; readonly widthPx: number };

/**
 * Where each label stands on a line this wide, left to right: about its mark, moved aside for the one before it and for the ends
 * of the line. One without room is not in the answer and keeps its tick.
 */
export function labelPlaces(marks: readonly Mark[], totalMs: number, linePx: number): ReadonlyMap<string, LabelPlace> {
  const places = new Map<string, LabelPlace>();
  let freeFromPx = 0;
  for (const mark of marks) {
    const naturalPx = Math.min(WIDEST_PX, Math.ceil(mark.label.length * LETTER_PX) + 4);
    const markPx = (mark.atMs / totalMs) * linePx;
    const widthPx = Math.min(naturalPx, linePx - freeFromPx);
    const leftPx = Math.min(Math.max(markPx - widthPx / 2, freeFromPx), linePx - widthPx);
    if (leftPx > markPx || widthPx < Math.min(naturalPx, NARROWEST_PX)) continue;
    places.set(mark.key, { fromMarkPx: leftPx - markPx, widthPx });
    freeFromPx = leftPx + widthPx + GAP_PX;
  }
  return places;
}
