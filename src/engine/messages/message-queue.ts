import type { RandomStream } from "../../base/rng.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { Facet } from "../part/facet.ts";
import { amountOf, OutPort, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { firstEventOf, isDeletion } from "../rows/kinds/file.ts";
import type { RowInput } from "../rows/row-input.ts";
import { RowQueue, RowQueueReader } from "../rows/row-queue.ts";
import { EVENT, FILE, kindOf, rowOf, userOfRow } from "../rows/rows.ts";
import { AnyOrder, OrderByGroup } from "./message-order.ts";
import type { MessageOrder } from "./message-order.ts";
import { GONE, HIDDEN, MessageStore, WAITING } from "./message-store.ts";
import { RecentIds } from "./recent-ids.ts";
import type { QueueRemarks } from "./remarks.ts";

export type MessageQueueSpec = {
  /** Nobody else is given a message for so long after it was received. */
  readonly visibilityMs: number;
  readonly retentionMs: number;
  /** Received so often and never deleted, a message goes to the dead-letter queue. */
  readonly maxReceives: number;
  readonly inFlightMessages: number;
  /** Messages a sender puts into one call. */
  readonly sendMessages: number;
  /** From a send until the message can be received. */
  readonly sendMs: number;
  /** It keeps order; null: any order. */
  readonly order: {
    readonly groups: "user" | "one";
    /** The same event sent again within this long is left out. */
    readonly dedupMs: number;
    readonly callsPerSecond: number;
  } | null;
};

/** A message in the hands of who received it, and which receive that was: a later one takes it away. */
export type Lease = { readonly message: number; readonly receive: number; readonly ref: number; readonly receivedMs: number };

/** Messages in one call at most. */
export const MOST_IN_CALL = 10;
/** A call is billed for each so many bytes. */
const BILLED_BYTES = 64 * 1024;
/** From the receive that finds a message received too often until it lies in the dead-letter queue. Assumed; the service promises no time. */
const MOVE_MS = 1000;

/**
 * A queue of messages: sent, received by whoever asks, and gone when who received them says so. What is received is hidden for the
 * visibility time-out and then handed out again, whatever its receiver is still doing: so work that takes longer is done twice.
 * Receivers call it at their own instants, which do not fall; it is further up the drawing, so it has taken in by then what was sent before.
 * In records and word of objects, out messages and dead letters.
 */
export class MessageQueue extends Part<QueueRemarks> {
  private readonly input: RowInput;
  private readonly objects: RowQueueReader;
  private readonly spec: MessageQueueSpec;
  /** The wire to whoever receives; nothing travels on it, as they call. */
  readonly reader: RowQueue | null;
  private readonly here: OutPort;
  private readonly deadLetters: OutPort;
  private readonly store = new MessageStore();
  private readonly order: MessageOrder;
  /** Messages in flight by when they are visible again; those that were deleted meanwhile are passed over. */
  private readonly hidden = new TimeQueue();
  private readonly moving: RowQueue;
  /** Where nobody receives them: messages that have been sent and come to rest. */
  private readonly resting: RowQueue;
  private readonly seen: RecentIds | null;
  private readonly random: RandomStream;
  private readonly spell = new Spell();
  private missShare = 0;
  private missUntil = -Infinity;
  /** Messages in flight of which the queue holds no copy: events of theirs may be asked for again. */
  private readonly lent = new Set<number>();
  /** Messages that are word of an object, and which. */
  private readonly ofObjects = new Map<number, number>();
  /** Who receives can read objects. */
  readsObjects = false;
  private inFlight = 0;
  /** Of those that wait, as many were deleted by who had them before. */
  private goneWaiting = 0;
  private live = 0;
  private heldCopies = 0;
  private calls = 0;
  /** Parts of calls that sent messages, apart: sums of fractions come out alike only when they are added in one order, whatever the windows. */
  private sendCalls = 0;
  private sentInSecond = 0;
  private receivedInSecond = 0;
  private sentSecond = -1;
  private receivedSecond = -1;
  private lastSentMs = -Infinity;
  private readonly said = new Set<string>();
  private readonly codes: { readonly expired: number; readonly unread: number; readonly repeated: number };
  /** The longest a message waited until somebody received it for the first time, ms. */
  longestWaitMs = 0;
  handedOutAgain = 0;
  movedAside = 0;

  constructor(
    id: string,
    run: RunContext,
    input: RowInput,
    ports: { readonly objects: readonly RowQueue[]; readonly out: readonly RowQueue[]; readonly deadLetter: readonly RowQueue[] },
    spec: MessageQueueSpec,
  ) {
    super(id, run);
    this.tell(MESSAGES, this);
    this.input = input;
    this.objects = new RowQueueReader(ports.objects);
    this.spec = spec;
    this.reader = ports.out[0] ?? null;
    this.here = new OutPort(this, run, []);
    this.deadLetters = new OutPort(this, run, ports.deadLetter);
    this.moving = new RowQueue(id);
    this.resting = new RowQueue(id);
    this.order = spec.order === null ? new AnyOrder(this.store) : new OrderByGroup(this.store);
    this.seen = spec.order === null ? null : new RecentIds(spec.order.dedupMs);
    this.random = run.randomStream(id, "deletes");
    this.codes = {
      expired: run.ledger.code("expired", id, "kept for its retention"),
      unread: run.ledger.code("dropped", id, "received too often"),
      repeated: run.ledger.code("deduplicated", id, "sent twice"),
    };
  }

  advance(until: number): void {
    const { input, objects } = this;
    for (;;) {
      const objectsFirst = objects.peekTime() <= input.peekTime();
      if (!objectsFirst && input.next(until)) this.send(input.ref, input.time);
      else if (objects.next(until)) this.hear(objects.ref, objects.time);
      else if (objectsFirst && input.next(until)) this.send(input.ref, input.time);
      else break;
    }
    leave(this.moving, this.deadLetters, until);
    leave(this.resting, this.here, until);
  }

  override nextWorkMs(): number {
    return Math.min(this.input.peekTime(), this.objects.peekTime(), this.moving.nextMs, this.resting.nextMs);
  }

  /** What it does with a message depends on who receives it, and dead letters leave a moment later. */
  override feedbackDelayMs(): number {
    return this.deadLetters.wired ? MOVE_MS : Infinity;
  }

  // ---- Sending -----------------------------------------------------------------------------------------------
  /** A bucket tells of an object that has landed: word of it is a message, for who can read objects. */
  private hear(ref: number, at: number): void {
    if (kindOf(ref) !== FILE) return;
    const file = this.run.rows.files[rowOf(ref)];
    if (isDeletion(file) || file.rows === 0) return;
    if (this.reader !== null && !this.readsObjects) this.say(at, "objects-unread", {});
    else this.send(ref, at);
  }

  private send(ref: number, at: number): void {
    const bytes = this.bytesOf(ref);
    this.meter.arrived(bytes);
    this.sendCalls += Math.max(1 / this.spec.sendMessages, bytes / BILLED_BYTES);
    const sentMs = this.acceptedMs(at) + this.spec.sendMs;
    if (this.reader === null) {
      this.resting.push(sentMs, ref);
      return;
    }
    if (this.isRepeat(ref, sentMs)) {
      this.run.ledger.end(ref, this.codes.repeated);
      return;
    }
    const isOfUser = this.spec.order?.groups === "user" && kindOf(ref) !== FILE;
    const message = this.store.add(ref, sentMs, isOfUser ? userOfRow(this.run.rows, ref) : 0);
    this.live++;
    if (kindOf(ref) === FILE) this.ofObjects.set(message, rowOf(ref));
    if (kindOf(ref) === EVENT) this.heldCopies++;
    this.order.add(message);
  }

  /** When the service takes it: senders wait while it is away, and one that keeps order takes so many calls in a second. */
  private acceptedMs(at: number): number {
    let accepted = Math.max(at, this.lastSentMs, this.spell.awayUntil);
    const { order, sendMessages } = this.spec;
    if (order !== null) {
      const most = order.callsPerSecond * sendMessages;
      let second = Math.floor(accepted / 1000);
      if (second > this.sentSecond) this.sentInSecond = 0;
      else if (this.sentInSecond >= most) {
        second++;
        accepted = second * 1000;
        this.sentInSecond = 0;
        this.say(at, "throttled", { perSecond: most }, "sendMessages");
      }
      this.sentSecond = second;
      this.sentInSecond++;
    }
    this.lastSentMs = accepted;
    return accepted;
  }

  private isRepeat(ref: number, at: number): boolean {
    return this.seen !== null && kindOf(ref) === EVENT && this.seen.hasSeen(this.run.rows.events.eventId.at(ref), at);
  }

  // ---- Receiving ---------------------------------------------------------------------------------------------
  /** When a receiver that asks is given something, as things stand; it may find that others of the group are in flight. */
  nextMessageMs(): number {
    while (this.hidden.size > 0 && this.isStale()) this.forgetHidden();
    const { order: keeps } = this.spec;
    const next = this.inFlight >= this.spec.inFlightMessages ? this.hidden.time : Math.min(this.order.nextMs, this.hidden.time);
    const open = Math.max(next, this.spell.awayUntil, this.reader?.cutUntilMs ?? -Infinity);
    if (keeps === null || this.receivedInSecond < keeps.callsPerSecond) return open;
    return Math.max(open, (this.receivedSecond + 1) * 1000);
  }

  /** Takes up to `most` messages that wait at `at`: they are the caller's until their time-out. */
  receive(at: number, most: number): readonly Lease[] {
    if (at < Math.max(this.spell.awayUntil, this.reader?.cutUntilMs ?? -Infinity) || !this.mayCall(at)) return [];
    this.reveal(at);
    const leases: Lease[] = [];
    while (leases.length < Math.min(most, MOST_IN_CALL)) {
      if (this.inFlight >= this.spec.inFlightMessages) {
        this.say(at, "in-flight-limit", { messages: this.inFlight });
        break;
      }
      const message = this.order.take(at);
      if (message < 0) break;
      if (this.store.state.data[message] === GONE) {
        this.goneWaiting--;
        this.store.release(message);
      } else if (!this.leaves(message, at)) leases.push(this.hand(message, at));
    }
    this.order.endCall();
    if (leases.length === 0) return leases;
    this.calls++;
    if (this.reader !== null) this.reader.carried += leases.length;
    return leases;
  }

  private mayCall(at: number): boolean {
    const { order } = this.spec;
    if (order === null) return true;
    const second = Math.floor(at / 1000);
    if (second > this.receivedSecond) {
      this.receivedSecond = second;
      this.receivedInSecond = 0;
    }
    return this.receivedInSecond++ < order.callsPerSecond;
  }

  private isStale(): boolean {
    const message = this.hidden.first;
    const { state, visibleMs } = this.store;
    return state.data[message] !== HIDDEN || visibleMs.data[message] !== this.hidden.time;
  }

  private forgetHidden(): void {
    const message = this.hidden.pop();
    this.store.named.data[message]--;
    this.store.release(message);
  }

  /** Messages whose time-out is over by `at` wait again. */
  private reveal(at: number): void {
    while (this.hidden.time <= at) {
      if (this.isStale()) {
        this.forgetHidden();
        continue;
      }
      const message = this.hidden.pop();
      this.store.named.data[message]--;
      this.store.state.data[message] = WAITING;
      this.inFlight--;
      this.order.back(message);
      this.order.add(message);
    }
  }

  /** Whether a message that waits is not handed out any more: it is too old, or was received too often. */
  private leaves(message: number, at: number): boolean {
    const { sentMs, receives } = this.store;
    if (at - sentMs.data[message] >= this.spec.retentionMs) {
      this.expire(message, at);
      return true;
    }
    if (receives.data[message] < this.spec.maxReceives) return false;
    this.moveAside(message, at);
    return true;
  }

  private expire(message: number, at: number): void {
    const { held, refs } = this.store;
    const wasHeld = held.data[message] === 1;
    if (wasHeld) {
      this.takeHeld(message);
      this.meter.intervalDropped++;
      if (kindOf(refs.data[message]) === EVENT) this.run.ledger.end(rowOf(refs.data[message]), this.codes.expired);
    }
    this.say(at, "expired", { keptMs: this.spec.retentionMs }, "retentionMs");
    this.remove(message);
  }

  private moveAside(message: number, at: number): void {
    const { held, refs } = this.store;
    const ref = refs.data[message];
    const isEvent = kindOf(ref) === EVENT;
    // What takes records takes no word of objects.
    const isRead = this.deadLetters.wired && kindOf(ref) !== FILE;
    if (held.data[message] === 1) this.takeHeld(message);
    else if (isEvent) this.run.ledger.repeat(rowOf(ref));
    this.say(at, "dead-letter", { receives: this.spec.maxReceives, isRead }, "maxReceives");
    this.movedAside++;
    if (isRead) this.moving.push(at + MOVE_MS, ref);
    else {
      this.meter.intervalDropped++;
      if (isEvent) this.run.ledger.end(rowOf(ref), this.codes.unread);
    }
    this.remove(message);
  }

  private hand(message: number, at: number): Lease {
    const { refs, held, receives, visibleMs, state, copiesOut, sentMs, named } = this.store;
    const ref = refs.data[message];
    if (held.data[message] === 1) this.takeHeld(message);
    else {
      if (kindOf(ref) === EVENT) this.run.ledger.repeat(rowOf(ref));
      this.handedOutAgain++;
      this.say(at, "handed-out-again", { visibilityMs: this.spec.visibilityMs }, "visibilityMs");
    }
    if (receives.data[message] === 0) {
      const waitMs = at - sentMs.data[message];
      this.longestWaitMs = Math.max(this.longestWaitMs, waitMs);
      this.meter.served(sentMs.data[message], waitMs, 0);
    }
    receives.data[message]++;
    copiesOut.data[message]++;
    state.data[message] = HIDDEN;
    visibleMs.data[message] = at + this.spec.visibilityMs;
    named.data[message]++;
    this.hidden.push(visibleMs.data[message], message);
    this.lent.add(message);
    this.inFlight++;
    this.order.handedOut(message);
    return { message, receive: receives.data[message], ref, receivedMs: at };
  }

  private takeHeld(message: number): void {
    this.store.held.data[message] = 0;
    if (kindOf(this.store.refs.data[message]) === EVENT) this.heldCopies--;
  }

  /** It is gone for good. A message in flight leaves its group free. */
  private remove(message: number): void {
    const { state } = this.store;
    if (state.data[message] === HIDDEN) {
      this.inFlight--;
      this.order.back(message);
    }
    state.data[message] = GONE;
    this.lent.delete(message);
    this.ofObjects.delete(message);
    this.live--;
    this.store.release(message);
  }

  // ---- What becomes of what was received -----------------------------------------------------------------------
  /**
   * Work on these is done, and their copies have gone on; they are deleted at `at`, unless somebody has received them since. One that keeps order
   * deletes nothing whose time is over.
   */
  delete(leases: readonly Lease[], at: number): void {
    this.calls += Math.ceil(leases.length / MOST_IN_CALL);
    const reaches = at >= Math.max(this.spell.awayUntil, this.reader?.cutUntilMs ?? -Infinity);
    for (const lease of leases) {
      const { message } = lease;
      this.store.copiesOut.data[message]--;
      this.store.done.data[message] = 1;
      if (reaches && this.isLatest(lease, at) && !this.misses(at)) {
        // Its time may be over and nobody may have asked since: then it waits in a list, which passes it over.
        if (this.store.state.data[message] === WAITING) this.goneWaiting++;
        this.meter.departures++;
        this.remove(message);
      } else this.store.release(message);
    }
  }

  private isLatest({ message, receive }: Lease, at: number): boolean {
    const { state, receives, visibleMs } = this.store;
    if (state.data[message] === GONE || receives.data[message] !== receive) return false;
    return this.spec.order === null || at < visibleMs.data[message];
  }

  private misses(at: number): boolean {
    return at < this.missUntil && this.spec.order === null && this.random.nextUniform32() < this.missShare;
  }

  /** Work on it is done and what it gave stands, and yet it is not deleted: it comes again. */
  leave({ message }: Lease): void {
    this.store.copiesOut.data[message]--;
    this.store.done.data[message] = 1;
    this.store.release(message);
  }

  /** Work on it was broken off: the copy that its receiver had is the queue's again, to be handed out after its time-out. */
  abandon({ message, ref }: Lease): void {
    const { state, copiesOut, held, done } = this.store;
    const isEvent = kindOf(ref) === EVENT;
    copiesOut.data[message]--;
    if (state.data[message] !== GONE && copiesOut.data[message] === 0) {
      held.data[message] = 1;
      this.lent.delete(message);
      if (isEvent) this.heldCopies++;
      return;
    }
    if (isEvent) {
      const lost = state.data[message] === GONE && copiesOut.data[message] === 0 && done.data[message] === 0;
      if (lost) this.run.ledger.end(rowOf(ref), this.codes.expired);
      else this.run.ledger.retract(rowOf(ref), 1);
    }
    this.store.release(message);
  }

  // ---- Faults, end of input, figures -------------------------------------------------------------------------
  override strike(strike: Strike, at: number): void {
    const { durationMs } = strike;
    if (strike.fault === "outage") {
      this.meter.downMs += this.spell.stayAway(at, durationMs);
      this.remark(at, "outage", { downMs: durationMs });
      return;
    }
    this.missShare = amountOf(strike);
    this.missUntil = at + durationMs;
    const keepsOrder = this.spec.order !== null;
    this.remark(at, "deletes-missed", { share: this.missShare, forMs: durationMs, keepsOrder });
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  /** A message may come again as long as it is not deleted. */
  override finish(): boolean {
    return this.live === 0 && this.moving.waiting === 0 && this.resting.waiting === 0;
  }

  /** Of a message in flight there may be no open copy any more, and it may be handed out again. */
  override eventsNeededFrom(): number {
    let least = Infinity;
    for (const message of this.lent) {
      const ref = this.store.refs.data[message];
      if (kindOf(ref) === EVENT && ref < least) least = ref;
    }
    for (const file of this.ofObjects.values()) least = Math.min(least, firstEventOf(this.run.rows.files[file]));
    return least;
  }

  override heldEvents(): number {
    return this.heldCopies + this.moving.heldEvents() + this.resting.heldEvents();
  }

  override queueLength(): number {
    return this.order.size - this.goneWaiting;
  }

  override figure(): string {
    return this.reader === null ? "" : `${this.queueLength()} waiting · ${this.inFlight} in flight`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), requests: this.calls + this.sendCalls };
  }

  private say<C extends keyof QueueRemarks & string>(at: number, code: C, facts: QueueRemarks[C], setting?: string): void {
    if (this.said.has(code)) return;
    this.said.add(code);
    this.remark(at, code, facts, setting);
  }
}

/** Sends what is due before `until`. */
function leave(queue: RowQueue, port: OutPort, until: number): void {
  const end = queue.endBefore(until);
  if (end === queue.head) return;
  port.emitMany(queue.times, queue.refs, queue.head, end);
  queue.takeTo(end);
}

export const MESSAGES = new Facet<MessageQueue>("messages");
