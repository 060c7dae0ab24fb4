import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { Asking } from "../calls/asking.ts";
import type { Ask, Asker } from "../calls/asking.ts";
import type { CallPolicy } from "../calls/call-policy.ts";
import { NOTHING, onBehalfOf } from "../calls/calls.ts";
import type { Call } from "../calls/calls.ts";
import { HeldSlots } from "../calls/held-slots.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { CallPart, WAITS_FOR_REPLIES } from "../part/call-part.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { RequestServiceRemarks } from "./remarks.ts";

export type CallServiceSpec = {
  /** Calls that have a thread at once, over all instances. */
  readonly threads: number;
  readonly work: Sampler;
  /** Calls that may wait for a thread; beyond that the answer is an error. */
  readonly queueLimit: number;
  /** Whom it asks on: all that are wired, of whom so many must answer; or one, by turns from attempt to attempt. */
  readonly asks: "one" | { readonly of: "all"; readonly need: number };
  readonly policy: CallPolicy;
  /** Callers say how long they wait: no attempt is made or waited for beyond that. */
  readonly keepsDeadline: boolean;
};

type Task = { readonly call: Call; readonly cameAt: number; startedAt: number; ask: Ask | null };

/**
 * A service with a thread for each call: it works, asks on, and holds the thread until the reply, so that whatever is slow behind
 * it uses its threads up. In `calls`; out `asked`, one wire for each it asks.
 */
export class CallService extends CallPart<RequestServiceRemarks> implements Asker {
  readonly asking: Asking;
  private readonly input: RowQueueReader;
  private readonly asked: readonly RowQueue[];
  private readonly spec: CallServiceSpec;
  private readonly threads: HeldSlots<Task>;
  private readonly random: RandomStream;
  private readonly done = new TimeQueue();
  private readonly tasks = new Map<Call, Task>();
  private readonly spell = new Spell();

  constructor(id: string, run: RunContext, wires: { calls: readonly RowQueue[]; asked: readonly RowQueue[] }, spec: CallServiceSpec) {
    super(id, run, [...wires.calls, ...wires.asked]);
    this.spec = spec;
    this.input = new RowQueueReader(wires.calls);
    this.asked = wires.asked;
    this.threads = new HeldSlots(spec.threads, spec.queueLimit);
    this.random = run.randomStream(id, "work");
    this.asking = new Asking(this.calls, this, this.place, spec.policy, run.randomStream(id, "back-off"));
    this.tell(WAITS_FOR_REPLIES, () => [this.asking]);
  }

  protected nextOwnAt(): number {
    return Math.min(this.done.time, this.asking.time, this.input.peekTime());
  }

  protected moveOwn(at: number): void {
    if (this.done.time <= at) return this.worked(this.calls.of(this.done.pop()), at);
    if (this.asking.time <= at) return this.asking.move(at);
    this.input.next(Infinity);
    this.take(this.calls.of(this.input.ref), at);
  }

  private take(call: Call, at: number): void {
    if (this.answersCheck(call, at)) return;
    this.meter.arrived(call.bytes);
    if (this.spell.isAway(at)) return this.calls.refuse(call, at, "service down", this.place);
    const task: Task = { call, cameAt: at, startedAt: NaN, ask: null };
    const taken = this.threads.take(task);
    if (taken === "full") return this.calls.refuse(call, at, "service busy", this.place);
    this.tasks.set(call, task);
    if (taken === "held") this.begin(task, at);
  }

  private begin(task: Task, at: number): void {
    task.startedAt = at;
    this.done.push(at + this.spec.work.sample(this.random) * this.spell.slowness(at), task.call.ref);
  }

  private worked(call: Call, at: number): void {
    const task = this.tasks.get(call) as Task;
    if (this.asked.length === 0) {
      this.calls.answer(call, at, NOTHING, this.place);
      return this.leave(task, at);
    }
    const { asks, keepsDeadline } = this.spec;
    const [branches, need] = asks === "one" ? [1, 1] : [this.asked.length, Math.min(asks.need, this.asked.length)];
    task.ask = this.asking.ask(onBehalfOf(call, keepsDeadline ? call.deadlineAt : Infinity), branches, need, at);
  }

  wireFor(_ask: Ask, branch: number, attempt: number): RowQueue {
    return this.asked[this.spec.asks === "one" ? attempt % this.asked.length : branch];
  }

  protected override replied(call: Call, at: number): void {
    this.asking.replied(call, at);
  }

  settled(ask: Ask, at: number): void {
    const call = ask.spec.parent as Call;
    const task = this.tasks.get(call) as Task;
    if (ask.answered) this.calls.answer(call, at, ask.answer, ask.place, ask.value, ask.list);
    else this.calls.refuse(call, at, ask.reason, ask.place);
    this.leave(task, at);
  }

  /** The thread is free for the next in line. */
  private leave(task: Task, at: number): void {
    this.tasks.delete(task.call);
    this.meter.departures++;
    this.meter.served(task.cameAt, task.startedAt - task.cameAt, at - task.startedAt);
    const next = this.threads.release(task);
    if (next !== null) this.begin(next, at);
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "slow") return this.spell.slow(amountOf(strike), at + strike.durationMs);
    const lost = this.threads.clear();
    while (this.done.size > 0) this.done.pop();
    for (const { call, ask } of lost) {
      if (ask !== null) this.asking.drop(ask, at);
      this.tasks.delete(call);
      this.calls.refuse(call, at, "service crashed", this.place);
    }
    this.meter.downMs += this.spell.stayAway(at, strike.durationMs);
    this.remark(at, "crash", { downMs: strike.durationMs, brokenRequests: lost.length });
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.input.empty && this.tasks.size === 0 && this.asking.underWay === 0;
  }

  override servers(): number {
    return this.spec.threads;
  }

  override queueLength(): number {
    return this.threads.waiting;
  }

  override usage(): Record<string, number> {
    const { retried, hedged, timedOut } = this.asking;
    return { ...super.usage(), requests: this.meter.arrivals, retried, hedged, timedOut };
  }
}
