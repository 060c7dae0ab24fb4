import { Facet } from "./facet.ts";
import { Part } from "./part.ts";
import type { RunContext } from "./run-context.ts";

export type MonitorSpec = {
  readonly periodMs: number;
  readonly evaluationPeriods: number;
  readonly lagMs: number;
  readonly partitionSkew: number;
  readonly checkpointAgeMs: number;
  readonly backPressureShare: number;
  readonly errorShare: number;
};

/** One thing an alert rule looks at: its value now, in the unit of its threshold; null when there is nothing to see. */
export type Probe = {
  readonly label: string;
  readonly part: string;
  readonly rule: keyof Omit<MonitorSpec, "periodMs" | "evaluationPeriods"> | "down";
  read(at: number): number | null;
  describe(value: number): string;
};

export type Alert = { readonly atMs: number; readonly label: string; readonly part: string };

/** Metrics reach the alarm a little after their period (facts/streaming.md 5: 1 to 2 min publish delay, assumed). */
const PUBLISH_DELAY_MS = 60_000;

/** Watches every part: reads its probes each period and raises an alert when a threshold was passed in enough periods in a row. */
export class Monitor extends Part {
  readonly alerts: Alert[] = [];
  private readonly spec: MonitorSpec;
  private probes: readonly Probe[] = [];
  private readonly breaches = new Map<Probe, number>();
  private nextAt: number;

  constructor(id: string, run: RunContext, spec: MonitorSpec) {
    super(id, run);
    this.tell(WATCHES, this);
    this.spec = spec;
    this.nextAt = spec.periodMs;
  }

  watch(probes: readonly Probe[]): void {
    this.probes = probes;
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
    for (const probe of this.probes) this.evaluate(probe, at);
  }

  private evaluate(probe: Probe, at: number): void {
    const value = probe.read(at);
    const threshold = probe.rule === "down" ? 0 : this.spec[probe.rule];
    this.meter.arrivals++;
    if (value === null || value <= threshold) {
      this.breaches.set(probe, 0);
      return;
    }
    const breaches = (this.breaches.get(probe) ?? 0) + 1;
    this.breaches.set(probe, breaches);
    if (breaches !== this.spec.evaluationPeriods) return;
    this.alerts.push({ atMs: at + PUBLISH_DELAY_MS, label: probe.describe(value), part: probe.part });
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
export type Watches = { readonly alerts: readonly Alert[]; watch(probes: readonly Probe[]): void };

export const WATCHES = new Facet<Watches>("watches");
