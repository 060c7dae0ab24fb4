import { WINDOW_KEYS } from "../rows/kinds/window.ts";
import { refOf, WINDOW } from "../rows/rows.ts";
import type { Rows } from "../rows/rows.ts";
import { windowStart } from "../rows/aligned-windows.ts";
import { LATE, PASS } from "../processing/collector.ts";
import type { Collector, Verdict } from "../processing/collector.ts";
import type { Operator } from "../processing/operator.ts";
import { Facet } from "../part/facet.ts";
import { lastEnd, Pane, startOf } from "./window-panes.ts";
import type { WindowShape } from "./window-panes.ts";

export type WindowedCountsSpec = WindowShape & {
  readonly key: "user" | "type" | "all";
  readonly allowedLatenessMs: number;
  /** No operator behind this one deals with time, so it is the one that turns late records away. */
  readonly refusesLate: boolean;
  readonly task: number;
  /** Users of the run, for counting them apart. */
  readonly users: number;
};

type State = { readonly panes: readonly Pane[]; readonly watermarkMs: number; readonly lateRows: number };

/**
 * Events, distinct users and bytes by window of event time and key. An event is late only when the last of its windows is
 * over for good; until then it is lost from some of its windows and kept in the others (facts/dataplane.md 1.3). A window
 * gives its results when the watermark reaches its end, and again for every event that comes within the allowed lateness.
 */
export class WindowedCounts implements Operator {
  readonly spec: WindowedCountsSpec;
  lateRows = 0;
  /** Results that lack an event because it came too late, by `end/key`. */
  readonly lacking = new Map<string, { readonly end: number; readonly key: number }>();
  private readonly rows: Rows;
  private readonly words: number;
  private panes = new Map<number, Pane>();
  private watermarkMs = -Infinity;
  /** Users of results that late events have changed, by window end and key: counted once, then carried on. */
  private changedUsers = new Map<number, Map<number, number>>();

  constructor(rows: Rows, spec: WindowedCountsSpec) {
    this.rows = rows;
    this.spec = spec;
    this.words = (spec.users + 31) >>> 5;
  }

  told(facet: Facet<unknown>): this | undefined {
    return facet === COUNTS_WINDOWS ? this : undefined;
  }

  process(row: number, watermarkMs: number, out: Collector): Verdict {
    const { spec } = this;
    const { events } = this.rows;
    const start = windowStart(events.eventTime.at(row), spec.stepMs);
    const key = spec.key === "user" ? events.user.at(row) : spec.key === "type" ? events.type.at(row) : 0;
    const last = lastEnd(spec, start);
    for (let end = start + spec.stepMs; end <= last && this.isGone(end, watermarkMs); end += spec.stepMs)
      if (out.silent !== true) this.lacking.set(`${end}/${key}`, { end, key });
    if (this.isGone(last, watermarkMs)) {
      this.lateRows++;
      return spec.refusesLate ? LATE : PASS;
    }
    const user = events.user.at(row);
    const isNew = start + spec.stepMs - 1 <= watermarkMs ? this.windowsLacking(start, key, user) : null;
    this.count(row, start, key, user);
    if (isNew !== null) this.fireAgain(start, key, watermarkMs, isNew, out);
    return PASS;
  }

  private count(row: number, start: number, key: number, user: number): void {
    const { events } = this.rows;
    let pane = this.panes.get(start);
    if (pane === undefined) this.panes.set(start, (pane = new Pane(start)));
    const slot = pane.add(key, 1, events.bytes.at(row));
    if (this.spec.key !== "user" && user >= 0) pane.see(slot, user, this.words);
    const happenedAt = events.happenedAt.at(row);
    if (happenedAt > pane.newestAt) pane.newestAt = happenedAt;
  }

  /** The window's state is gone: it ended longer ago than late events are waited for. */
  private isGone(end: number, watermarkMs: number): boolean {
    return end - 1 + this.spec.allowedLatenessMs <= watermarkMs;
  }

  /** Whether the user is new to a window that holds the pane, asked before the event is counted. */
  private windowsLacking(paneStart: number, key: number, user: number): (end: number) => boolean {
    const had = new Set<number>();
    const { spec } = this;
    for (const pane of this.panes.values()) {
      if (user < 0 || !pane.hasSeen(key, user)) continue;
      for (let end = paneStart + spec.stepMs; end <= lastEnd(spec, paneStart); end += spec.stepMs)
        if (pane.start >= startOf(spec, end) && pane.start < end) had.add(end);
    }
    return (end) => user >= 0 && !had.has(end);
  }

