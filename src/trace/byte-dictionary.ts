import type { TraceNames } from "../engine/rows/event-trace.ts";

const FIRST_SLOTS = 1 << 10;
const FIRST_BYTES = 1 << 14;
const EMPTY = 0;

const decoder = new TextDecoder();

/**
 * Numbers different byte strings 0, 1, 2 … in the order they are first seen. The bytes lie in one array and the codes in one
 * open table, so that a million ids cost their bytes and no million objects.
 */
export class ByteDictionary {
  size = 0;
  /** Bytes of all entries. */
  usedBytes = 0;
  private arena = new Uint8Array(FIRST_BYTES);
  private offsets = new Int32Array(FIRST_SLOTS);
  private hashes = new Int32Array(FIRST_SLOTS);
  /** code + 1 by slot. */
  private slots = new Int32Array(FIRST_SLOTS * 2);

  /** The code of `bytes[from, to)`. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const code = this.slots[slot] - 1;
      if (code < 0) return this.add(slot, hash, bytes, from, to);
      if (this.hashes[code] === hash && this.equals(code, bytes, from, to)) return code;
    }
  }

  text(code: number): string {
    return decoder.decode(this.arena.subarray(this.offsets[code], this.endOf(code)));
  }

  /** The entries as plain data, cut to their length. */
  names(): TraceNames {
    const offsets = this.offsets.slice(0, this.size + 1);
    const ends = offsets.length > this.size ? offsets : enlarged(offsets, this.size + 1);
    ends[this.size] = this.usedBytes;
    return { size: this.size, bytes: this.arena.slice(0, this.usedBytes), offsets: ends };
  }

  private endOf(code: number): number {
    return code + 1 < this.size ? this.offsets[code + 1] : this.usedBytes;
  }

  private equals(code: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.offsets[code];
    if (this.endOf(code) - start !== to - from) return false;
    for (let i = from, at = start; i < to; i++, at++) if (this.arena[at] !== bytes[i]) return false;
    return true;
  }

  private add(slot: number, hash: number, bytes: Uint8Array, from: number, to: number): number {
    const code = this.size;
    if (code === this.offsets.length) {
      this.offsets = enlarged(this.offsets, code * 2);
      this.hashes = enlarged(this.hashes, code * 2);
    }
    const end = this.usedBytes + to - from;
    if (end > this.arena.length) {
      const grown = new Uint8Array(Math.max(end, this.arena.length * 2));
      grown.set(this.arena.subarray(0, this.usedBytes));
      this.arena = grown;
    }
    for (let i = from, at = this.usedBytes; i < to; i++, at++) this.arena[at] = bytes[i];
    this.offsets[code] = this.usedBytes;
    this.hashes[code] = hash;
    this.usedBytes = end;
    this.size++;
    this.slots[slot] = code + 1;
    if (this.size * 2 > this.slots.length) this.rehash();
    return code;
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (let code = 0; code < this.size; code++) {
      let slot = this.hashes[code] & mask;
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      slots[slot] = code + 1;
    }
    this.slots = slots;
  }
}

function enlarged(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}
