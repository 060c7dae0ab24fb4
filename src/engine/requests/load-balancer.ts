import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { Asking } from "../calls/asking.ts";
import type { Ask, Asker, Attempt } from "../calls/asking.ts";
import { ONE_ATTEMPT } from "../calls/call-policy.ts";
import { onBehalfOf } from "../calls/calls.ts";
import type { Call } from "../calls/calls.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { CallPart, WAITS_FOR_REPLIES } from "../part/call-part.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { LoadBalancerRemarks } from "./remarks.ts";
import { PLAIN_CHOICE, TargetChoice } from "./target-choice.ts";
import type { ChoiceSpec, Target } from "./target-choice.ts";
import { TargetChecks } from "./target-checks.ts";
import type { CheckSpec } from "./target-checks.ts";

export type LoadBalancerSpec = Omit<ChoiceSpec, "weights" | "points" | "loadFactor"> & {
  /** Of policies that have any; the usual ones unless given. */
  readonly choice?: Omit<ChoiceSpec, "balance">;
  /** What it adds to a call on its way in. */
  readonly added: Sampler;
  /** A target without a reply after so long is given up. */
  readonly timeoutMs: number;
  /** Further attempts after one that failed. */
  readonly retries: number;
  readonly checks: CheckSpec;
};

/**
 * Spreads calls over targets and waits for each reply, so it knows how many each has under way; checks find out who is down.
 * In `requests`; out `targets`, a wire for each.
 */
export class LoadBalancer extends CallPart<LoadBalancerRemarks> implements Asker {
  private readonly input: RowQueueReader;
  private readonly targets: readonly Target[];
  private readonly byWire: ReadonlyMap<RowQueue, Target>;
  /** Those that get calls: the healthy ones; all when none is, as a wrong verdict must not turn everybody away. */
  private chosenFrom: readonly Target[];
  private readonly spec: LoadBalancerSpec;
  private readonly asking: Asking;
  private readonly checks: TargetChecks;
  private readonly delays: RandomStream;
  private readonly choice: TargetChoice;
  /** When targets that are drained get calls again. */
  private readonly refilled = new TimeQueue();
  private readonly forwarding = new TimeQueue();
  private readonly spell = new Spell();
  private readonly waiting = new Set<Ask>();

  constructor(id: string, run: RunContext, wires: { requests: readonly RowQueue[]; targets: readonly RowQueue[] }, spec: LoadBalancerSpec) {
    super(id, run, [...wires.requests, ...wires.targets]);
    this.spec = spec;
    this.input = new RowQueueReader(wires.requests);
    this.targets = wires.targets.map((wire, number) => ({ number, wire, outstanding: 0, credit: 0, drainedUntil: -Infinity }));
    this.byWire = new Map(this.targets.map((target) => [target.wire, target]));
    this.chosenFrom = this.targets;
    this.delays = run.randomStream(id, "added");
    const { balance, choice = PLAIN_CHOICE } = spec;
    this.choice = new TargetChoice({ balance, ...choice }, this.targets, run.randomStream(id, "choices"));
    const policy = { ...ONE_ATTEMPT, timeoutMs: spec.timeoutMs, retries: spec.retries };
    this.asking = new Asking(this.calls, this, this.place, policy, run.randomStream(id, "back-off"));
    // Checks are calls of its own beside those it passes on: across a cut link they wait for their replies too.
    this.tell(WAITS_FOR_REPLIES, () => [{ asker: this, underWay: this.asking.underWay + this.checks.underWay }]);
    const changed = (target: number, healthy: boolean, at: number): void => this.healthChanged(target, healthy, at);
    this.checks = new TargetChecks(this.calls, wires.targets, spec.checks, run.durationMs, changed);
  }

  protected nextOwnAt(): number {
    return Math.min(this.forwarding.time, this.asking.time, this.checks.time, this.refilled.time, this.input.peekTime());
  }

  protected moveOwn(at: number): void {
    if (this.refilled.time <= at) return this.refill(at);
    if (this.forwarding.time <= at) return this.forward(this.calls.of(this.forwarding.pop()), at);
    if (this.asking.time <= at) return this.asking.move(at);
    if (this.checks.time <= at) return this.checks.move(at, this, this.spell.isAway(at));
    this.input.next(Infinity);
    this.take(this.calls.of(this.input.ref), at);
  }

