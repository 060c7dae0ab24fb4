import { compressedBytes } from "./codec.ts";
import type { Codec } from "./codec.ts";

/** So many pages of a chunk are compressed, each whole; of those behind them, one in so many. */
const WHOLE_PAGES = 4;
const ONE_IN = 4;

/**
 * Sizes of pages of one chunk in one encoding. They are alike: rows of a column that follow each other. The first ones and then every
 * fourth are compressed; the others are taken to shrink as those have, and `errorBytes` says how sure that is.
 */
export class PageSample {
  pages = 0;
  /** Bytes of all pages before they are compressed. */
  rawBytes = 0;
  private readonly codec: Codec;
  private sampled = 0;
  private sampledRaw = 0;
  private sampledStored = 0;
  private squares = 0;

  constructor(codec: Codec) {
    this.codec = codec;
  }

  /** Returns the bytes of the page, compressed. */
  add(bytes: Uint8Array, length: number): number {
    const isSampled = this.codec === "none" || this.pages < WHOLE_PAGES || this.pages % ONE_IN === 0;
    this.pages++;
    this.rawBytes += length;
    if (!isSampled) return Math.round(length * this.ratio());
    const stored = compressedBytes(this.codec, bytes, length);
    this.sampled++;
    this.sampledRaw += length;
    this.sampledStored += stored;
    this.squares += (stored / length) ** 2;
    return stored;
  }

  /** Bytes of all pages, compressed. */
  bytes(): number {
    return this.sampledStored + Math.round((this.rawBytes - this.sampledRaw) * this.ratio());
  }

  /** Standard error of that: pages that were not compressed differ from each other as those that were. */
  errorBytes(): number {
    const unseen = this.pages - this.sampled;
    if (unseen === 0 || this.sampled < 2) return 0;
    const mean = this.ratio();
    const variance = Math.max(0, (this.squares - this.sampled * mean * mean) / (this.sampled - 1));
    const pageBytes = (this.rawBytes - this.sampledRaw) / unseen;
    return pageBytes * Math.sqrt(variance * unseen * (1 + unseen / this.sampled));
  }

  private ratio(): number {
    return this.sampledRaw === 0 ? 1 : this.sampledStored / this.sampledRaw;
  }
}
