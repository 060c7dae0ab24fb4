export type ScalerSpec = {
  readonly least: number;
  readonly most: number;
  /** What is aimed at, by default invocations per instance and minute; null = the number never changes. */
  readonly target: number | null;
  /** It is looked at so often; a minute unless given. */
  readonly periodMs?: number;
  /** Times in a row above the target before instances are added, below nine tenths of it before they go. */
  readonly periodsAbove: number;
  readonly periodsBelow: number;
  /** Nothing is changed for so long after a change. */
  readonly cooldownMs: number;
};

const MINUTE_MS = 60_000;
/** The low alarm of target tracking stands a tenth below the target. */
const LOW = 0.9;

/**
 * Target tracking: once a period what each instance did in it is held against a target; some periods in a row beyond it change the
 * wished number in proportion. What was asked for is there much later; nobody knows that meanwhile.
 */
export class InstanceScaler {
  nextAt: number;
  private readonly spec: ScalerSpec;
  private readonly periodMs: number;
  private invocations = 0;
  private above = 0;
  private below = 0;
  private changedAt = -Infinity;

  constructor(spec: ScalerSpec) {
    this.spec = spec;
    this.periodMs = spec.periodMs ?? MINUTE_MS;
    this.nextAt = spec.target === null ? Infinity : this.periodMs;
  }

  count(): void {
    this.invocations++;
  }

  /**
   * The period is over: the wished number of instances, of which `inService` took the calls and `asked` are there or on their way.
   * `each`: what one of them did, where the target is not of invocations a minute.
   */
  decide(inService: number, asked: number, each = this.invocationsEach(inService)): number {
    const at = this.nextAt;
    this.nextAt += this.periodMs;
    const target = this.spec.target ?? Infinity;
    this.invocations = 0;
    this.above = each > target ? this.above + 1 : 0;
    this.below = each < LOW * target ? this.below + 1 : 0;
    if (at - this.changedAt < this.spec.cooldownMs) return asked;
    const wished = Math.min(this.spec.most, Math.max(this.spec.least, Math.ceil((inService * each) / target)));
    const changes = (this.above >= this.spec.periodsAbove && wished > asked) || (this.below >= this.spec.periodsBelow && wished < asked);
    if (!changes) return asked;
    this.changedAt = at;
    this.above = 0;
    this.below = 0;
    return wished;
  }

  private invocationsEach(inService: number): number {
    return (this.invocations * MINUTE_MS) / this.periodMs / Math.max(1, inService);
  }
}
