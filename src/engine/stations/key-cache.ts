import { Spell } from "../part/spells.ts";
import { createKeptKeys } from "./kept-keys.ts";
import type { EvictionPolicy, KeptKeys } from "./kept-keys.ts";
import { Part, OutPort } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowInput } from "../rows/row-input.ts";
import { EVENT, kindOf, userOfRow } from "../rows/rows.ts";
import { RowQueue } from "../rows/row-queue.ts";

export type CacheSpec = { readonly capacityItems: number; readonly policy: EvictionPolicy; readonly hitMs: number };

/** A cache over record keys: hits and misses emerge from the keys that come and the policy that lets some go. */
export class KeyCache extends Part {
  hits = 0;
  private readonly input: RowInput;
  private readonly hit: OutPort;
  private readonly miss: OutPort;
  private readonly spec: CacheSpec;
  private readonly kept: KeptKeys;
  private ready: RowQueue;
  private readonly spell = new Spell();

  constructor(
    id: string,
    run: RunContext,
    input: RowInput,
    ports: { hit: readonly RowQueue[]; miss: readonly RowQueue[] },
    spec: CacheSpec,
  ) {
    super(id, run);
    this.spec = spec;
    this.input = input;
    this.hit = new OutPort(this, run, ports.hit);
    this.miss = new OutPort(this, run, ports.miss);
    this.kept = createKeptKeys(spec.policy, spec.capacityItems, () => run.randomStream(id, "evictions"));
    this.ready = new RowQueue(id);
  }

  advance(until: number): void {
    const { kept, spec } = this;
    const user = this.run.rows.events.user;
    while (this.input.next(until)) {
      const { ref, time } = this.input;
      this.meter.arrived(this.bytesOf(ref));
      if (this.spell.isAway(time)) {
        this.miss.emit(time, ref);
        continue;
      }
      const key = kindOf(ref) === EVENT ? user.at(ref) : userOfRow(this.run.rows, ref);
      if (kept.use(key, time)) {
        this.hits++;
        this.ready.push(time + spec.hitMs, ref);
        continue;
      }
      kept.add(key, time);
      this.miss.emit(time, ref);
    }
    this.emitReady(until);
  }

  override nextWorkMs(): number {
    return Math.min(this.input.peekTime(), this.ready.nextMs);
  }

  private emitReady(until: number): void {
    const { ready } = this;
    while (ready.head < ready.tail && ready.times[ready.head] < until) {
      this.hit.emit(ready.times[ready.head], ready.refs[ready.head]);
      ready.head++;
    }
  }

  /** It comes back empty. While it is out, nobody waits for it: every lookup goes on as a miss. */
  override strike(strike: Strike, at: number): void {
    this.kept.clear();
    if (strike.fault !== "outage") return;
    this.meter.downMs += this.spell.stayAway(at, strike.durationMs);
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(at: number): boolean {
    this.emitReady(at);
    return this.input.empty && this.ready.waiting === 0;
  }

  /** Every event it holds has an open copy. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override heldEvents(): number {
    return this.ready.heldEvents();
  }

  override figure(): string {
    return this.meter.arrivals === 0 ? "" : `hit ratio ${((100 * this.hits) / this.meter.arrivals).toFixed(1)} %`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), hits: this.hits };
  }
}
