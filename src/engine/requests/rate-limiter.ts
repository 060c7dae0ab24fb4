import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { Call } from "../calls/calls.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { CallPart } from "../part/call-part.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { createRateLimit } from "./rate-limits.ts";
import type { RateLimit, RateLimitSpec } from "./rate-limits.ts";
import type { RateLimiterRemarks } from "./remarks.ts";

export type RateLimiterSpec = RateLimitSpec & {
  /** Whose calls are counted together: all; those of one client; those of one of so many API keys, which clients have by turns. */
  readonly limits: "everybody" | "client" | { readonly apiKeys: number };
  readonly instances: number;
  /**
   * own: each instance counts what it lets in itself, against the whole limit. shared: every call is counted in one place, which is
   * asked first. synced: each counts itself and adds up with the others every `syncMs`.
   */
  readonly counts: "own" | "shared" | "synced";
  readonly syncMs: number;
  /** What it adds to a call, and what the shared counter adds to that. */
  readonly added: Sampler;
  readonly asked: Sampler;
  /** While the shared counter cannot be reached. */
  readonly whenBlind: "admit" | "refuse";
};

/** Calls of one key: what all instances know together, and what each knows beside that. */
type Counted = { readonly all: RateLimit; readonly own: readonly Own[]; syncedAt: number };
type Own = { readonly limit: RateLimit; unsaid: number };

/**
 * Lets so many calls a time in and answers the others with an error at once, so that what stands behind it is not asked. Calls are
 * dealt to its instances by turns. In `requests`; out `targets`, by turns.
 */
export class RateLimiter extends CallPart<RateLimiterRemarks> {
  admitted = 0;
  limited = 0;
  private readonly input: RowQueueReader;
  private readonly targets: readonly RowQueue[];
  private readonly spec: RateLimiterSpec;
  private readonly counted = new Map<number, Counted>();
  private readonly delays: RandomStream;
  private readonly deciding = new TimeQueue();
  private readonly spell = new Spell();
  private readonly counter = new Spell();
  private turn = 0;

  constructor(
    id: string,
    run: RunContext,
    wires: { readonly requests: readonly RowQueue[]; readonly targets: readonly RowQueue[] },
    spec: RateLimiterSpec,
  ) {
    super(id, run, [...wires.requests, ...wires.targets]);
    this.spec = spec;
    this.input = new RowQueueReader(wires.requests);
    this.targets = wires.targets;
    this.delays = run.randomStream(id, "added");
  }

  protected nextOwnAt(): number {
    return Math.min(this.deciding.time, this.input.peekTime());
  }

  protected moveOwn(at: number): void {
    if (this.deciding.time <= at) return this.decide(this.calls.of(this.deciding.pop()), at);
    this.input.next(Infinity);
    const call = this.calls.of(this.input.ref);
    if (this.answersCheck(call, at)) return;
    this.meter.arrived(call.bytes);
    if (this.spell.isAway(at)) return this.calls.refuse(call, at, "limiter down", this.place);
    const { added, asked, counts } = this.spec;
    const ms = added.sample(this.delays) + (counts === "shared" ? asked.sample(this.delays) : 0);
    const takes = ms * this.spell.slowness(at);
    this.meter.served(at, 0, takes);
    if (call.trace !== null) this.calls.begun(call, at);
    this.deciding.push(at + takes, call.ref);
  }

  private decide(call: Call, at: number): void {
    this.meter.departures++;
    const instance = this.turn++ % this.spec.instances;
    if (!this.letsIn(this.keyOf(call), instance, at)) {
      if (this.limited++ === 0) this.remark(at, "limited", { limit: this.spec.limit, windowMs: this.spec.windowMs });
      return this.calls.refuse(call, at, "too many requests", this.place);
    }
    this.admitted++;
    this.calls.send(this.targets[this.admitted % this.targets.length], at, call.ref);
  }

  private keyOf({ client }: Call): number {
    const { limits } = this.spec;
    if (limits === "everybody" || client < 0) return 0;
    return limits === "client" ? client : client % limits.apiKeys;
  }

  private letsIn(key: number, instance: number, at: number): boolean {
    const { counts, whenBlind } = this.spec;
    if (counts === "shared" && this.counter.isAway(at)) return whenBlind === "admit";
    const counted = this.countedFor(key);
    if (counts === "shared") return takeOne(counted.all, at);
    const own = counted.own[instance];
    if (counts === "synced") this.sync(counted, at);
    if (!takeOne(own.limit, at)) return false;
    own.unsaid++;
    return true;
  }

  /** All say what they have let in since the last time, and learn what the others did. */
  private sync(counted: Counted, at: number): void {
    const { syncMs } = this.spec;
    const tick = Math.floor(at / syncMs) * syncMs;
    if (counted.syncedAt >= tick || this.counter.isAway(at)) return;
    counted.syncedAt = tick;
    for (const own of counted.own) {
      counted.all.take(tick, own.unsaid);
      own.unsaid = 0;
    }
    for (const { limit } of counted.own) limit.copyFrom(counted.all);
  }

  private countedFor(key: number): Counted {
    const known = this.counted.get(key);
    if (known !== undefined) return known;
    const { spec } = this;
    const own = Array.from({ length: spec.instances }, (): Own => ({ limit: createRateLimit(spec), unsaid: 0 }));
    const made = { all: createRateLimit(spec), own, syncedAt: -Infinity };
    this.counted.set(key, made);
    return made;
  }

  override strike(strike: Strike, at: number): void {
    const { fault, durationMs } = strike;
    if (fault === "slow") return this.spell.slow(amountOf(strike), at + durationMs);
    if (fault === "outage") {
      this.counter.stayAway(at, durationMs);
      const { counts, whenBlind } = this.spec;
      return this.remark(at, "counter-lost", { downMs: durationMs, needsIt: counts === "shared", letsIn: whenBlind === "admit" });
    }
    let brokenRequests = 0;
    for (; this.deciding.size > 0; brokenRequests++) {
      this.meter.departures++;
      this.calls.refuse(this.calls.of(this.deciding.pop()), at, "limiter crashed", this.place);
    }
    // What it counted was in its memory, unless it was counted elsewhere.
    if (this.spec.counts !== "shared") this.counted.clear();
    this.meter.downMs += this.spell.stayAway(at, durationMs);
    this.remark(at, "crash", { downMs: durationMs, brokenRequests });
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.input.empty && this.deciding.size === 0;
  }

  override figure(): string {
    const all = this.admitted + this.limited;
    return all === 0 ? "" : `refused ${((100 * this.limited) / all).toFixed(1)} %`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), requests: this.meter.arrivals, refused: this.limited };
  }
}

function takeOne(limit: RateLimit, at: number): boolean {
  if (!limit.admits(at)) return false;
  limit.take(at, 1);
  return true;
}
