const encoder = new TextEncoder();
const MASK = 0xffffffffffffffffn;
const C1 = 0x87c37b91114253d5n;
const C2 = 0x4cf5ad432745937fn;
const MOST_NEGATIVE = -9223372036854775808n;
const MOST_POSITIVE = 9223372036854775807n;

/**
 * The first 64 bits of murmur3 x64 128 (seed 0) as Cassandra computes them, signed: bytes of the tail are sign-extended,
 * so the result differs from ordinary murmur3 when one of them is 0x80 or more.
 */
export function cassandraMurmur3(bytes: Uint8Array): bigint {
  let h1 = 0n;
  let h2 = 0n;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks = bytes.length >> 4;
  for (let i = 0; i < blocks; i++) {
    h1 ^= mix1(view.getBigUint64(16 * i, true));
    h1 = (rotate(h1, 27n) + h2) & MASK;
    h1 = (h1 * 5n + 0x52dce729n) & MASK;
    h2 ^= mix2(view.getBigUint64(16 * i + 8, true));
    h2 = (rotate(h2, 31n) + h1) & MASK;
    h2 = (h2 * 5n + 0x38495ab5n) & MASK;
  }
  const tail = bytes.length & 15;
  let k1 = 0n;
  let k2 = 0n;
  for (let i = tail - 1; i >= 0; i--) {
    const byte = BigInt(view.getInt8(16 * blocks + i));
    if (i >= 8) k2 ^= BigInt.asUintN(64, byte << BigInt(8 * (i - 8)));
    else k1 ^= BigInt.asUintN(64, byte << BigInt(8 * i));
  }
  if (tail > 8) h2 ^= mix2(k2);
  if (tail > 0) h1 ^= mix1(k1);
  h1 ^= BigInt(bytes.length);
  h2 ^= BigInt(bytes.length);
  h1 = (h1 + h2) & MASK;
  h2 = (h2 + h1) & MASK;
  return BigInt.asIntN(64, (finish(h1) + finish(h2)) & MASK);
}

function rotate(x: bigint, bits: bigint): bigint {
  return ((x << bits) | (x >> (64n - bits))) & MASK;
}

function mix1(k: bigint): bigint {
  return (rotate((k * C1) & MASK, 31n) * C2) & MASK;
}

function mix2(k: bigint): bigint {
  return (rotate((k * C2) & MASK, 33n) * C1) & MASK;
}

function finish(value: bigint): bigint {
  let x = value;
  x ^= x >> 33n;
  x = (x * 0xff51afd7ed558ccdn) & MASK;
  x ^= x >> 33n;
  x = (x * 0xc4ceb9fe1a85ec53n) & MASK;
  return x ^ (x >> 33n);
}

/** The partitioner's token of key bytes: the smallest number is not a token and stands for the largest. */
export function cassandraToken(bytes: Uint8Array): bigint {
  const hash = cassandraMurmur3(bytes);
  return hash === MOST_NEGATIVE ? MOST_POSITIVE : hash;
}

export function cassandraTokenOfText(key: string): bigint {
  return cassandraToken(encoder.encode(key));
}

/** Node tokens in rising order and who holds them. */
export class TokenRing {
  private readonly tokens: BigInt64Array;
  private readonly owners: Int32Array;

  /** `owners[i]` is the node that holds `tokens[i]`; a node may hold several (virtual nodes). */
  constructor(tokens: readonly bigint[], owners: readonly number[]) {
    const order = tokens.map((_, i) => i).sort((a, b) => (tokens[a]! < tokens[b]! ? -1 : tokens[a]! > tokens[b]! ? 1 : a - b));
    this.tokens = BigInt64Array.from(order, (i) => tokens[i]!);
    this.owners = Int32Array.from(order, (i) => owners[i]!);
  }

  /** Place in the ring of the first token at or after a key's token, wrapping to the smallest. */
  indexOf(token: bigint): number {
    let low = 0;
    let high = this.tokens.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.tokens[middle]! < token) low = middle + 1;
      else high = middle;
    }
    return low === this.tokens.length ? 0 : low;
  }

  tokenAt(index: number): bigint {
    return this.tokens[index]!;
  }

  /** The node of a key's token and the next distinct ones clockwise, `replicas` in all if there are so many. */
  replicasOf(token: bigint, replicas: number): number[] {
    const nodes: number[] = [];
    const first = this.indexOf(token);
    for (let step = 0; step < this.owners.length && nodes.length < replicas; step++) {
      const owner = this.owners[(first + step) % this.owners.length]!;
      if (!nodes.includes(owner)) nodes.push(owner);
    }
    return nodes;
  }
}