  private take(call: Call, at: number): void {
    if (this.answersCheck(call, at)) return;
    this.meter.arrived(this.bytesOf(call.ref));
    if (this.spell.isAway(at)) return this.calls.refuse(call, at, "balancer down", this.place);
    if (call.trace !== null) this.calls.begun(call, at);
    this.forwarding.push(at + this.spec.added.sample(this.delays) * this.spell.slowness(at), call.ref);
  }

  private forward(call: Call, at: number): void {
    this.waiting.add(this.asking.ask(onBehalfOf(call, Infinity), 1, 1, at));
  }

  wireFor(ask: Ask, _branch: number, attempt: number): RowQueue {
    const target = this.choice.choose(this.chosenFrom, ask.spec.key, attempt);
    target.outstanding++;
    return target.wire;
  }

  attemptEnded({ wire }: Attempt): void {
    (this.byWire.get(wire) as Target).outstanding--;
  }

  private healthChanged(target: number, healthy: boolean, at: number): void {
    const well = this.chooseFrom(at);
    const { toPart } = this.targets[target].wire;
    if (healthy) return this.remark(at, "target-back", { target: toPart, passedChecks: this.spec.checks.healthyAfter });
    const { unhealthyAfter: failedChecks, everyMs } = this.spec.checks;
    this.remark(at, "target-out", { target: toPart, failedChecks, everyMs, othersWell: well > 0 }, "checkEveryMs");
  }

  /** Those that are well and not drained; answers how many are well. */
  private chooseFrom(at: number): number {
    const well = this.targets.filter(({ number }) => this.checks.isHealthy(number));
    const open = well.filter(({ drainedUntil }) => drainedUntil <= at);
    this.chosenFrom = open.length > 0 ? open : well.length > 0 ? well : this.targets;
    return well.length;
  }

  /** A target gets no new calls from here on, and goes on with those it has. */
  private drain({ index = 0, durationMs }: Strike, at: number): void {
    const target = this.targets[index % this.targets.length];
    target.drainedUntil = at + durationMs;
    this.chooseFrom(at);
    this.refilled.push(target.drainedUntil, target.number);
    this.remark(at, "target-drained", { target: target.wire.toPart, openCalls: target.outstanding, forMs: durationMs });
  }

  private refill(at: number): void {
    this.refilled.pop();
    this.chooseFrom(at);
  }

  protected override replied(call: Call, at: number): void {
    if (call.op === "check") this.checks.replied(call, at);
    else this.asking.replied(call, at);
  }

  settled(ask: Ask, at: number): void {
    this.waiting.delete(ask);
    this.meter.departures++;
    const call = ask.spec.parent as Call;
    if (ask.answered) this.calls.answer(call, at, ask.answer, ask.place, ask.value, ask.list);
    else this.calls.refuse(call, at, ask.reason, ask.place);
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "drain") return this.drain(strike, at);
    if (strike.fault === "slow") return this.spell.slow(amountOf(strike), at + strike.durationMs);
    const lost: Call[] = [];
    while (this.forwarding.size > 0) lost.push(this.calls.of(this.forwarding.pop()));
    for (const ask of this.waiting) {
      this.asking.drop(ask, at);
      lost.push(ask.spec.parent as Call);
    }
    this.waiting.clear();
    for (const call of lost) this.calls.refuse(call, at, "balancer crashed", this.place);
    this.meter.downMs += this.spell.stayAway(at, strike.durationMs);
    this.remark(at, "crash", { downMs: strike.durationMs, brokenRequests: lost.length });
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.input.empty && this.forwarding.size === 0 && this.asking.underWay === 0 && this.checks.underWay === 0;
  }

  override figure(): string {
    const well = this.targets.filter(({ number }) => this.checks.isHealthy(number)).length;
    return well === this.targets.length ? "" : `${well} of ${this.targets.length} targets`;
  }

  override usage(): Record<string, number> {
    const { retried, timedOut } = this.asking;
    return { ...super.usage(), requests: this.meter.arrivals, retried, timedOut };
  }
}
