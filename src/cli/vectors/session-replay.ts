import { LATE, NO_WINDOW, PANE, SessionWindows } from "../../engine/operators/session-windows.ts";
import { slidingStarts } from "../../engine/rows/aligned-windows.ts";
import type { CaseConfig, VectorEvent } from "./session-config.ts";
import { MalformedVector, listOf, numberOf, objectOf, textOf } from "./vector-json.ts";
import type { JsonObject } from "./vector-json.ts";

/** A result as the vectors write it; a case compares the fields it gives. */
export type Emission = JsonObject & { readonly step: number };

type Known = { key: string; start: number; end: number; events: VectorEvent[] };

const COUNT = 0;
const SUM = 1;
const FIRST = 2;
const LATEST = 3;

/** Runs the steps of one case through the project's session operator and keeps everything a case can ask about. */
export class SessionReplay {
  readonly emitted: Emission[] = [];
  readonly late: JsonObject[] = [];
  readonly updates: JsonObject[] = [];
  readonly kept: VectorEvent[] = [];
  readonly assigned: JsonObject[] = [];
  readonly holds: (number | null)[] = [];
  readonly watermarks: number[] = [];
  readonly windowAfter: (readonly number[])[] = [];
  readonly mergedOnStep: number[] = [];
  readonly mergeGroups: { readonly from: readonly (readonly number[])[]; readonly to: readonly number[] }[] = [];
  readonly sessionsAfter: JsonObject[][] = [];

  private readonly config: CaseConfig;
  private windows: SessionWindows;
  private readonly keys = new Map<string, number>();
  private readonly keyNames: string[] = [];
  private readonly sessions = new Map<number, Known>();
  private readonly paneEvents = new Map<number, VectorEvent[]>();
  private watermarkMs = -Infinity;
  private largestMs = -Infinity;
  private step = 0;
  private onEvent = false;
  private readonly starts: Float64Array;

  constructor(config: CaseConfig) {
    this.config = config;
    this.windows = this.newWindows();
    this.starts = new Float64Array(Math.ceil(config.sizeMs / config.slideMs) + 1);
  }

  private newWindows(): SessionWindows {
    return new SessionWindows(this.config.rules, ["sum", "sum", "min", "max"]);
  }

  run(steps: readonly unknown[]): void {
    steps.forEach((value, i) => {
      this.step = i;
      this.runStep(objectOf(value, `step ${i}`));
      this.holds.push(this.windows.outputHoldMs(this.watermarkMs));
      this.watermarks.push(this.watermarkMs);
      this.sessionsAfter.push(this.allSessions());
    });
  }

  private runStep(step: JsonObject): void {
    switch (step["op"]) {
      case "event":
        return this.batch(this.readEvents([step]));
      case "batch":
        return this.batch(this.readEvents(listOf(step["events"], "batch.events")));
      case "watermark":
        this.watermarkMs = Math.max(this.watermarkMs, numberOf(step["t"], "watermark.t"));
        return this.advance();
      case "checkpoint-restore": {
        const state = this.windows.snapshot();
        this.windows = this.newWindows();
        return this.windows.restore(state);
      }
      case "merge-windows":
        return this.mergeAll(listOf(step["windows"], "windows").map(readWindow));
      case "add-window":
        return this.addWindow(readWindow(step["w"]));
      default:
        throw new MalformedVector(`the step "${String(step["op"])}" is not known`);
    }
  }

  /** Spark drops events without a time and says nothing (facts/dataplane.md 1.1). */
  private readEvents(values: readonly unknown[]): VectorEvent[] {
    const steps = values.map((value) => objectOf(value, "event"));
    return steps.filter((step) => step["t"] !== null || this.config.engine !== "spark").map(readEvent);
  }

  private batch(events: readonly VectorEvent[]): void {
    this.onEvent = true;
    const touched = new Set<number>();
    for (const event of events) {
      this.largestMs = Math.max(this.largestMs, event.t);
      if (this.config.engine === "kafka-streams") this.watermarkMs = this.largestMs;
      this.assign(event);
      for (const slot of this.place(event)) touched.add(slot);
    }
    for (const slot of touched) if (this.windows.id(slot) !== 0) this.windows.fireIfDue(slot, this.watermarkMs, this.emit);
    this.onEvent = false;
    const { watermarkDelayMs, engine } = this.config;
    // Spark moves its watermark between micro-batches and runs an empty one when it moved.
    if (watermarkDelayMs !== null) this.watermarkMs = Math.max(this.watermarkMs, this.largestMs - watermarkDelayMs);
    if (watermarkDelayMs !== null || engine === "kafka-streams") this.advance();
  }

