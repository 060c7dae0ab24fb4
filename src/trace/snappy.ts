import { BoundedBytes, Damaged } from "./bounded-bytes.ts";

/** Three bytes of Snappy make 64 at most (github.com/google/snappy/blob/main/format_description.txt). */
const MOST_EXPANSION = 22;

/** Unpacks a Snappy block of a length that is known. Each element moves on, so it ends after as many steps as there are bytes. */
export function unpackSnappy(packed: Uint8Array, length: number): Uint8Array {
  if (!(length >= 0 && length <= MOST_EXPANSION * packed.length + 64)) throw new Damaged("more than Snappy can make of it");
  const from = new BoundedBytes(packed);
  if (length === 0 && packed.length === 0) return new Uint8Array(0);
  if (from.varint() !== length) throw new Damaged("a block of another length");
  const out = new Uint8Array(length);
  let at = 0;
  while (from.left > 0) {
    const tag = from.byte();
    const kind = tag & 3;
    if (kind === 0) {
      const size = literalLength(from, tag >> 2);
      const start = from.at;
      from.skip(size);
      if (at + size > length) throw new Damaged("more bytes than the block has");
      out.set(packed.subarray(start, start + size), at);
      at += size;
      continue;
    }
    const size = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const back = kind === 1 ? ((tag >> 5) << 8) | from.byte() : kind === 2 ? from.byte() | (from.byte() << 8) : from.u32();
    if (back === 0 || back > at || at + size > length) throw new Damaged("a copy of what is not there");
    for (let end = at + size; at < end; at++) out[at] = out[at - back];
  }
  if (at !== length) throw new Damaged("fewer bytes than the block has");
  return out;
}

function literalLength(from: BoundedBytes, tag: number): number {
  if (tag < 60) return tag + 1;
  let size = 0;
  for (let read = 0, place = 1; read < tag - 59; read++, place *= 256) size += from.byte() * place;
  return size + 1;
}
