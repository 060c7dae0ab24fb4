import type { RandomStream } from "../../base/rng.ts";
import { Asking } from "../calls/asking.ts";
import type { Ask, Asker } from "../calls/asking.ts";
import type { CallPolicy } from "../calls/call-policy.ts";
import { NO_ENDPOINT, NOTHING } from "../calls/calls.ts";
import type { Call, CallOp, Calls, CallSpec } from "../calls/calls.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import type { Holding } from "../part/call-part.ts";
import type { RowQueue } from "../rows/row-queue.ts";

/** Of a call with its headers and no row. */
const CALL_BYTES = 500;

type Wire = { readonly policy: CallPolicy; wireFor(): RowQueue };

/**
 * Keys whose newest row the cache alone has, each due so long after the first change: its row is asked of the cache then, whatever it
 * has become, and written to the store. A key that the cache no longer has is lost, with all that was acknowledged under it; one that
 * the store does not take is tried again.
 */
export class WriteBack implements Asker {
  /** Keys that were no longer in the cache when their turn came; rows brought to the store. */
  lost = 0;
  brought = 0;
  private readonly afterMs: number;
  private readonly asking: { readonly cache: Asking; readonly store: Asking };
  private readonly wires: { readonly cache: Wire; readonly store: Wire };
  private readonly bytesOf: (row: number) => number;
  private readonly owner: { returned(call: Call, at: number): void };
  private readonly due = new TimeQueue();
  private readonly keys: number[] = [];
  private readonly freePlaces: number[] = [];
  private readonly waiting = new Set<number>();
  /** Keys that are being brought. */
  private underWay = 0;
  /** Keys whose change somebody brought here, once until it is brought, lost or dropped. */
  private taken = 0;
  private deleted = 0;
  private joined = 0;

  constructor(
    parts: { readonly calls: Calls; readonly place: number; readonly random: RandomStream; readonly owner: WriteBack["owner"] },
    wires: WriteBack["wires"],
    spec: { readonly afterMs: number; readonly bytesOf: (row: number) => number },
  ) {
    const { calls, place, random } = parts;
    this.owner = parts.owner;
    this.wires = wires;
    this.afterMs = spec.afterMs;
    this.bytesOf = spec.bytesOf;
    const of = (peer: "cache" | "store"): Asking => new Asking(calls, this, place, wires[peer].policy, random);
    this.asking = { cache: of("cache"), store: of("store") };
  }

  get time(): number {
    return Math.min(this.due.time, this.asking.cache.time, this.asking.store.time);
  }

  get idle(): boolean {
    return this.underWay === 0 && this.due.size === 0 && this.repliesUnderWay === 0;
  }

  /** Replies it waits for. */
  get repliesUnderWay(): number {
    return this.asking.cache.underWay + this.asking.store.underWay;
  }

  /** Keys with a change to bring: by what came and ended, and by what waits, or is asked for now. */
  get holding(): Holding {
    const ended = this.brought + this.lost + this.deleted + this.joined;
    const asked = this.asking.cache.open + this.asking.store.open;
    return { of: ["change to bring", "changes to bring"], byBooks: this.taken - ended, held: this.waiting.size + asked };
  }

  /** The row under `key` changed in the cache. */
  changed(key: number, at: number): void {
    if (this.waiting.has(key)) return;
    this.taken++;
    this.wait(key, at);
  }

  private wait(key: number, at: number): void {
    this.waiting.add(key);
    const place = this.freePlaces.pop() ?? this.keys.length;
    this.keys[place] = key;
    this.due.push(at + this.afterMs, place);
  }

  /** The store did not take it: with the next one, where its key has changed again. */
  private again(key: number, at: number): void {
    if (this.waiting.has(key)) this.joined++;
    else this.wait(key, at);
  }

  /** It was deleted: nothing is left to bring. */
  dropped(key: number): void {
    if (this.waiting.delete(key)) this.deleted++;
  }

  move(at: number): void {
    const { cache, store } = this.asking;
    if (cache.time <= at) return cache.move(at);
    if (store.time <= at) return store.move(at);
    const place = this.due.pop();
    const key = this.keys[place];
    this.freePlaces.push(place);
    if (!this.waiting.delete(key)) return;
    this.underWay++;
    cache.ask(this.specOf("read", key, NOTHING), 1, 1, at);
  }

  private specOf(op: CallOp, key: number, row: number): CallSpec {
    const bytes = CALL_BYTES + (row === NOTHING ? 0 : this.bytesOf(row));
    return { parent: null, key, op, endpoint: NO_ENDPOINT, row, bytes, deadlineAt: Infinity };
  }

  returned(call: Call, at: number): void {
    this.owner.returned(call, at);
  }

  replied(call: Call, at: number): void {
    this.asking[call.op === "read" ? "cache" : "store"].replied(call, at);
  }

  wireFor(ask: Ask): RowQueue {
    return this.wires[ask.spec.op === "read" ? "cache" : "store"].wireFor();
  }

  settled(ask: Ask, at: number): void {
    const { op, key } = ask.spec;
    if (op === "read" && ask.answered && ask.answer !== NOTHING) {
      this.asking.store.ask(this.specOf("write", key, ask.answer), 1, 1, at);
      return;
    }
    this.underWay--;
    if (!ask.answered) return this.again(key, at);
    if (op === "read") this.lost++;
    else this.brought++;
  }
}
