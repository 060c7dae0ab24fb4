import { TimeQueue } from "../kernel/time-queue.ts";

/** Something sent that may have its reply before a timer of it comes due. */
type Sent = { readonly over: boolean };

/** What has come: the time-out of an attempt, the time for another one beside it; or, for a branch, that of its next attempt, of one beside it, or its end. */
type Timer<Attempt, Branch> =
  | { readonly does: "time out"; readonly attempt: Attempt }
  | { readonly does: "hedge"; readonly attempt: Attempt }
  | { readonly does: Later; readonly branch: Branch };

/** hedge comes: another attempt, sent by who is far away, is there. */
type Later = "retry" | "come too late" | "hedge comes";

/** Timers of one length: they come due in the order they were set, and those whose attempt is over are passed by. */
class EvenTimers<Attempt extends Sent> {
  private times = new Float64Array(64);
  private orders = new Float64Array(64);
  private attempts: (Attempt | null)[] = new Array<Attempt | null>(64).fill(null);
  private head = 0;
  private count = 0;
  private lastAt = -Infinity;

  /** False: it would come due before one that was set earlier. */
  push(at: number, order: number, attempt: Attempt): boolean {
    if (at < this.lastAt) return false;
    if (this.count === this.times.length) this.grow();
    const place = (this.head + this.count++) & (this.times.length - 1);
    this.times[place] = at;
    this.orders[place] = order;
    this.attempts[place] = attempt;
    this.lastAt = at;
    return true;
  }

  /** When the first whose attempt is not over comes due. */
  get time(): number {
    while (this.count > 0 && this.attempts[this.head]!.over) this.take();
    return this.count === 0 ? Infinity : this.times[this.head]!;
  }

  get order(): number {
    return this.orders[this.head]!;
  }

  take(): Attempt {
    const { head, attempts } = this;
    const attempt = attempts[head] as Attempt;
    attempts[head] = null;
    this.head = (head + 1) & (this.times.length - 1);
    if (--this.count === 0) this.lastAt = -Infinity;
    return attempt;
  }

  private grow(): void {
    const { times, orders, attempts, head } = this;
    const places = times.length;
    this.times = new Float64Array(2 * places);
    this.orders = new Float64Array(2 * places);
    this.attempts = new Array<Attempt | null>(2 * places).fill(null);
    for (let i = 0; i < places; i++) {
      const place = (head + i) & (places - 1);
      this.times[i] = times[place]!;
      this.orders[i] = orders[place]!;
      this.attempts[i] = attempts[place]!;
    }
    this.head = 0;
  }
}

/**
 * What comes due for the attempts of an asker, in order of time and at one instant in the order it was set. Nearly every attempt is
 * over long before its time-out, so time-outs and hedges, each of one length, stand in line and are not woken up for: an attempt that
 * is over takes its timers with it.
 */
export class AttemptTimers<Attempt extends Sent, Branch> {
  private readonly timeOuts = new EvenTimers<Attempt>();
  private readonly hedges = new EvenTimers<Attempt>();
  private readonly others = new TimeQueue();
  private readonly slots: (Timer<Attempt, Branch> | null)[] = [];
  private readonly ordersOfSlots: number[] = [];
  private readonly freeSlots: number[] = [];
  private set = 0;

  timeOut(at: number, attempt: Attempt): void {
    if (!this.timeOuts.push(at, this.set, attempt)) this.keep(at, { does: "time out", attempt });
    else this.set++;
  }

  hedge(at: number, attempt: Attempt): void {
    if (!this.hedges.push(at, this.set, attempt)) this.keep(at, { does: "hedge", attempt });
    else this.set++;
  }

  later(at: number, does: Later, branch: Branch): void {
    this.keep(at, { does, branch });
  }

  private keep(at: number, timer: Timer<Attempt, Branch>): void {
    const slot = this.freeSlots.pop() ?? this.slots.length;
    this.slots[slot] = timer;
    this.ordersOfSlots[slot] = this.set++;
    this.others.push(at, slot);
  }

  /** When the first one is due, Infinity when nothing is. */
  get time(): number {
    return Math.min(this.timeOuts.time, this.hedges.time, this.others.time);
  }

  /** Takes the first one; there must be one. */
  take(): Timer<Attempt, Branch> {
    const { timeOuts, hedges, others, ordersOfSlots, time } = this;
    const timeOutOrder = timeOuts.time === time ? timeOuts.order : Infinity;
    const hedgeOrder = hedges.time === time ? hedges.order : Infinity;
    const otherOrder = others.time === time ? ordersOfSlots[others.first]! : Infinity;
    if (timeOutOrder < hedgeOrder && timeOutOrder < otherOrder) return { does: "time out", attempt: timeOuts.take() };
    if (hedgeOrder < otherOrder) return { does: "hedge", attempt: hedges.take() };
    const slot = others.pop();
    const timer = this.slots[slot] as Timer<Attempt, Branch>;
    this.slots[slot] = null;
    this.freeSlots.push(slot);
    return timer;
  }
}
