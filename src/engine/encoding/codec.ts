import type { Effort } from "./gzip.ts";
import { gzipBytes } from "./gzip.ts";
import { snappyBytes } from "./snappy.ts";
import { zstdBytes } from "./zstd.ts";

/** How the pages of a file are compressed. */
export type Codec = "none" | "snappy" | "gzip" | "zstd";

/**
 * Arrow asks for level 9, which tries 4,096 candidates for a match. In pages of codes and numbers matches are short and much alike: the
 * best of 40 makes pages at most 1 % larger, in a fraction of the time. Only texts of one template, line after line, lose more by it.
 */
const PAGE_EFFORT: Effort = { goodLength: 32, lazyLength: 258, niceLength: 258, tries: 40 };

/** How many bytes a codec makes of the first `length` of these, at the settings pyarrow has by itself. */
export function compressedBytes(codec: Codec, bytes: Uint8Array, length: number): number {
  switch (codec) {
    case "none":
      return length;
    case "snappy":
      return snappyBytes(bytes, length);
    case "gzip":
      return gzipBytes(bytes, length, PAGE_EFFORT);
    case "zstd":
      return zstdBytes(bytes, length);
  }
}
