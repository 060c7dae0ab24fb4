import { FlowNode, OutPort } from "./node.ts";
import type { RunContext } from "./run-context.ts";
import type { Wire } from "./wire.ts";
import type { RandomStream } from "../../base/rng.ts";
import { grayZipfSampler, zipfSampler } from "../../base/alias-table.ts";
import { exponential } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";

export type PoissonSpec = {
  readonly arrivals: "poisson" | "constant";
  readonly ratePerSecond: number;
  /** Stops after this many records … */
  readonly records: number | null;
  /** … or at this time; null = the run's own length. */
  readonly durationMs: number | null;
  readonly keys: number;
  readonly zipf: number;
  readonly zipfGenerator: "exact" | "gray";
  readonly bytes: number;
};

/** Independent records at a fixed mean rate, keys drawn by a Zipf law: the source of every textbook queue. */
export class PoissonSource extends FlowNode {
  private readonly out: OutPort;
  private readonly gaps: RandomStream;
  private readonly keyDraws: RandomStream;
  private readonly gap: Sampler;
  private readonly keyOf: { sample(random: RandomStream): number };
  private readonly spec: PoissonSpec;
  private readonly stopAt: number;
  private nextAt: number;
  private made = 0;
  private lastAt = 0;

  constructor(id: string, run: RunContext, outputs: readonly Wire[], spec: PoissonSpec) {
    super(id, run);
    this.spec = spec;
    this.out = new OutPort(this, run, outputs);
    this.gaps = run.stream(id, "gaps");
    this.keyDraws = run.stream(id, "keys");
    this.gap = exponential(1000 / spec.ratePerSecond);
    this.keyOf = spec.zipfGenerator === "gray" ? grayZipfSampler(spec.keys, spec.zipf) : zipfSampler(spec.keys, spec.zipf, 0);
    this.stopAt = Math.min(run.durationMs, spec.durationMs ?? Infinity);
    this.nextAt = this.nextGap();
  }

  private nextGap(): number {
    return this.spec.arrivals === "constant" ? 1000 / this.spec.ratePerSecond : this.gap.sample(this.gaps);
  }

  advance(until: number): void {
    const { events } = this.run.rows;
    const limit = this.spec.records ?? Infinity;
    while (this.nextAt < until && this.nextAt < this.stopAt && this.made < limit) {
      const at = this.nextAt;
      const row = events.add();
      events.happenedAt.data[row] = at;
      events.eventTime.data[row] = at;
      events.sentAt.data[row] = at;
      events.eventId.data[row] = row;
      events.user.data[row] = this.keyOf.sample(this.keyDraws);
      events.bytes.data[row] = this.spec.bytes;
      this.run.ledger.produce(row);
      this.meter.arrived(this.spec.bytes);
      this.made++;
      this.lastAt = at;
      this.out.emit(at, row);
      this.nextAt = at + this.nextGap();
    }
  }

  override stoppedMs(): number {
    return this.made >= (this.spec.records ?? Infinity) ? this.lastAt : this.stopAt;
  }

  override finish(): boolean {
    return this.nextAt >= this.stopAt || this.made >= (this.spec.records ?? Infinity);
  }
}