  private advance(): void {
    this.windows.fireUpTo(this.watermarkMs, this.emit);
  }

  /** The window of the event alone, before it meets any other. */
  private assign(event: VectorEvent): void {
    if (this.config.window !== "session") return;
    const alone = this.newWindows();
    const slot = alone.addWithGap(0, event.t, this.config.gapOf(event), -Infinity);
    if (slot >= 0) this.assigned.push({ key: event.key, start: alone.startMs(slot), end: alone.endMs(slot), agg: event.v });
  }

  /** Slots the event went into. */
  private place(event: VectorEvent): number[] {
    const slots: number[] = [];
    if (this.config.window === "aligned") {
      const { sizeMs, slideMs, offsetMs } = this.config;
      const count = slidingStarts(event.t, sizeMs, slideMs, offsetMs, this.starts);
      for (let i = 0; i < count; i++) {
        const start = this.starts[i]!;
        const slot = this.windows.addAligned(this.keyOf(event.key), start, start + sizeMs, event.t, this.watermarkMs);
        if (slot >= 0) slots.push(slot);
      }
      if (slots.length === 0) this.refuse(event);
    } else {
      const slot = this.windows.addWithGap(this.keyOf(event.key), event.t, this.config.gapOf(event), this.watermarkMs);
      if (slot === LATE) this.refuse(event);
      if (slot === LATE || slot === NO_WINDOW) return [];
      slots.push(slot);
    }
    if (slots.length > 0) this.kept.push(event);
    for (const slot of slots) this.account(slot, event);
    return slots;
  }

  private refuse(event: VectorEvent): void {
    const { gapMs, allowedLatenessMs } = this.config.rules;
    const expiration = this.watermarkMs - gapMs - allowedLatenessMs;
    this.late.push({ key: event.key, t: event.t, window: [event.t, event.t], expiration, stream_time: this.watermarkMs });
  }

  private account(slot: number, event: VectorEvent): void {
    const { windows } = this;
    const id = windows.id(slot);
    const before = this.sessions.get(id);
    const absorbed = Array.from(windows.absorbedIds.subarray(0, windows.absorbedCount));
    const merged = [id, ...absorbed].map((one) => this.sessions.get(one)).filter((one) => one !== undefined);
    const start = windows.startMs(slot);
    const end = windows.endMs(slot);
    // Kafka Streams deletes the rows of the merged sessions, unless the event's own window is the whole result.
    if (start !== event.t || end !== event.t) {
      for (const old of merged.sort((a, b) => a.end - b.end)) {
        this.updates.push({ key: event.key, start: old.start, end: old.end, tombstone: true });
      }
    }
    const pane = this.paneEvents.get(id) ?? [];
    for (const old of absorbed) {
      pane.push(...(this.paneEvents.get(old) ?? []));
      this.paneEvents.delete(old);
      this.sessions.delete(old);
    }
    pane.push(event);
    this.paneEvents.set(id, pane);
    const events = merged.flatMap((one) => one.events);
    events.push(event);
    this.sessions.set(id, { key: event.key, start, end, events });
    if (before === undefined || absorbed.length > 0 || before.start !== start || before.end !== end) this.mergedOnStep.push(this.step);
    this.addPayload(slot, event);
    this.updates.push({ key: event.key, start, end, agg: this.aggregate(slot, pane) });
  }

  private addPayload(slot: number, event: VectorEvent): void {
    const { rows } = this.windows;
    const at = this.windows.payloadAt(slot);
    rows[at + COUNT] = rows[at + COUNT]! + 1;
    if (typeof event.v === "number") rows[at + SUM] = rows[at + SUM]! + event.v;
    if (event.t < rows[at + FIRST]!) rows[at + FIRST] = event.t;
    if (event.t > rows[at + LATEST]!) rows[at + LATEST] = event.t;
  }

  private readonly emit = (slot: number): void => {
    const { windows, config } = this;
    const id = windows.id(slot);
    const pane = this.paneEvents.get(id) ?? [];
    const end = windows.endMs(slot);
    const lastInstant = config.rules.endInclusive ? end : end - 1;
    this.emitted.push({
      step: this.step,
      key: this.keyNames[windows.key(slot)],
      start: windows.startMs(slot),
      end,
      agg: this.aggregate(slot, pane),
      emit_ts: lastInstant,
      out_ts: config.earliestOutput ? windows.rows[windows.payloadAt(slot) + FIRST]! : lastInstant,
      pane: windows.pane === PANE.early ? "early" : windows.pane === PANE.onTime ? "on-time" : "late",
      index: windows.resultsSent(slot),
      first: windows.resultsSent(slot) === 0,
      last: windows.isExpired(slot, this.watermarkMs),
      ...(this.onEvent ? { on: "event" } : { at_watermark: this.watermarkMs }),
      values: pane.map((event) => event.v),
    });
    if (config.rules.accumulation === "discarding") this.paneEvents.set(id, []);
  };

