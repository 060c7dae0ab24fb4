import { assert } from "../../base/assert.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import { AttemptTimers } from "./attempt-timers.ts";
import { backOffMs } from "./call-policy.ts";
import type { CallPolicy } from "./call-policy.ts";
import { NOTHING } from "./calls.ts";
import type { Call, CallHolder, Calls, CallSpec } from "./calls.ts";

/** One of the calls an ask needs, through all its attempts. */
type Branch = {
  readonly ask: Ask;
  readonly number: number;
  /** Attempts sent so far, of these under way, and what may still be sent. */
  sent: number;
  outstanding: number;
  retriesLeft: number;
  hedgesLeft: number;
  over: boolean;
  /** The one sent last. */
  newest: Attempt | null;
};

export type Attempt = {
  readonly branch: Branch;
  /** From 0, within its branch. */
  readonly number: number;
  readonly call: Call;
  /** The way it went. */
  readonly wire: RowQueue;
  /** The attempt of the branch before it. */
  readonly before: Attempt | null;
  /** It has its reply, or was given up. */
  over: boolean;
};

/** What a part wants of others: `need` of its branches answered. How it went stands here when the asker hears of it. */
export type Ask = {
  readonly spec: CallSpec;
  readonly need: number;
  readonly branches: readonly Branch[];
  open: number;
  good: number;
  over: boolean;
  answered: boolean;
  /** Of the answer that settled it, or of the failure: row, reason, and the part that gave it. */
  answer: number;
  value: number;
  list: readonly number[] | null;
  reason: string;
  place: number;
};

/** failed: refused, or given up. left: nobody needs it any more; another attempt was answered, or whoever asked is gone. */
export type AttemptEnd = "answered" | "failed" | "left";

/** The part that asks. */
export type Asker = CallHolder & {
  /** The wire by which an attempt at a branch goes out; 0 is the first attempt. */
  wireFor(ask: Ask, branch: number, attempt: number, at: number): RowQueue;
  /** An attempt is about to be sent. */
  attemptSent?(attempt: Attempt, at: number): void;
  /** Nobody waits for this attempt from here on. Unless it had its reply, its call goes on. */
  attemptEnded?(attempt: Attempt, end: AttemptEnd, at: number): void;
  /** Enough branches are answered, or too few can be: once for each ask, never while it is made. */
  settled(ask: Ask, at: number): void;
};

/**
 * Calls a part makes and waits for: fanned out over branches and joined when enough are answered, each branch timed out, tried
 * again and hedged as the policy says. An attempt that is given up goes on where it is; its reply finds nobody. A branch fails
 * when nothing of it is under way and nothing more may be sent, an ask when too few branches are left. The failure carries the
 * part that refused, and the asker itself where it gave up waiting.
 */
export class Asking {
  /** Attempts sent again after a failure, and beside one that was slow; attempts given up. */
  retried = 0;
  hedged = 0;
  timedOut = 0;
  private readonly calls: Calls;
  readonly asker: Asker;
  private readonly policy: CallPolicy;
  private readonly place: number;
  private readonly random: RandomStream;
  /** By the number of their call; as many are there as have no reply. */
  private readonly attempts: (Attempt | undefined)[] = [];
  private unanswered = 0;
  /** Asks that are not settled: between two attempts nothing of one may be under way. */
  open = 0;
  private readonly due = new AttemptTimers<Attempt, Branch>();
  /** Attempts beside the first ones that the budget still allows. */
  private allowance: number;

  constructor(calls: Calls, asker: Asker, place: number, policy: CallPolicy, random: RandomStream) {
    this.calls = calls;
    this.asker = asker;
    this.place = place;
    this.policy = policy;
    this.random = random;
    this.allowance = policy.budget?.most ?? Infinity;
  }

  /** When something is due by itself. */
  get time(): number {
    return this.due.time;
  }

  /** Attempts without a reply, those given up included. */
  get underWay(): number {
    return this.unanswered;
  }

  /** Sends a call down every one of `branches` ways, none when the deadline is over; settled when `need` of them are answered. */
  ask(spec: CallSpec, branches: number, need: number, at: number): Ask {
    assert(need >= 1 && need <= branches, `${need} of ${branches} calls cannot be answered`);
    const { retries: retriesLeft, hedges: hedgesLeft } = this.policy;
    this.open++;
    const list: Branch[] = [];
    const { place } = this;
    const ask: Ask = {
      spec,
      need,
      branches: list,
      open: branches,
      good: 0,
      over: false,
      answered: false,
      answer: NOTHING,
      value: 0,
      list: null,
      reason: "",
      place,
    };
    for (let number = 0; number < branches; number++)
      list.push({ ask, number, sent: 0, outstanding: 0, retriesLeft, hedgesLeft, over: false, newest: null });
    for (const branch of list) this.begin(branch, at);
    return ask;
  }

  private begin(branch: Branch, at: number): void {
    if (at >= branch.ask.spec.deadlineAt) return this.due.later(at, "come too late", branch);
    const { budget } = this.policy;
    if (budget !== null) this.allowance = Math.min(budget.most, this.allowance + budget.perCall);
    this.send(branch, at);
  }

