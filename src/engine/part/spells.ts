/** Trouble of a machine, or of a part that has no machines: for a while it is slow, or away. Instants are simulated ms. */
export class Spell {
  /** It is back from here on; -Infinity before it was ever away. */
  awayUntil = -Infinity;
  private slowUntil = -Infinity;
  private factor = 1;

  /** What begins before `until` takes `factor` times as long; a later spell takes the place of an earlier one. */
  slow(factor: number, until: number): void {
    this.factor = factor;
    this.slowUntil = until;
  }

  /** Times as long as usual what begins at `at` takes. */
  slowness(at: number): number {
    return at < this.slowUntil ? this.factor : 1;
  }

  /** Away for `forMs` from `at` on; where times away overlap the longest holds. Answers how much longer it is away than before, ms. */
  stayAway(at: number, forMs: number): number {
    const addedMs = this.isAway(at) ? Math.max(0, at + forMs - this.awayUntil) : forMs;
    this.stayAwayUntil(at + forMs);
    return addedMs;
  }

  stayAwayUntil(until: number): void {
    this.awayUntil = Math.max(this.awayUntil, until);
  }

  isAway(at: number): boolean {
    return at < this.awayUntil;
  }
}

type Due = { readonly at: number; readonly apply: (at: number) => void };

/** What a part will do by itself at instants to come: it names the next one in `nextChangeMs` and does what is due in `change`. */
export class Agenda {
  private dues: readonly Due[] = [];

  get nextMs(): number {
    return this.dues.reduce((least, due) => Math.min(least, due.at), Infinity);
  }

  add(at: number, apply: (at: number) => void): void {
    this.dues = [...this.dues, { at, apply }];
  }

  /** Restarts machines one after another over `durationMs`; each is told until when it is away. */
  addInTurn(count: number, at: number, durationMs: number, restart: (machine: number, at: number, backAt: number) => void): void {
    for (let machine = 0; machine < count; machine++) {
      const { from, until } = turnOf(machine, count, at, durationMs);
      this.add(from, (now) => restart(machine, now, until));
    }
  }

  /** Does what is due at `at`, in the order in which it was entered; what that enters waits for its own instant. */
  run(at: number): void {
    const due = this.dues.filter((each) => each.at <= at);
    if (due.length === 0) return;
    this.dues = this.dues.filter((each) => each.at > at);
    for (const each of due) each.apply(at);
  }
}

/** One after another: each of `count` machines is away for its part of `durationMs`, the last fifth of which it takes to settle. */
function turnOf(machine: number, count: number, at: number, durationMs: number): { readonly from: number; readonly until: number } {
  const stepMs = durationMs / count;
  return { from: at + machine * stepMs, until: at + (machine + 0.8) * stepMs };
}
