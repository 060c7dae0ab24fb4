import { log } from "../../base/fixed-math.ts";

const LN2 = log(2);

/** Zstandard takes a ready table for fewer sequences than this, or where no code stands out. */
function leastForOwnTable(defaultBits: number): number {
  return ((1 << defaultBits) * 9) >> 3;
}

/** Counts one of the three codes of the sequences of a block. */
export class CodeTally {
  private readonly counts: Int32Array;
  private readonly defaults: readonly number[];
  private readonly defaultBits: number;
  private readonly mostBits: number;

  constructor(defaults: readonly number[], defaultBits: number, mostBits: number) {
    this.counts = new Int32Array(64);
    this.defaults = defaults;
    this.defaultBits = defaultBits;
    this.mostBits = mostBits;
  }

  add(code: number): void {
    this.counts[code]++;
  }

  /** Bits of the codes counted, their table included; then they are forgotten. */
  close(sequences: number): number {
    const { counts, defaults, defaultBits, mostBits } = this;
    let most = 0;
    for (let s = 0; s < counts.length; s++) most = Math.max(most, counts[s]);
    const fits = counts.every((count, s) => count === 0 || s < defaults.length);
    let bits = 0;
    if (most === sequences) bits = sequences <= 2 && fits ? this.readyBits() : 8;
    else if (fits && (sequences < leastForOwnTable(defaultBits) || most < sequences >> (defaultBits - 1))) bits = this.readyBits();
    else bits = countsBits(counts, sequences, mostBits);
    counts.fill(0);
    return bits;
  }

  private readyBits(): number {
    let bits = this.defaultBits;
    for (let s = 0; s < this.defaults.length; s++) bits += this.counts[s] * (this.defaultBits - log(Math.max(1, this.defaults[s])) / LN2);
    return bits;
  }
}

/** Bits of symbols that come so often, by a table of their own of at most 2^mostBits states, and of that table. */
export function countsBits(counts: Int32Array, total: number, mostBits: number): number {
  let last = counts.length - 1;
  while (last > 0 && counts[last] === 0) last--;
  const tableBits = Math.max(
    5,
    Math.min(mostBits, Math.max(31 - Math.clz32(Math.max(1, total - 1)) - 2, Math.min(32 - Math.clz32(total), 33 - Math.clz32(last + 1)))),
  );
  const shares = normalized(counts, total, last, tableBits);
  let bits = tableBits + headBits(shares, last, tableBits);
  for (let s = 0; s <= last; s++) if (counts[s] > 0) bits += counts[s] * (tableBits - log(Math.max(1, shares[s])) / LN2);
  return bits;
}

/** Shares of a table's states, in proportion and at least one each; -1 for symbols that come less than that. The largest takes what is left. */
function normalized(counts: Int32Array, total: number, last: number, tableBits: number): Int32Array {
  const shares = new Int32Array(last + 1);
  const states = 1 << tableBits;
  let left = states;
  let largest = 0;
  for (let s = 0; s <= last; s++) {
    if (counts[s] === 0) continue;
    const exact = (counts[s] * states) / total;
    shares[s] = exact < 1 ? -1 : Math.max(1, Math.round(exact));
    left -= Math.abs(shares[s]);
    if (counts[s] > counts[largest]) largest = s;
  }
  for (; left < 0 && shares[largest] + left < 1; left++) {
    let widest = 0;
    for (let s = 0; s <= last; s++) if (shares[s] > shares[widest]) widest = s;
    shares[widest]--;
  }
  shares[largest] += left;
  return shares;
}

/** Bits of the head that tells the shares (RFC 8878, 4.1.1). */
function headBits(shares: Int32Array, last: number, tableBits: number): number {
  let bits = 4;
  let remaining = (1 << tableBits) + 1;
  for (let s = 0; s <= last && remaining > 1; s++) {
    const share = shares[s];
    const width = 32 - Math.clz32(remaining);
    const most = (1 << width) - 1 - remaining;
    bits += share + 1 < most ? width - 1 : width;
    remaining -= Math.abs(share);
    if (share !== 0) continue;
    let zeros = 0;
    while (s + 1 + zeros <= last && shares[s + 1 + zeros] === 0) zeros++;
    bits += 2 * (Math.floor(zeros / 3) + 1);
    s += zeros;
  }
  return Math.ceil(bits / 8) * 8;
}