  private send(branch: Branch, at: number): void {
    const { calls, policy, asker } = this;
    const { ask, number } = branch;
    const call = calls.make(asker, ask.spec, at);
    const wire = asker.wireFor(ask, number, branch.sent, at);
    const attempt: Attempt = { branch, number: branch.sent++, call, wire, before: branch.newest, over: branch.over || ask.over };
    call.attempt = attempt.number;
    while (this.attempts.length <= call.number) this.attempts.push(undefined);
    this.attempts[call.number] = attempt;
    this.unanswered++;
    if (attempt.over) return calls.send(wire, at, call.ref);
    branch.outstanding++;
    branch.newest = attempt;
    const gaveUpAt = Math.min(at + policy.timeoutMs, ask.spec.deadlineAt);
    if (gaveUpAt < Infinity) this.due.timeOut(gaveUpAt, attempt);
    if (policy.hedgeAfterMs !== null && branch.hedgesLeft > 0) this.due.hedge(at + policy.hedgeAfterMs, attempt);
    asker.attemptSent?.(attempt, at);
    calls.send(wire, at, call.ref);
  }

  /** Does what is due at `at`, one thing. */
  move(at: number): void {
    const timer = this.due.take();
    if (timer.does === "time out") return this.giveUp(timer.attempt, at);
    if (timer.does === "hedge") return this.hedge(timer.attempt, at);
    const { does, branch } = timer;
    if (does === "hedge comes") {
      // It was on its way when the reply to the first was heard of, if that is there by now.
      this.open--;
      this.hedged++;
      return this.send(branch, at);
    }
    if (branch.over || branch.ask.over) return;
    if (does === "come too late") this.failed(branch, "timed out", this.place, at);
    else {
      this.retried++;
      this.send(branch, at);
    }
  }

  private giveUp(attempt: Attempt, at: number): void {
    if (attempt.over) return;
    this.timedOut++;
    this.calls.givenUp(attempt.call, at);
    this.end(attempt, "failed", at);
    this.failed(attempt.branch, "timed out", this.place, at);
  }

  private hedge({ over, branch }: Attempt, at: number): void {
    if (over || branch.hedgesLeft === 0 || !this.afford()) return;
    branch.hedgesLeft--;
    const { awayMs = 0 } = branch.ask.spec;
    if (awayMs > 0) {
      this.open++;
      return this.due.later(at + awayMs, "hedge comes", branch);
    }
    this.hedged++;
    this.send(branch, at);
  }

  private afford(): boolean {
    if (this.allowance < 1) return false;
    this.allowance--;
    return true;
  }

  /** A call made here has its reply. */
  replied(call: Call, at: number): void {
    const attempt = this.attempts[call.number] as Attempt;
    this.attempts[call.number] = undefined;
    this.unanswered--;
    if (attempt.over) return;
    const { branch } = attempt;
    this.end(attempt, call.state === "answered" ? "answered" : "failed", at);
    if (call.state === "refused") return this.failed(branch, call.reason, call.place, at);
    if (!this.settles(branch, true, at)) return;
    branch.ask.list = call.list;
    this.settle(branch.ask, call.answer, call.value, "", call.place, at);
  }

  private end(attempt: Attempt, end: AttemptEnd, at: number): void {
    attempt.over = true;
    attempt.branch.outstanding--;
    this.asker.attemptEnded?.(attempt, end, at);
  }

  private leave(branch: Branch, at: number): void {
    for (let attempt = branch.newest; attempt !== null; attempt = attempt.before) {
      if (attempt.over) continue;
      this.calls.givenUp(attempt.call, at);
      this.end(attempt, "left", at);
    }
  }

  private failed(branch: Branch, reason: string, place: number, at: number): void {
    if (branch.outstanding > 0) return;
    if (branch.retriesLeft > 0) {
      const { awayMs = 0 } = branch.ask.spec;
      const again = at + awayMs + backOffMs(this.policy.backOff, this.policy.retries - branch.retriesLeft, this.random);
      if (again < branch.ask.spec.deadlineAt && this.afford()) {
        branch.retriesLeft--;
        return this.due.later(again, "retry", branch);
      }
    }
    if (this.settles(branch, false, at)) this.settle(branch.ask, NOTHING, 0, reason, place, at);
  }

  /** A branch is over; whether its ask is over by that. */
  private settles(branch: Branch, answered: boolean, at: number): boolean {
    const { ask } = branch;
    branch.over = true;
    this.leave(branch, at);
    ask.open--;
    if (answered) ask.good++;
    ask.answered = answered;
    return ask.good >= ask.need || ask.good + ask.open < ask.need;
  }

  private settle(ask: Ask, answer: number, value: number, reason: string, place: number, at: number): void {
    ask.answer = answer;
    ask.value = value;
    ask.reason = reason;
    ask.place = place;
    this.drop(ask, at);
    this.asker.settled(ask, at);
  }

  /** Whoever waited for it is gone: what is under way goes on, nothing more is sent, and nobody is told. */
  drop(ask: Ask, at: number): void {
    if (!ask.over) this.open--;
    ask.over = true;
    for (const branch of ask.branches) this.leave(branch, at);
  }
}

/** What several did beside first attempts, together. */
export function attemptsOf(askings: readonly Pick<Asking, "retried" | "hedged" | "timedOut">[]): {
  readonly retried: number;
  readonly hedged: number;
  readonly timedOut: number;
} {
  const sum = { retried: 0, hedged: 0, timedOut: 0 };
  for (const { retried, hedged, timedOut } of askings) {
    sum.retried += retried;
    sum.hedged += hedged;
    sum.timedOut += timedOut;
  }
  return sum;
}
