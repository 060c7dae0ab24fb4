import type { FlowNode } from "./flow-node.ts";

/** From when on a node can begin something of its own, and from when on it can take something in; Infinity: not before something happens to it. */
export type Begins = { readonly ownMs: number; readonly takesMs: number };

/**
 * When each node of a cluster can begin something, asked again only of nodes to which something happened: a session costs the same in
 * a cluster of three nodes and of hundreds.
 */
export class NodeTimes {
  /** Of all nodes, when the first can begin something of its own, and when the first can take something in. */
  private leastOwnMs = Infinity;
  private leastTakesMs = Infinity;
  private readonly begins: (node: FlowNode) => Begins;
  private readonly ownMs: Float64Array;
  private readonly takesMs: Float64Array;
  /** By node, 1: something happened to it since it was scheduled last. */
  private readonly isTouched: Uint8Array;
  private readonly isStale: Uint8Array;
  private stale: FlowNode[] = [];

  constructor(nodes: readonly FlowNode[], begins: (node: FlowNode) => Begins) {
    this.begins = begins;
    this.ownMs = new Float64Array(nodes.length);
    this.takesMs = new Float64Array(nodes.length);
    this.isTouched = new Uint8Array(nodes.length);
    this.isStale = new Uint8Array(nodes.length);
    for (const node of nodes) this.touch(node);
  }

  /** Something happened to the node. */
  touch(node: FlowNode): void {
    this.isTouched[node.index] = 1;
    if (this.isStale[node.index] === 1) return;
    this.isStale[node.index] = 1;
    this.stale.push(node);
  }

  /** It has begun whatever it could. */
  scheduled(node: FlowNode): void {
    this.isTouched[node.index] = 0;
  }

  get nextOwnMs(): number {
    this.lookAgain();
    return this.leastOwnMs;
  }

  get nextTakesMs(): number {
    this.lookAgain();
    return this.leastTakesMs;
  }

  takesFromMs(node: FlowNode): number {
    return this.takesMs[node.index];
  }

  /** It may begin something of its own at `at`. */
  isDue(node: FlowNode, at: number): boolean {
    return this.isTouched[node.index] === 1 || this.ownMs[node.index] <= at;
  }

  private lookAgain(): void {
    if (this.stale.length === 0) return;
    for (const node of this.stale) {
      const { ownMs, takesMs } = this.begins(node);
      this.ownMs[node.index] = ownMs;
      this.takesMs[node.index] = takesMs;
      this.isStale[node.index] = 0;
    }
    this.stale = [];
    this.leastOwnMs = leastOf(this.ownMs);
    this.leastTakesMs = leastOf(this.takesMs);
  }
}

function leastOf(times: Float64Array): number {
  let least = Infinity;
  for (let i = 0; i < times.length; i++) if (times[i] < least) least = times[i];
  return least;
}
