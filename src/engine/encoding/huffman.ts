/**
 * Lengths of the codes of a Huffman tree whose codes may be no longer than so many bits, by how often each symbol comes. Where the free
 * tree is deeper, its leaves are lifted as zlib does it (trees.c, gen_bitlen): the lengths stay a full tree.
 */
const MOST_SYMBOLS = 288;
const weights = new Float64Array(2 * MOST_SYMBOLS);
const parents = new Int32Array(2 * MOST_SYMBOLS);
const depths = new Int32Array(2 * MOST_SYMBOLS);
const ofLength = new Int32Array(64);

/** Fills `lengths` for the first `symbols` symbols, 0 for those that never come; a lone symbol has one bit. Returns how many come. */
export function codeLengths(counts: Int32Array, symbols: number, mostBits: number, lengths: Uint8Array): number {
  const used: number[] = [];
  for (let s = 0; s < symbols; s++) {
    lengths[s] = 0;
    if (counts[s] > 0) used.push(s);
  }
  if (used.length <= 1) {
    for (const s of used) lengths[s] = 1;
    return used.length;
  }
  used.sort((a, b) => counts[a] - counts[b] || a - b);
  const leaves = used.length;
  growTree(used, counts);
  ofLength.fill(0);
  let tooDeep = 0;
  depths[2 * leaves - 2] = 0;
  for (let node = 2 * leaves - 3; node >= 0; node--) {
    depths[node] = depths[parents[node]] + 1;
    if (node >= leaves) continue;
    if (depths[node] > mostBits) tooDeep++;
    ofLength[Math.min(depths[node], mostBits)]++;
  }
  lift(tooDeep, mostBits);
  // The rarest symbols have the longest codes.
  let next = 0;
  for (let bits = mostBits; bits > 0; bits--) for (let n = ofLength[bits]; n > 0; n--) lengths[used[next++]] = bits;
  return leaves;
}

/** Leaves in the order of their counts and inner nodes in the order they are made: two queues that are both sorted. */
function growTree(used: readonly number[], counts: Int32Array): void {
  const leaves = used.length;
  for (let i = 0; i < leaves; i++) weights[i] = counts[used[i]];
  let leaf = 0;
  let inner = leaves;
  for (let made = leaves; made < 2 * leaves - 1; made++) {
    weights[made] = 0;
    for (let child = 0; child < 2; child++) {
      const takesLeaf = leaf < leaves && (inner >= made || weights[leaf] <= weights[inner]);
      const node = takesLeaf ? leaf++ : inner++;
      weights[made] += weights[node];
      parents[node] = made;
    }
  }
}

/** Codes cut to the most bits fill the tree too far: for every two of them one shorter code becomes two longer ones. */
function lift(tooDeep: number, mostBits: number): void {
  if (tooDeep === 0) return;
  // Kraft's sum in units of the longest code.
  let sum = 0;
  for (let bits = 1; bits <= mostBits; bits++) sum += ofLength[bits] * 2 ** (mostBits - bits);
  for (let over = sum - 2 ** mostBits; over > 0; over--) {
    let bits = mostBits - 1;
    while (ofLength[bits] === 0) bits--;
    ofLength[bits]--;
    ofLength[bits + 1] += 2;
    ofLength[mostBits]--;
  }
}

/** Bits of symbols that come so often with codes of these lengths. */
export function codedBits(counts: Int32Array, lengths: Uint8Array, symbols: number): number {
  let bits = 0;
  for (let s = 0; s < symbols; s++) bits += counts[s] * lengths[s];
  return bits;
}
