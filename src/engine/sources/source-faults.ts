import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RandomStream } from "../../base/rng.ts";

/** What a record of a source is before it becomes a row. `id` is the event it repeats, or NEW. */
export type Draft = { readonly happenedAt: number; readonly key: number; readonly id: number };

export const NEW = -1;
/** The user field is missing: what validation refuses. */
const MISSING = -1;
const HOT_KEY = 0;
const LATE_SHARE = 0.2;
const RESEND_AFTER_MS = 1500;

type Spell = { from: number; until: number; amount: number };

/**
 * What goes wrong at a source whose records are independent of each other: some come late, some twice, some cannot be read,
 * clocks run ahead, one key gets most. The shares are drawn from a stream of their own, so that a source without trouble
 * makes the records it always made.
 */
export class SourceFaults {
  private readonly spells = new Map<string, Spell>();
  private readonly draws: RandomStream;
  /** Records that come later, each list in order of time: a later strike never lets one overtake. */
  private readonly late: { at: number; draft: Draft }[] = [];
  private readonly repeats: { at: number; draft: Draft }[] = [];

  constructor(draws: RandomStream) {
    this.draws = draws;
  }

  strike(strike: Strike, at: number): void {
    this.spells.set(strike.fault, { from: at, until: at + strike.durationMs, amount: amountOf(strike) });
  }

  /** How the rate is multiplied from now on; 1 when the burst that was asked for is over. */
  factor(at: number): number {
    return this.during("burst", at) ?? 1;
  }

  /** When the rate changes next. */
  get burstEndsMs(): number {
    return this.spells.get("burst")?.until ?? Infinity;
  }

  endBurst(): void {
    this.spells.delete("burst");
  }

  private during(fault: string, at: number): number | null {
    const spell = this.spells.get(fault);
    return spell !== undefined && at >= spell.from && at < spell.until ? spell.amount : null;
  }

  private happens(share: number | null): boolean {
    return share !== null && this.draws.nextUniform32() < share;
  }

  /** The key a record made at `at` carries. */
  key(key: number, at: number): number {
    if (this.happens(this.during("poison", at))) return MISSING;
    return this.happens(this.during("hot-key", at)) ? HOT_KEY : key;
  }

  /** What the clock of a device adds at `at`. */
  skewMs(at: number): number {
    return this.during("clock-skew", at) ?? 0;
  }

  /** Whether a record made now is held up; it then comes by `take`. */
  holdsUp(draft: Draft, at: number): boolean {
    const delayMs = this.during("late", at);
    if (delayMs === null || !this.happens(LATE_SHARE)) return false;
    push(this.late, at + delayMs, draft);
    return true;
  }

  /** A record that has just been sent may be sent again, under the same id. */
  sent(draft: Draft, at: number): void {
    if (this.happens(this.during("duplicate", at))) push(this.repeats, at + RESEND_AFTER_MS, draft);
  }

  /** When the next record that was held up, or is sent again, comes. */
  get nextMs(): number {
    return Math.min(this.late[0]?.at ?? Infinity, this.repeats[0]?.at ?? Infinity);
  }

  take(): Draft {
    const late = this.late[0]?.at ?? Infinity;
    const list = late <= (this.repeats[0]?.at ?? Infinity) ? this.late : this.repeats;
    return (list.shift() as { draft: Draft }).draft;
  }
}

function push(list: { at: number; draft: Draft }[], at: number, draft: Draft): void {
  list.push({ at: Math.max(at, list.at(-1)?.at ?? at), draft });
}
