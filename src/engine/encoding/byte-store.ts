/** Bytes that grow as they are written; the same ones serve page after page. */
export class ByteStore {
  bytes = new Uint8Array(1 << 14);
  length = 0;

  /** Room for so many more bytes. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** The four bytes of a word, the lowest first; there is room for them. */
  word(word: number): void {
    const { bytes, length } = this;
    bytes[length] = word;
    bytes[length + 1] = word >>> 8;
    bytes[length + 2] = word >>> 16;
    bytes[length + 3] = word >>> 24;
    this.length = length + 4;
  }
}
