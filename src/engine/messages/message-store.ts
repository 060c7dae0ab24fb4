import { Float64List, Int32List } from "../kernel/number-lists.ts";

/** Nobody has it, or somebody whose time is over: it can be received. */
export const WAITING = 0;
/** It was received, and nobody else is given it until its time-out. */
export const HIDDEN = 1;
/** It was deleted, moved or has expired. */
export const GONE = 2;

/**
 * Messages of a queue by number: what each holds and how it stands. A number is used again once its message is gone, nobody holds a
 * copy of it and no list names it.
 */
export class MessageStore {
  readonly refs = new Int32List(256);
  readonly sentMs = new Float64List(256);
  /** Order of sending. */
  readonly order = new Float64List(256);
  readonly visibleMs = new Float64List(256);
  readonly state = new Int32List(256);
  readonly receives = new Int32List(256);
  /** 1: the queue holds the copy of the record; 0: those who received it do. */
  readonly held = new Int32List(256);
  /** Receivers that have not said yet how their work on it ended. */
  readonly copiesOut = new Int32List(256);
  /** 1: somebody has finished the work on it. */
  readonly done = new Int32List(256);
  readonly group = new Int32List(256);
  /** Lists of the queue that name it. */
  readonly named = new Int32List(256);
  private readonly free: number[] = [];
  private sent = 0;

  add(ref: number, atMs: number, group: number): number {
    const message = this.free.pop() ?? this.grow();
    this.refs.data[message] = ref;
    this.sentMs.data[message] = atMs;
    this.order.data[message] = this.sent++;
    this.visibleMs.data[message] = atMs;
    this.state.data[message] = WAITING;
    this.receives.data[message] = 0;
    this.held.data[message] = 1;
    this.copiesOut.data[message] = 0;
    this.done.data[message] = 0;
    this.group.data[message] = group;
    this.named.data[message] = 0;
    return message;
  }

  private grow(): number {
    for (const list of [this.refs, this.state, this.receives, this.held, this.copiesOut, this.done, this.group, this.named]) list.push(0);
    for (const list of [this.sentMs, this.order, this.visibleMs]) list.push(0);
    return this.refs.length - 1;
  }

  /** Its number may be used again, if nothing names it any more. */
  release(message: number): void {
    if (this.state.data[message] === GONE && this.named.data[message] === 0 && this.copiesOut.data[message] === 0) {
      // Once only: a number that is free names nothing.
      this.named.data[message] = -1;
      this.free.push(message);
    }
  }
}
