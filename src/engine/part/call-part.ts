import { NOTHING } from "../calls/calls.ts";
import type { Call, CallHolder, Calls } from "../calls/calls.ts";
import type { InstantMember } from "../calls/instant-group.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { Facet } from "./facet.ts";
import { Part } from "./part.ts";
import type { FactsByCode, NoFacts } from "./remark.ts";
import type { RunContext } from "./run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";

/** Requests that clients have under way and no book has closed, by the number of their endpoint, to be held against the books. */
export const HOLDS_REQUESTS = new Facet<{ openRequests(): ReadonlyMap<number, number> }>("holds requests");

/** What a part waits for replies by, to be held against the calls there are. */
export const WAITS_FOR_REPLIES = new Facet<() => readonly WaitsForReplies[]>("waits for replies");

/** Calls that `asker` made, of which so many have no reply in its own count. */
type WaitsForReplies = { readonly asker: CallHolder; readonly underWay: number };

/** Things of one sort: taken and not ended by a part's count, and found in its lines, places and timers. `of` names one and several. */
export type Holding = { readonly of: readonly [string, string]; readonly byBooks: number; readonly held: number };

/** What a part took in and has not ended, to be held against what lies in it. */
export const HAS_HOLDINGS = new Facet<() => readonly Holding[]>("has holdings");

/**
 * A part that calls end in, go through or begin at. It names its next instant in `nextOwnAt` and lives through it in `moveOwn`;
 * replies to calls it made come to `replied`, at their instant, ahead of anything else at that instant.
 */
export abstract class CallPart<R extends FactsByCode = NoFacts> extends Part<R> implements InstantMember, CallHolder {
  protected readonly calls: Calls;
  /** This part, as replies name it. */
  protected readonly place: number;
  private readonly returns = new TimeQueue();
  private readonly returning: Call[] = [];
  private readonly freePlaces: number[] = [];

  /** `wires` are those calls come or go by. */
  constructor(id: string, run: RunContext, wires: readonly RowQueue[]) {
    super(id, run);
    this.calls = run.desk.calls;
    this.place = this.calls.place(id);
    run.desk.groups.join(this, wires, this.place);
  }

  protected abstract nextOwnAt(): number;
  protected abstract moveOwn(at: number): void;

  /** A call this part made has its reply; the call is not to be kept. */
  protected replied(_call: Call, _at: number): void {}

  /** Replies to a check at once: no thread is needed for it, and it is no load. False: `call` is none. */
  protected answersCheck(call: Call, at: number): boolean {
    if (call.op !== "check") return false;
    if (this.isDown(at)) this.calls.refuse(call, at, "down", this.place);
    else this.calls.answer(call, at, NOTHING, this.place);
    return true;
  }

  gather(_until: number): void {}

  gathersFrom(): number {
    return Infinity;
  }

  passed(_until: number): void {}

  nextAt(): number {
    return Math.min(this.returns.time, this.nextOwnAt());
  }

  move(at: number): void {
    if (this.returns.time > at) return this.moveOwn(at);
    const place = this.returns.pop();
    const call = this.returning[place];
    this.freePlaces.push(place);
    this.replied(call, at);
    this.calls.release(call);
  }

  returned(call: Call, at: number): void {
    const place = this.freePlaces.pop() ?? this.returning.length;
    this.returning[place] = call;
    this.returns.push(at, place);
    this.run.desk.groups.wake(this);
  }

  /** Replies that are on their way here. */
  protected get repliesUnderWay(): number {
    return this.returns.size;
  }

  override nextWorkMs(): number {
    return this.run.desk.groups.nextWorkMs(this);
  }

  override rest(until: number): void {
    this.run.desk.groups.rest(this, until);
  }

  advance(until: number): void {
    this.run.desk.groups.advance(this, until);
  }
}
