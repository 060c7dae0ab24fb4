const LF = 10;

/** The part of a file that is being read: bytes from `at` to `end`, refilled chunk by chunk; what is behind `at` is let go. */
export class LineBuffer {
  bytes = new Uint8Array(0);
  at = 0;
  end = 0;
  done = false;
  private readonly chunks: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** One more chunk behind what is there. */
  async refill(): Promise<void> {
    const next = await this.chunks.next();
    if (next.done === true) {
      this.done = true;
      return;
    }
    const rest = this.end - this.at;
    const joined = new Uint8Array(rest + next.value.length);
    joined.set(this.bytes.subarray(this.at, this.end));
    joined.set(next.value, rest);
    this.bytes = joined;
    this.at = 0;
    this.end = joined.length;
  }

  /** So many bytes to look at, or all there are: what is found must not depend on how the file came in pieces. */
  async atLeast(bytes: number): Promise<void> {
    while (!this.done && this.end - this.at < bytes) await this.refill();
  }

  /** On to the next line, however far that is. */
  async skipLine(): Promise<void> {
    for (;;) {
      const found = this.bytes.subarray(this.at, this.end).indexOf(LF);
      this.at = found < 0 ? this.end : this.at + found + 1;
      if (found >= 0 || this.done) return;
      await this.refill();
    }
  }

  /** Leaves the mark out that some programs write before UTF-8; tells whether the text is in another encoding. */
  async begin(): Promise<"utf-8" | "utf-16"> {
    await this.atLeast(4);
    const { bytes, at } = this;
    if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) {
      this.at += 3;
      return "utf-8";
    }
    const marked = (bytes[at] === 0xff && bytes[at + 1] === 0xfe) || (bytes[at] === 0xfe && bytes[at + 1] === 0xff);
    const everySecond =
      this.end - at >= 4 && (bytes[at] === 0) !== (bytes[at + 1] === 0) && (bytes[at + 2] === 0) !== (bytes[at + 3] === 0);
    return marked || everySecond ? "utf-16" : "utf-8";
  }

  async close(): Promise<void> {
    await this.chunks.return?.();
  }
}