  /** A late event changes windows whose results have gone out: each sends the key's result again. */
  private fireAgain(paneStart: number, key: number, watermarkMs: number, isNew: (end: number) => boolean, out: Collector): void {
    const { spec } = this;
    for (let end = paneStart + spec.stepMs; end <= lastEnd(spec, paneStart) && end - 1 <= watermarkMs; end += spec.stepMs) {
      if (this.isGone(end, watermarkMs)) continue;
      const known = this.changedUsers.get(end)?.get(key);
      const result = new Pane(end);
      for (const pane of this.panesOf(end)) {
        const slot = pane.find(key);
        if (slot < 0) continue;
        if (known === undefined) result.absorbSlot(pane, slot);
        else result.add(key, pane.events.data[slot], pane.bytes.data[slot]);
        result.newestAt = Math.max(result.newestAt, pane.newestAt);
      }
      const users = known === undefined ? result.usersAt(0) : known + (isNew(end) ? 1 : 0);
      this.remember(end, key, users);
      this.write(end, result, 0, users, out);
    }
  }

  private remember(end: number, key: number, users: number): void {
    let byKey = this.changedUsers.get(end);
    if (byKey === undefined) this.changedUsers.set(end, (byKey = new Map()));
    byKey.set(key, users);
  }

  private panesOf(end: number): Pane[] {
    const { spec, panes } = this;
    const found: Pane[] = [];
    for (let start = startOf(spec, end); start < end; start += spec.stepMs) {
      const pane = panes.get(start);
      if (pane !== undefined) found.push(pane);
    }
    return found;
  }

  onWatermark(watermarkMs: number, out: Collector): void {
    const { stepMs } = this.spec;
    const before = this.watermarkMs;
    this.watermarkMs = watermarkMs;
    if (windowStart(before + 1, stepMs) === windowStart(watermarkMs + 1, stepMs)) return;
    if (out.silent !== true) for (const end of this.dueEnds(before, watermarkMs)) this.fire(end, out);
    for (const start of this.panes.keys()) if (this.isGone(lastEnd(this.spec, start), watermarkMs)) this.panes.delete(start);
    for (const end of this.changedUsers.keys()) if (this.isGone(end, watermarkMs)) this.changedUsers.delete(end);
  }

  /** Ends of windows with events that the watermark has just reached, oldest first. */
  private dueEnds(before: number, watermarkMs: number): number[] {
    const ends = new Set<number>();
    for (const start of this.panes.keys()) {
      const last = lastEnd(this.spec, start);
      for (let end = start + this.spec.stepMs; end <= last && end - 1 <= watermarkMs; end += this.spec.stepMs)
        if (end - 1 > before) ends.add(end);
    }
    return [...ends].sort((a, b) => a - b);
  }

  private fire(end: number, out: Collector): void {
    const panes = this.panesOf(end);
    let result = panes[0];
    if (panes.length > 1) {
      result = new Pane(end);
      for (const pane of panes) result.absorb(pane);
    }
    for (let slot = 0; slot < result.keys.length; slot++) this.write(end, result, slot, result.usersAt(slot), out);
  }

  private write(end: number, result: Pane, slot: number, users: number, out: Collector): void {
    if (out.silent === true) return;
    const { windows } = this.rows;
    const row = windows.length;
    const key = result.keys.data[slot];
    windows.start.push(startOf(this.spec, end));
    windows.end.push(end);
    windows.key.push(key);
    windows.keyedBy.push(WINDOW_KEYS.indexOf(this.spec.key));
    windows.events.push(result.events.data[slot]);
    windows.users.push(this.spec.key === "user" ? (key >= 0 ? 1 : 0) : users);
    windows.bytes.push(result.bytes.data[slot]);
    // Every further result of a window has counted more events than the one before.
    windows.version.push(result.events.data[slot]);
    windows.newestAt.push(result.newestAt);
    windows.task.push(this.spec.task);
    out.emit("windows", key, refOf(WINDOW, row));
  }

  eventsNeededFrom(): number {
    return Infinity;
  }

  stateBytes(): number {
    let bytes = 0;
    for (const pane of this.panes.values()) bytes += pane.stateBytes;
    return bytes;
  }

  snapshot(): State {
    return { panes: [...this.panes.values()].map((pane) => pane.copy()), watermarkMs: this.watermarkMs, lateRows: this.lateRows };
  }

  restore(snapshot: unknown): void {
    const { panes, watermarkMs, lateRows } = snapshot as State;
    this.panes = new Map(panes.map((pane) => [pane.start, pane.copy()]));
    this.changedUsers.clear();
    this.watermarkMs = watermarkMs;
    this.lateRows = lateRows;
  }
}

/** An operator that counts by windows of event time. */
export const COUNTS_WINDOWS = new Facet<Pick<WindowedCounts, "spec" | "lateRows" | "lacking">>("counts windows");
