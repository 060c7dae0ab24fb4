import { TimeQueue } from "../kernel/time-queue.ts";
import type { MessageStore } from "./message-store.ts";

/** In which order messages that wait are handed out. */
export type MessageOrder = {
  /** It waits from its `visibleMs` on: it is new, or its time-out is over. */
  add(message: number): void;
  /** When the first one can be handed out; Infinity when there is none. */
  readonly nextMs: number;
  /** The first one that waits at `at`, taken out; -1 when there is none. */
  take(at: number): number;
  /** It was handed out, and others of its group have to wait for it. */
  handedOut(message: number): void;
  /** It is in nobody's hands any more: it was deleted, or its time-out is over. */
  back(message: number): void;
  /** A call that received messages is over. */
  endCall(): void;
  readonly size: number;
};

/** Whoever waits longest comes first: a message that comes again goes behind those that wait already. */
export class AnyOrder implements MessageOrder {
  private readonly waiting = new TimeQueue();
  private readonly store: MessageStore;

  constructor(store: MessageStore) {
    this.store = store;
  }

  add(message: number): void {
    this.store.named.data[message]++;
    this.waiting.push(this.store.visibleMs.data[message], message);
  }

  get nextMs(): number {
    return this.waiting.time;
  }

  take(at: number): number {
    if (this.waiting.time > at) return -1;
    const message = this.waiting.pop();
    this.store.named.data[message]--;
    return message;
  }

  handedOut(): void {}
  back(): void {}
  endCall(): void {}

  get size(): number {
    return this.waiting.size;
  }
}

type Group = {
  /** In order of sending. */
  readonly waiting: number[];
  out: number;
  listed: boolean;
};

/** Within a group in order of sending, and nothing of it while one of it is in flight; of several groups the one whose first message is oldest. */
export class OrderByGroup implements MessageOrder {
  size = 0;
  private readonly groups = new Map<number, Group>();
  /** Groups of which nothing is in flight, by when their first message was sent; one of which something has gone out meanwhile is passed over. */
  private readonly ready = new TimeQueue();
  /** The group that is being handed out: the rest of it comes first. */
  private current = -1;
  private readonly store: MessageStore;

  constructor(store: MessageStore) {
    this.store = store;
  }

  add(message: number): void {
    const { order, named, group: groupOf } = this.store;
    const number = groupOf.data[message];
    let group = this.groups.get(number);
    if (group === undefined) this.groups.set(number, (group = { waiting: [], out: 0, listed: false }));
    let place = group.waiting.length;
    while (place > 0 && order.data[group.waiting[place - 1]] > order.data[message]) place--;
    group.waiting.splice(place, 0, message);
    named.data[message]++;
    this.size++;
    this.list(number, group);
  }

  private list(number: number, group: Group): void {
    if (group.out > 0 || group.listed || group.waiting.length === 0) return;
    group.listed = true;
    this.ready.push(this.store.sentMs.data[group.waiting[0]], number);
  }

  get nextMs(): number {
    return this.ready.time;
  }

  take(at: number): number {
    const going = this.groups.get(this.current);
    if (going !== undefined && going.waiting.length > 0 && this.store.sentMs.data[going.waiting[0]] <= at) return this.shift(going);
    this.current = -1;
    while (this.ready.time <= at) {
      const number = this.ready.pop();
      const group = this.groups.get(number);
      if (group === undefined) continue;
      group.listed = false;
      if (group.out > 0 || group.waiting.length === 0) continue;
      this.current = number;
      return this.shift(group);
    }
    return -1;
  }

  private shift(group: Group): number {
    const message = group.waiting.shift() ?? -1;
    this.store.named.data[message]--;
    this.size--;
    return message;
  }

  /** The call is over: the rest of the group it took from waits, for what is in flight or for the next call. */
  endCall(): void {
    const group = this.groups.get(this.current);
    if (group !== undefined) this.list(this.current, group);
    this.current = -1;
  }

  handedOut(message: number): void {
    const group = this.groups.get(this.store.group.data[message]);
    if (group !== undefined) group.out++;
  }

  back(message: number): void {
    const number = this.store.group.data[message];
    const group = this.groups.get(number);
    if (group === undefined) return;
    group.out--;
    if (group.out === 0 && group.waiting.length === 0) this.groups.delete(number);
    else this.list(number, group);
  }
}
