export type ScalerSpec = {
  readonly least: number;
  readonly most: number;
  /** Invocations per instance and minute that are aimed at; null = the number never changes. */
  readonly targetPerMinute: number | null;
  /** Minutes in a row above the target before instances are added, below nine tenths of it before they go. */
  readonly minutesAbove: number;
  readonly minutesBelow: number;
  /** Nothing is changed for so long after a change. */
  readonly cooldownMs: number;
};

const MINUTE_MS = 60_000;
/** The low alarm of target tracking stands a tenth below the target. */
const LOW = 0.9;

/**
 * Target tracking: once a minute the invocations per instance of that minute are held against a target; some minutes in a row beyond
 * it change the wished number in proportion. What was asked for is there much later; nobody knows that meanwhile.
 */
export class InstanceScaler {
  nextAt: number;
  private readonly spec: ScalerSpec;
  private invocations = 0;
  private above = 0;
  private below = 0;
  private changedAt = -Infinity;

  constructor(spec: ScalerSpec) {
    this.spec = spec;
    this.nextAt = spec.targetPerMinute === null ? Infinity : MINUTE_MS;
  }

  count(): void {
    this.invocations++;
  }

  /** The minute is over: the wished number of instances, of which `inService` took the calls and `asked` are there or on their way. */
  decide(inService: number, asked: number): number {
    const at = this.nextAt;
    this.nextAt += MINUTE_MS;
    const target = this.spec.targetPerMinute ?? Infinity;
    const each = this.invocations / Math.max(1, inService);
    this.invocations = 0;
    this.above = each > target ? this.above + 1 : 0;
    this.below = each < LOW * target ? this.below + 1 : 0;
    if (at - this.changedAt < this.spec.cooldownMs) return asked;
    const wished = Math.min(this.spec.most, Math.max(this.spec.least, Math.ceil((inService * each) / target)));
    const changes = (this.above >= this.spec.minutesAbove && wished > asked) || (this.below >= this.spec.minutesBelow && wished < asked);
    if (!changes) return asked;
    this.changedAt = at;
    this.above = 0;
    this.below = 0;
    return wished;
  }
}
