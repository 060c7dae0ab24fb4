import { TimeQueue } from "../kernel/time-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
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
  /** Reference of the row the answer brings. */
  answer: number;
};

export type Attempt = {
  readonly branch: Branch;
  /** From 0, within its branch. */
  readonly number: number;
  readonly call: Call;
  /** The way it went. */
  readonly wire: RowQueue;
  /** It has its reply, or was given up. */
  over: boolean;
};

/** What a part wants of others: `need` of its branches answered. How it went stands here when the asker hears of it. */
export type Ask = {
  readonly spec: Omit<CallSpec, "sentAt">;
  readonly need: number;
  readonly branches: readonly Branch[];
  open: number;
  good: number;
  over: boolean;
  answered: boolean;
  /** Of the answer that settled it, or of the failure: row, reason, and the part that gave it. */
  answer: number;
  reason: string;
  place: number;
};

/** The part that asks. */
export type Asker = CallHolder & {
  /** The wire by which an attempt at a branch goes out; 0 is the first attempt. */
  wireFor(ask: Ask, branch: number, attempt: number, at: number): RowQueue;
  /** An attempt has its reply, or is given up: its call then goes on, and nobody waits for it. */
  attemptEnded?(attempt: Attempt, answered: boolean, at: number): void;
  settled(ask: Ask, at: number): void;
};

type Timer = { readonly does: "time out" | "hedge" | "retry"; readonly branch: Branch; readonly attempt: Attempt | null };

/**
 * Calls a part makes and waits for: fanned out over branches and joined when enough are answered, each branch timed out, tried
 * again and hedged as the policy says. An attempt that is given up goes on where it is; its reply finds nobody. A branch fails
 * when nothing of it is under way and nothing more may be sent, an ask when too few branches are left. The failure carries the
 * part that refused, and the asker itself where it gave up waiting.
 */
export class Asking {
  /** Attempts sent at first, again after a failure, and beside one that was slow; attempts given up. */
  first = 0;
  retried = 0;
  hedged = 0;
  timedOut = 0;
  private readonly calls: Calls;
  private readonly asker: Asker;
  private readonly policy: CallPolicy;
  private readonly place: number;
  private readonly random: RandomStream;
  private readonly attempts = new Map<number, Attempt>();
  private readonly due = new TimeQueue();
  private readonly timers: (Timer | null)[] = [];
  private readonly freeTimers: number[] = [];
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
    return this.attempts.size;
  }

  /** Sends a call down every one of `branches` ways; settled when `need` of them are answered. */
  ask(spec: Omit<CallSpec, "sentAt">, branches: number, need: number, at: number): Ask {
    const { retries: retriesLeft, hedges: hedgesLeft } = this.policy;
    const list: Branch[] = [];
    const open = { open: branches, good: 0, over: false, answered: false, answer: NOTHING, reason: "", place: this.place };
    const ask: Ask = { spec, need, branches: list, ...open };
    for (let number = 0; number < branches; number++)
      list.push({ ask, number, sent: 0, outstanding: 0, retriesLeft, hedgesLeft, over: false, answer: NOTHING });
    const { budget } = this.policy;
    for (const branch of list) {
      if (budget !== null) this.allowance = Math.min(budget.most, this.allowance + budget.perCall);
      this.first++;
      this.send(branch, at);
    }
    return ask;
  }

  private send(branch: Branch, at: number): void {
    const { calls, policy, asker } = this;
    const { ask, number } = branch;
    const call = calls.make(asker, { ...ask.spec, sentAt: at });
    const wire = asker.wireFor(ask, number, branch.sent, at);
    const attempt: Attempt = { branch, number: branch.sent++, call, wire, over: false };
    call.attempt = attempt.number;
    branch.outstanding++;
    this.attempts.set(call.number, attempt);
    const gaveUpAt = Math.min(at + policy.timeoutMs, ask.spec.deadlineAt);
    if (gaveUpAt < Infinity) this.arm(Math.max(at, gaveUpAt), { does: "time out", branch, attempt });
    if (policy.hedgeAfterMs !== null && branch.hedgesLeft > 0) this.arm(at + policy.hedgeAfterMs, { does: "hedge", branch, attempt });
    wire.push(at, call.ref);
  }

  private arm(at: number, timer: Timer): void {
    const slot = this.freeTimers.pop() ?? this.timers.length;
    this.timers[slot] = timer;
    this.due.push(at, slot);
  }

  /** Does what is due at `at`, one thing. */
  move(at: number): void {
    const slot = this.due.pop();
    const { does, branch, attempt } = this.timers[slot] as Timer;
    this.timers[slot] = null;
    this.freeTimers.push(slot);
    if (does === "time out") this.giveUp(attempt as Attempt, at);
    else if (does === "hedge") this.hedge(attempt as Attempt, at);
    else if (!branch.over && !branch.ask.over) {
      this.retried++;
      this.send(branch, at);
    }
  }

  private giveUp(attempt: Attempt, at: number): void {
    if (attempt.over) return;
    this.timedOut++;
    this.end(attempt, false, at);
    this.failed(attempt.branch, "timed out", this.place, at);
  }

  private hedge({ over, branch }: Attempt, at: number): void {
    if (over || branch.over || branch.ask.over || !this.afford()) return;
    branch.hedgesLeft--;
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
    const attempt = this.attempts.get(call.number) as Attempt;
    this.attempts.delete(call.number);
    if (attempt.over) return;
    this.end(attempt, call.state === "answered", at);
    const { branch } = attempt;
    if (call.state === "refused") return this.failed(branch, call.reason, call.place, at);
    if (branch.over || branch.ask.over) return;
    branch.answer = call.answer;
    this.settleBranch(branch, { answered: true, answer: call.answer, reason: "", place: call.place }, at);
  }

  private end(attempt: Attempt, answered: boolean, at: number): void {
    attempt.over = true;
    attempt.branch.outstanding--;
    this.asker.attemptEnded?.(attempt, answered, at);
  }

  private failed(branch: Branch, reason: string, place: number, at: number): void {
    if (branch.over || branch.ask.over || branch.outstanding > 0) return;
    if (branch.retriesLeft > 0) {
      const again = at + backOffMs(this.policy.backOff, this.policy.retries - branch.retriesLeft, this.random);
      if (again < branch.ask.spec.deadlineAt && this.afford()) {
        branch.retriesLeft--;
        return this.arm(again, { does: "retry", branch, attempt: null });
      }
    }
    this.settleBranch(branch, { answered: false, answer: NOTHING, reason, place }, at);
  }

  private settleBranch(branch: Branch, outcome: Pick<Ask, "answered" | "answer" | "reason" | "place">, at: number): void {
    const { ask } = branch;
    branch.over = true;
    ask.open--;
    if (outcome.answered) ask.good++;
    if (ask.good < ask.need && ask.good + ask.open >= ask.need) return;
    Object.assign(ask, outcome);
    ask.over = true;
    this.asker.settled(ask, at);
  }

  /** Whoever waited for it is gone: what is under way goes on, nothing more is sent, and nobody is told. */
  drop(ask: Ask): void {
    ask.over = true;
  }
}
