/** Ids that were met within a time, exactly: an id counts from the first time it was met, and is new again when that is over. */
export class RecentIds {
  private readonly forgottenMs = new Map<number, number>();
  private readonly keptMs: number;

  constructor(keptMs: number) {
    this.keptMs = keptMs;
  }

  /** Whether the id was met within the time before `at`, which does not fall. */
  hasSeen(id: number, at: number): boolean {
    // Those that were met first stand first.
    for (const [old, untilMs] of this.forgottenMs) {
      if (untilMs > at) break;
      this.forgottenMs.delete(old);
    }
    if (this.forgottenMs.has(id)) return true;
    this.forgottenMs.set(id, at + this.keptMs);
    return false;
  }
}
