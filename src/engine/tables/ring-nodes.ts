import { cassandraMurmur3, cassandraTokenOfText, TokenRing } from "../../base/token-ring.ts";

type Outage = { readonly node: number; readonly from: number; readonly until: number; readonly hinted: boolean; missedBytes: number };

export type RingLayout = {
  readonly nodes: number;
  readonly tokensPerNode: number;
  readonly replicationFactor: number;
  readonly detectionMs: number;
  readonly hintWindowMs: number;
  readonly hintBytesPerSecond: number;
};

const encoder = new TextEncoder();

/** The nodes of a ring: which hold a key, which are up, and what those that were away have missed. */
export class RingNodes {
  private readonly layout: RingLayout;
  private readonly ring: TokenRing;
  /** Replicas per user, once asked for; -1 = not yet. */
  private readonly known: Int16Array;
  private readonly outages: Outage[] = [];
  private readonly operations: Float64Array;

  constructor(layout: RingLayout, users: number) {
    this.layout = layout;
    this.ring = tokenRing(layout);
    this.known = new Int16Array(users * layout.replicationFactor).fill(-1);
    this.operations = new Float64Array(layout.nodes);
  }

  /** The nodes that hold a user's rows, the first replica first. */
  replicasOf(user: number): Int16Array {
    const { replicationFactor } = this.layout;
    const at = user * replicationFactor;
    if (this.known[at] < 0) this.known.set(this.ring.replicasOf(cassandraTokenOfText(String(user)), replicationFactor), at);
    return this.known.subarray(at, at + replicationFactor);
  }

  crash(node: number, from: number, until: number): { readonly replayed: boolean } {
    const hinted = until - from <= this.layout.hintWindowMs;
    this.outages.push({ node, from, until, hinted, missedBytes: 0 });
    return { replayed: hinted };
  }

  isUp(node: number, at: number): boolean {
    return !this.outages.some((outage) => outage.node === node && at >= outage.from && at < outage.until);
  }

  /** Whether everybody knows by now that it is down. */
  knownDown(node: number, at: number): boolean {
    const { detectionMs } = this.layout;
    return this.outages.some((outage) => outage.node === node && at >= outage.from + detectionMs && at < outage.until);
  }

  /** A write it should have had while it was away. */
  miss(node: number, bytes: number, at: number): void {
    for (const outage of this.outages) if (outage.node === node && at >= outage.from && at < outage.until) outage.missedBytes += bytes;
  }

  /** Whether a node holds, at `at`, what was written at `writtenAt`. */
  holds(node: number, writtenAt: number, at: number): boolean {
    return !this.outages.some(
      (outage) => outage.node === node && writtenAt >= outage.from && writtenAt < outage.until && at < this.replayedAt(outage),
    );
  }

  private replayedAt(outage: Outage): number {
    return outage.hinted ? outage.until + (outage.missedBytes / this.layout.hintBytesPerSecond) * 1000 : Infinity;
  }

  count(node: number): void {
    this.operations[node]++;
  }

  anyDown(at: number): boolean {
    return this.firstDown(at) >= 0;
  }

  firstDown(at: number): number {
    return this.outages.find((outage) => at >= outage.from && at < outage.until)?.node ?? -1;
  }

  /** The node with most to do, and its operations over the mean. */
  busiest(): { readonly node: number; readonly share: number } {
    const sum = this.operations.reduce((all, count) => all + count, 0);
    if (sum === 0) return { node: -1, share: 0 };
    const node = this.operations.reduce((most, count, i) => (count > this.operations[most] ? i : most), 0);
    return { node, share: (this.operations[node] * this.operations.length) / sum };
  }
}

/** Tokens spread as by an allocator: evenly, each node's at other places, so that loads differ by chance of keys only. */
export function tokenRing({ nodes, tokensPerNode }: Pick<RingLayout, "nodes" | "tokensPerNode">): TokenRing {
  const count = nodes * tokensPerNode;
  const step = (1n << 64n) / BigInt(count);
  const order = Array.from({ length: count }, (_, i) => i % nodes);
  // Within each round of nodes the order differs, or every node would always follow the same neighbour.
  for (let round = 0; round < tokensPerNode; round++) {
    const from = round * nodes;
    const rank = (node: number): bigint => cassandraMurmur3(encoder.encode(`${round}/${node}`));
    const shuffled = order.slice(from, from + nodes).sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : a - b));
    shuffled.forEach((node, i) => {
      order[from + i] = node;
    });
  }
  return new TokenRing(
    order.map((_, i) => -(1n << 63n) + BigInt(i) * step),
    order,
  );
}
