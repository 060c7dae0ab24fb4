import { QuerySlots } from "../../part/query-slots.ts";
import { Spell } from "../../part/spells.ts";

/** A change that somebody keeps for a node that was away. */
export type Hint = { readonly version: number; readonly copy: number; readonly bytes: number };

/** A node of a ring: its cores, whether it is away, and the hints that others keep for it. */
export class RingMember {
  readonly number: number;
  readonly spell = new Spell();
  readonly hints: Hint[] = [];
  /** When hints are next sent to it, Infinity: there are none, or it is away. */
  replayAt = Infinity;
  private awayFrom = -Infinity;
  private cores: QuerySlots;
  private readonly coreCount: number;
  private readonly replayAfterMs: number;

  /** `replayAfterMs` after it is back the first hints are sent to it. */
  constructor(number: number, cores: number, replayAfterMs: number) {
    this.replayAfterMs = replayAfterMs;
    this.number = number;
    this.coreCount = cores;
    this.cores = new QuerySlots(cores);
  }

  isUp(at: number): boolean {
    return !this.spell.isAway(at);
  }

  /** Everybody knows by now that it is away. */
  isKnownDown(at: number, detectionMs: number): boolean {
    return this.spell.isAway(at) && at >= this.awayFrom + detectionMs;
  }

  /** Work of so many core-ms; answers when it is done and how long it waited. */
  work(at: number, coreMs: number): { readonly doneAt: number; readonly waitMs: number; readonly serviceMs: number } {
    const serviceMs = coreMs * this.spell.slowness(at);
    return { ...this.cores.run(at, serviceMs), serviceMs };
  }

  /** Hints are made for the first `windowMs` of its absence. */
  keepHint(hint: Hint, at: number, windowMs: number): void {
    if (at - this.awayFrom > windowMs) return;
    this.hints.push(hint);
    this.replayAt = this.spell.awayUntil + this.replayAfterMs;
  }

  crash(at: number, until: number): void {
    if (this.isUp(at)) this.awayFrom = at;
    this.spell.stayAwayUntil(until);
    this.cores = new QuerySlots(this.coreCount);
    if (this.hints.length > 0) this.replayAt = this.spell.awayUntil + this.replayAfterMs;
  }
}