  /** The aggregate of a result: numbers from the operator's folded columns, collections from the events. */
  private aggregate(slot: number, events: readonly VectorEvent[]): unknown {
    const { rows } = this.windows;
    const at = this.windows.payloadAt(slot);
    if (/^(collect|reduce|concat)/.test(this.config.aggregate)) return aggregateEvents(this.config.aggregate, events);
    return pick(this.config.aggregate, rows[at + COUNT]!, rows[at + SUM]!, rows[at + FIRST]!, rows[at + LATEST]!);
  }

  /** Every session there has been and that was not merged into another, with all of its events. */
  allSessions(): JsonObject[] {
    return [...this.sessions.values()].map((session) => {
      const times = session.events.map((event) => event.t);
      const out = this.config.earliestOutput ? Math.min(...times) : this.config.rules.endInclusive ? session.end : session.end - 1;
      return {
        key: session.key,
        start: session.start,
        end: session.end,
        agg: aggregateEvents(this.config.aggregate, session.events),
        out_ts: out,
      };
    });
  }

  private keyOf(name: string): number {
    let key = this.keys.get(name);
    if (key === undefined) {
      key = this.keys.size;
      this.keys.set(name, key);
      this.keyNames.push(name);
    }
    return key;
  }

  private addWindow([start, end]: readonly [number, number]): void {
    const slot = this.windows.addWindow(0, start, end, -Infinity);
    const id = this.windows.id(slot);
    const known = this.sessions.get(id);
    const now = [this.windows.startMs(slot), this.windows.endMs(slot)];
    this.windowAfter.push(now);
    const absorbed = Array.from(this.windows.absorbedIds.subarray(0, this.windows.absorbedCount));
    if (absorbed.length > 0 || (known && (known.start !== now[0] || known.end !== now[1]))) this.mergedOnStep.push(this.step);
    for (const old of absorbed) this.sessions.delete(old);
    this.sessions.set(id, { key: "", start: now[0]!, end: now[1]!, events: [] });
  }

  private mergeAll(windows: readonly (readonly [number, number])[]): void {
    const members = new Map<number, (readonly [number, number])[]>();
    const ends = new Map<number, readonly number[]>();
    for (const window of windows) {
      const slot = this.windows.addWindow(0, window[0], window[1], -Infinity);
      const id = this.windows.id(slot);
      const group = members.get(id) ?? [];
      for (const old of this.windows.absorbedIds.slice(0, this.windows.absorbedCount)) {
        group.push(...(members.get(old) ?? []));
        members.delete(old);
      }
      group.push(window);
      members.set(id, group);
      ends.set(id, [this.windows.startMs(slot), this.windows.endMs(slot)]);
    }
    for (const [id, from] of members) if (from.length > 1) this.mergeGroups.push({ from, to: ends.get(id)! });
  }
}

function aggregateEvents(name: string, events: readonly VectorEvent[]): unknown {
  if (name.startsWith("collect(t)")) return events.map((event) => event.t).sort((a, b) => a - b);
  if (name.startsWith("collect")) return events.map((event) => event.v).sort();
  if (/^(reduce|concat)/.test(name)) return events.map((event) => String(event.v)).join("+");
  const times = events.map((event) => event.t);
  const sum = events.reduce((total, event) => total + (typeof event.v === "number" ? event.v : 0), 0);
  return pick(name, events.length, sum, Math.min(...times), Math.max(...times));
}

function pick(name: string, count: number, sum: number, first: number, last: number): unknown {
  if (name.startsWith("count,sum")) return [count, sum];
  if (name.startsWith("count")) return count;
  if (name.startsWith("sum")) return sum;
  if (name.startsWith("min,max")) return [first, last];
  if (name.startsWith("min")) return first;
  if (name.startsWith("max")) return last;
  throw new MalformedVector(`the aggregate "${name}" is not known`);
}

function readEvent(step: JsonObject): VectorEvent {
  return { key: textOf(step["key"], "event.key"), t: numberOf(step["t"], "event.t"), v: step["v"] };
}

function readWindow(value: unknown): readonly [number, number] {
  const pair = listOf(value, "window");
  return [numberOf(pair[0], "window start"), numberOf(pair[1], "window end")];
}
