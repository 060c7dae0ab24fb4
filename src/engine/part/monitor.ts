import { Alarm } from "./alarm.ts";
import type { AlarmRule, AlarmState } from "./alarm.ts";
import { Facet } from "./facet.ts";
import { Part } from "./part.ts";
import type { RunContext } from "./run-context.ts";

/** Thresholds by what they are held against; null: nobody watches that. */
type Thresholds = {
  readonly lagMs: number;
  readonly partitionSkew: number;
  readonly checkpointAgeMs: number;
  readonly backPressureShare: number;
  readonly errorShare: number;
  /** Age of the newest row of a store. */
  readonly freshnessMs: number | null;
  /** Pipeline runs that failed, and checks of data that were missed, in a period. */
  readonly failedTasks: number | null;
  readonly qualityMisses: number | null;
};

export type MonitorSpec = Thresholds &
  AlarmRule & {
    readonly periodMs: number;
    /** Who hears of an alarm. */
    readonly tells: string;
  };

/** One thing an alert rule looks at: its value now, in the unit of its threshold; null when there is nothing to see. */
export type Probe = {
  readonly label: string;
  readonly part: string;
  readonly rule: keyof Thresholds | "down";
  /** It is about something that happens now and then: one bad period is enough, and periods without a value change nothing. */
  readonly once?: true;
  /** `sinceMs`: when the period began. */
  read(at: number, sinceMs: number): number | null;
  describe(value: number): string;
};

export type Alert = { readonly atMs: number; readonly label: string; readonly part: string };

/** An alarm changed its state. Times in ms of the run. */
export type AlarmChange = {
  /** The end of the period that decided it, and when people heard of it. */
  readonly atMs: number;
  readonly toldMs: number;
  readonly alarm: string;
  readonly part: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly value: number | null;
  readonly threshold: number;
};

/** Metrics reach the alarm a little after their period (facts/streaming.md 5: 1 to 2 min publish delay, assumed). */
const PUBLISH_DELAY_MS = 60_000;

/** Between two runs there is no value, and the alarm stands until one ended well. */
const ONCE: AlarmRule = { evaluationPeriods: 1, datapointsToAlarm: 1, missingData: "ignore" };

/** Watches every part: reads its probes each period and raises an alert when a threshold was passed in enough of the last periods. */
export class Monitor extends Part {
  readonly alerts: Alert[] = [];
  /** Without those by which an alarm first learnt that all is well. */
  readonly changes: AlarmChange[] = [];
  private readonly spec: MonitorSpec;
  private watched: readonly { readonly probe: Probe; readonly threshold: number; readonly alarm: Alarm }[] = [];
  private nextAt: number;

  constructor(id: string, run: RunContext, spec: MonitorSpec) {
    super(id, run);
    this.tell(WATCHES, this);
    this.spec = spec;
    this.nextAt = spec.periodMs;
  }

  get tells(): string {
    return this.spec.tells;
  }

  watch(probes: readonly Probe[]): void {
    const { spec } = this;
    this.watched = probes.flatMap((probe) => {
      const threshold = probe.rule === "down" ? 0 : spec[probe.rule];
      if (threshold === null) return [];
      const rule = probe.once === true ? ONCE : spec;
      return [{ probe, threshold, alarm: new Alarm(rule) }];
    });
  }

  advance(): void {}

  override nextWorkMs(): number {
    return Infinity;
  }

  /** The instants of evaluation cut windows, so that values are those of exactly that time. */
  override nextChangeMs(): number {
    return this.nextAt < this.run.endMs ? this.nextAt : Infinity;
  }

  override change(at: number): void {
    this.nextAt += this.spec.periodMs;
    for (const { probe, threshold, alarm } of this.watched) {
      const value = probe.read(at, at - this.spec.periodMs);
      this.meter.arrivals++;
      const from = alarm.take(value, threshold);
      if (alarm.state !== from) this.changed(probe, { atMs: at, from, to: alarm.state, value, threshold });
    }
  }

  private changed(probe: Probe, change: Omit<AlarmChange, "toldMs" | "alarm" | "part">): void {
    const { label, part } = probe;
    const { atMs, from, to, value } = change;
    if (from === "insufficient-data" && to === "ok") return;
    const toldMs = atMs + PUBLISH_DELAY_MS;
    this.changes.push({ ...change, toldMs, alarm: label, part });
    if (to !== "alarm") return;
    this.alerts.push({ atMs: toldMs, label: value === null ? `${label}: no value came` : probe.describe(value), part });
  }

  /** It holds no events. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override figure(): string {
    return this.alerts.length === 1 ? "1 alert" : `${this.alerts.length} alerts`;
  }
}

/** A part that looks at the others, through probes it is given, and raises alerts. */
export type Watches = {
  readonly alerts: readonly Alert[];
  readonly changes: readonly AlarmChange[];
  readonly tells: string;
  watch(probes: readonly Probe[]): void;
};

export const WATCHES = new Facet<Watches>("watches");
