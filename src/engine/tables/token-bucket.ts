/**
 * Capacity granted by the second, of which what is not used is kept for a while. It refills all the time, so what it admits
 * depends on the instants of the requests alone.
 */
export class CapacityBucket {
  private units: number;
  private at = 0;
  private ratePerSecond: number;
  private readonly keptSeconds: number;
  private share = 1;
  private squeezedUntil = -Infinity;

  /** Full at the start, as of a table that was idle before. */
  constructor(ratePerSecond: number, keptSeconds: number) {
    this.ratePerSecond = ratePerSecond;
    this.keptSeconds = keptSeconds;
    this.units = ratePerSecond * keptSeconds;
  }

  get most(): number {
    return this.ratePerSecond * this.keptSeconds;
  }

  /** Whether a request of so many units passes at `at`; one that is larger than the whole bucket passes when that is full. */
  admits(at: number, units: number): boolean {
    this.refill(at);
    return this.units >= Math.min(units, this.most);
  }

  take(units: number): void {
    this.units -= units;
  }

  /** From `at` on so much is granted. */
  grant(ratePerSecond: number, at: number): void {
    this.refill(at);
    this.ratePerSecond = ratePerSecond;
  }

  /** Somebody else takes all that was kept and leaves a share of the rate, until `until`. */
  squeeze(share: number, at: number, until: number): void {
    this.refill(at);
    this.share = share;
    this.squeezedUntil = until;
    this.units = Math.min(this.units, share * this.ratePerSecond);
  }

  private refill(at: number): void {
    const squeezedMs = Math.max(0, Math.min(at, this.squeezedUntil) - this.at);
    const freeMs = at - this.at - squeezedMs;
    this.units = Math.min(this.most, this.units + ((freeMs + squeezedMs * this.share) * this.ratePerSecond) / 1000);
    this.at = at;
  }
}
