const encoder = new TextEncoder();
const words = new Int32Array(80);

/** SHA-1 of a text in UTF-8 as five 32-bit words, most significant first (RFC 3174). Not for secrets. */
export function sha1(text: string): Uint32Array {
  const bytes = encoder.encode(text);
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const blocks = Math.floor((bytes.length + 8) / 64) + 1;
  for (let index = 0; index < blocks; index++) {
    words.fill(0);
    for (let i = 0; i < 64; i++) {
      const at = index * 64 + i;
      const byte = at < bytes.length ? bytes[at]! : at === bytes.length ? 0x80 : 0;
      words[i >> 2] = words[i >> 2]! | (byte << (24 - 8 * (i & 3)));
    }
    if (index === blocks - 1) {
      words[14] = Math.floor(bytes.length / 536870912);
      words[15] = bytes.length << 3;
    }
    mixBlock(state);
  }
  return Uint32Array.from(state, (word) => word >>> 0);
}

/** The digest, read as one whole number, modulo `divisor` (below 2^21, so that no step leaves the whole numbers). */
export function sha1Modulo(text: string, divisor: number): number {
  let rest = 0;
  for (const word of sha1(text)) rest = (rest * 4294967296 + word) % divisor;
  return rest;
}

function mixBlock(state: Int32Array): void {
  for (let i = 16; i < 80; i++) words[i] = turned(words[i - 3]! ^ words[i - 8]! ^ words[i - 14]! ^ words[i - 16]!, 1);
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number];
  for (let i = 0; i < 80; i++) {
    const next = (turned(a, 5) + chosen(i, b, c, d) + e + words[i]! + CONSTANTS[Math.floor(i / 20)]!) | 0;
    [e, d, c, b, a] = [d, c, turned(b, 30), a, next];
  }
  state[0] = state[0]! + a;
  state[1] = state[1]! + b;
  state[2] = state[2]! + c;
  state[3] = state[3]! + d;
  state[4] = state[4]! + e;
}

const CONSTANTS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

function chosen(round: number, b: number, c: number, d: number): number {
  if (round < 20) return (b & c) | (~b & d);
  if (round >= 40 && round < 60) return (b & c) | (b & d) | (c & d);
  return b ^ c ^ d;
}

function turned(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
