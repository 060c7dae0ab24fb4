const NONE = -1;
/** Numbers per chunk: one or two cache lines. */
const STRIDE = 16;
/** First chunk: user, traits, clock offset, events in all, flags or event id + 1 of a repeat, two free, next chunk. */
const USER = 0;
const TRAITS = 1;
const OFFSET = 2;
const COUNT = 3;
const MARK = 4;
const NEXT = 7;
const FIRST_EVENT = 8;
const FIRST_EVENTS = 4;
/** Later chunks: events from the start, the link in the last number but one. */
const MORE_EVENTS = 7;
const MORE_NEXT = 14;

/**
 * Batches of events on their way from phones: a chunk of memory each, more chunks when a batch is long, used again once it has
 * been delivered. A batch is the number of its first chunk, which is also its number in the timing wheel.
 */
export class PhoneBatches {
  private readonly memory = { data: new Float64Array(STRIDE << 12) };
  /** Keeps the reads of `warm` from being optimised away. */
  warmed = 0;
  private readonly free: number[] = [];
  private used = 0;
  /** Chunk and position the next event of the open batch goes to. */
  private lastChunk = NONE;
  private at = 0;
  private room = 0;

  private place(): number {
    const free = this.free.pop();
    if (free !== undefined) return free;
    if ((this.used + 1) * STRIDE > this.memory.data.length) {
      const grown = new Float64Array(this.memory.data.length * 2);
      grown.set(this.memory.data);
      this.memory.data = grown;
    }
    return this.used++;
  }

  /** Begins a batch; `add` puts events into it until the next one is opened. */
  open(user: number, traits: number, clockOffsetMs: number): number {
    const batch = this.place();
    const { data } = this.memory;
    const base = batch * STRIDE;
    data[base + USER] = user;
    data[base + TRAITS] = traits;
    data[base + OFFSET] = clockOffsetMs;
    data[base + COUNT] = 0;
    data[base + MARK] = 0;
    data[base + NEXT] = NONE;
    this.lastChunk = batch;
    this.at = base + FIRST_EVENT;
    this.room = FIRST_EVENTS;
    return batch;
  }

  add(batch: number, happenedAt: number, type: number): void {
    if (this.room === 0) {
      const chunk = this.place();
      this.memory.data[this.lastChunk * STRIDE + (this.lastChunk === batch ? NEXT : MORE_NEXT)] = chunk;
      this.memory.data[chunk * STRIDE + MORE_NEXT] = NONE;
      this.lastChunk = chunk;
      this.at = chunk * STRIDE;
      this.room = MORE_EVENTS;
    }
    const { data } = this.memory;
    data[this.at] = happenedAt;
    data[this.at + 1] = type;
    this.at += 2;
    this.room--;
    data[batch * STRIDE + COUNT]++;
  }

  /** Looks at batches that will be delivered next, so that the processor fetches them side by side. */
  warm(batches: Int32Array, count: number): void {
    const { data } = this.memory;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += data[batches[i] * STRIDE] + data[batches[i] * STRIDE + STRIDE - 1];
    this.warmed = sum;
  }

  user(batch: number): number {
    return this.memory.data[batch * STRIDE + USER];
  }
  traits(batch: number): number {
    return this.memory.data[batch * STRIDE + TRAITS];
  }
  clockOffsetMs(batch: number): number {
    return this.memory.data[batch * STRIDE + OFFSET];
  }
  count(batch: number): number {
    return this.memory.data[batch * STRIDE + COUNT];
  }
  /** 0, or what the owner noted about the batch. */
  mark(batch: number): number {
    return this.memory.data[batch * STRIDE + MARK];
  }
  setMark(batch: number, mark: number): void {
    this.memory.data[batch * STRIDE + MARK] = mark;
  }

  /** Writes every event of a batch, oldest first, from place `from` on: when it happened and its type. */
  read(batch: number, happenedAt: Float64Array, types: Uint8Array, from: number): void {
    const { data } = this.memory;
    const to = from + this.count(batch);
    let chunk = batch;
    let left = FIRST_EVENTS;
    let at = batch * STRIDE + FIRST_EVENT;
    for (let i = from; i < to; i++) {
      if (left === 0) {
        chunk = data[chunk * STRIDE + (chunk === batch ? NEXT : MORE_NEXT)];
        at = chunk * STRIDE;
        left = MORE_EVENTS;
      }
      happenedAt[i] = data[at];
      types[i] = data[at + 1];
      at += 2;
      left--;
    }
  }

  /** The batch has been delivered, or stays on its phone for good: its chunks are used again. */
  release(batch: number): void {
    for (let chunk = batch, first = true; chunk !== NONE; first = false) {
      const next = this.memory.data[chunk * STRIDE + (first ? NEXT : MORE_NEXT)];
      this.free.push(chunk);
      chunk = next;
    }
  }
}
