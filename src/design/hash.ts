import type { Design } from "./types.ts";

/**
 * 16 hex digits that name a design: FNV-1a, 64 bits, over the UTF-8 of its canonical JSON. Two designs with one hash
 * run the same. Left out are the title, the positions and the marks on the drawing, which move nothing, and the seed, which every result names beside
 * the hash. Everything else counts, also what was written in notes: two answers with different estimates are two answers.
 */
export function designHash(design: Design): string {
  const { title: _title, seed: _seed, marks: _marks, ...rest } = design;
  const bare = {
    ...rest,
    schema: { ...design.schema, tables: design.schema.tables.map(({ position: _position, ...table }) => table) },
    system: { ...design.system, parts: design.system.parts.map(({ position: _position, ...part }) => part) },
  };
  return hash64(canonicalJson(bare));
}

/** JSON with keys in code-unit order, no spaces, `undefined` left out and -0 written as 0. The value must be plain JSON. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => (item === undefined ? "null" : canonicalJson(item))).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value === 0 ? 0 : value);
  const object = value as { readonly [key: string]: unknown };
  const members = Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`);
  return `{${members.join(",")}}`;
}

/** FNV-1a, 64 bits, of the UTF-8 bytes of `text`, as 16 hex digits. Not for secrets. */
export function hash64(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of new TextEncoder().encode(text)) {
    low = (low ^ byte) >>> 0;
    // The prime is 2^40 + 435: multiply by 435 in two halves that stay below 2^53, then add the shifted low half.
    const product = low * 435;
    const carry = Math.floor(product / 4_294_967_296);
    high = (Math.imul(high, 435) + carry + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}
