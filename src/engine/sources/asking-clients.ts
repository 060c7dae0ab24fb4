import { Asking } from "../calls/asking.ts";
import type { Ask, Asker, Attempt } from "../calls/asking.ts";
import type { CallPolicy } from "../calls/call-policy.ts";
import type { CallTrace } from "../calls/call-trace.ts";
import type { Call, CallSpec } from "../calls/calls.ts";
import { CallPart, HOLDS_REQUESTS, WAITS_FOR_REPLIES } from "../part/call-part.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { ArrivalRate } from "./arrival-rate.ts";
import type { RateSpec } from "./arrival-rate.ts";

/** What a client asks, and where it is written down hop by hop; null: it is not. */
export type ClientWish = CallSpec & { readonly trace: CallTrace | null };

/** A request that is sent once the run is over is waited for so long, and looked after so often. */
const LOOKED_AT_MOST_MS = 600_000;
const LOOK_STEP_MS = 50;
export const NO_REPLY = "The call has had no reply for ten minutes: something on its way waits for ever.";

/** Clients that ask by themselves: their arrivals, their attempts by turns over the edges, and what of it is still under way. */
export abstract class AskingClients extends CallPart implements Asker {
  readonly asking: Asking;
  protected readonly rate: ArrivalRate;
  private readonly out: readonly RowQueue[];
  private turn = 0;
  /** Up to when calls have gone on after the end of the run. */
  private livedTo = -Infinity;

  constructor(id: string, run: RunContext, out: readonly RowQueue[], spec: RateSpec & { readonly policy: CallPolicy }) {
    super(id, run, out);
    this.out = out;
    this.rate = new ArrivalRate(run.randomStream(id, "arrivals"), spec, run);
    this.asking = new Asking(this.calls, this, this.place, spec.policy, run.randomStream(id, "back-off"));
    this.tell(HOLDS_REQUESTS, this);
    this.tell(WAITS_FOR_REPLIES, () => [this.asking]);
  }

  /** When somebody comes next, Infinity when nobody does before the end of production. */
  protected arrival(after: number): number {
    const at = this.rate.next(after);
    return at < this.run.durationMs ? at : Infinity;
  }

  /**
   * Sends a request more once the run is over: the parts that calls run between live on from `endMs`, the end of the run, or from the
   * end of the request before, until `isOver`, and `restMs` longer. Gives up after ten minutes.
   */
  protected carryOne(endMs: number, send: (at: number) => void, isOver: () => boolean, restMs: number): void {
    const at = Math.max(endMs, this.livedTo);
    send(at);
    let until = at;
    while (!isOver() && until < at + LOOKED_AT_MOST_MS) {
      until += LOOK_STEP_MS;
      this.run.desk.groups.liveOn(this, until);
    }
    if (restMs > 0) this.run.desk.groups.liveOn(this, until + restMs);
    this.livedTo = until + restMs;
  }

  attemptSent({ call, branch }: Attempt): void {
    const { trace } = branch.ask.spec as ClientWish;
    if (trace !== null) this.calls.follow(call, trace);
  }

  wireFor(): RowQueue {
    return this.out[this.turn++ % this.out.length];
  }

  protected override replied(call: Call, at: number): void {
    this.asking.replied(call, at);
  }

  abstract settled(ask: Ask, at: number): void;
  abstract openRequests(): ReadonlyMap<number, number>;

  /** Nobody waits for a reply, nor to ask again. */
  protected get asksNothing(): boolean {
    return this.asking.open === 0 && this.asking.underWay === 0;
  }

  override usage(): Record<string, number> {
    const { retried, hedged, timedOut } = this.asking;
    return { ...super.usage(), requests: this.meter.departures, retried, hedged, timedOut };
  }
}
