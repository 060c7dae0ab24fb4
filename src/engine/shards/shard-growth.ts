import { initialRanges, splitRange } from "../../base/hash-ranges.ts";
import type { HashRange } from "../../base/hash-ranges.ts";
import type { Shard } from "./shard.ts";

/** One step of resharding: the shards that close, and the ranges that open in their place. */
export type ReshardStep = { readonly close: readonly number[]; readonly open: readonly HashRange[] };

export type GrowthSpec = {
  readonly mode: "provisioned" | "on-demand";
  readonly shards: number;
  /** Provisioned: from this time on the number of shards is changed, a pair at a time; null = never. */
  readonly reshardAtMs: number | null;
  readonly reshardTo: number;
  readonly pairMs: number;
  /** On demand: a shard with more than this over a minute is split … */
  readonly splitBytesPerSecond: number;
  /** … this long after the minute began. */
  readonly splitAfterMs: number;
};

const LOOK_MS = 60_000;
/** On demand: at most this many splits in a run. */
const MAX_SPLITS = 512;

/**
 * When shards split and merge: as told, one pair after the other, or on demand, where the shards that carry too much are split
 * some time later. Every instant is named, so windows change nothing.
 */
export class ShardGrowth {
  readonly maxShards: number;
  private readonly spec: GrowthSpec;
  private readonly due: { readonly at: number; readonly shard: number | null }[] = [];
  private readonly scheduled = new Set<number>();
  private readonly maxSplits: number;
  private nextLook: number;

  constructor(spec: GrowthSpec, endMs: number) {
    this.spec = spec;
    this.nextLook = spec.mode === "on-demand" ? LOOK_MS : Infinity;
    if (spec.mode === "on-demand") {
      const doublings = Math.floor(endMs / spec.splitAfterMs);
      this.maxSplits = Math.min(MAX_SPLITS, spec.shards * (2 ** Math.min(doublings, 20) - 1));
      this.maxShards = spec.shards + 2 * this.maxSplits;
      return;
    }
    const pairs = spec.reshardAtMs === null ? 0 : Math.abs(spec.reshardTo - spec.shards);
    for (let pair = 0; pair < pairs; pair++) this.due.push({ at: (spec.reshardAtMs ?? 0) + pair * spec.pairMs, shard: null });
    this.maxSplits = 0;
    this.maxShards = spec.shards + pairs * (spec.reshardTo > spec.shards ? 2 : 1);
  }

  firstRanges(): HashRange[] {
    return initialRanges(this.spec.shards);
  }

  nextAt(): number {
    return Math.min(this.nextLook, this.due.length === 0 ? Infinity : this.due[0].at);
  }

  /** The steps that happen at `at`. */
  stepsAt(at: number, shards: readonly Shard[]): ReshardStep[] {
    if (at >= this.nextLook) this.look(shards);
    const steps: ReshardStep[] = [];
    while (this.due.length > 0 && this.due[0].at <= at) {
      const { shard } = this.due.shift()!;
      const step = shard === null ? this.toldStep(shards) : split(shard, shards);
      if (step !== null) steps.push(step);
    }
    return steps;
  }

  /** Once a minute: what carries too much will be split. */
  private look(shards: readonly Shard[]): void {
    const since = this.nextLook - LOOK_MS;
    this.nextLook += LOOK_MS;
    shards.forEach((shard, index) => {
      const bytesPerSecond = shard.offeredBytes / (LOOK_MS / 1000);
      shard.offeredBytes = 0;
      if (!shard.open || this.scheduled.has(index) || this.scheduled.size >= this.maxSplits) return;
      if (bytesPerSecond <= this.spec.splitBytesPerSecond) return;
      this.scheduled.add(index);
      this.due.push({ at: since + this.spec.splitAfterMs, shard: index });
    });
  }

  private toldStep(shards: readonly Shard[]): ReshardStep | null {
    const open = shards.map((shard, index) => ({ shard, index })).filter(({ shard }) => shard.open);
    open.sort((a, b) => (a.shard.range.start < b.shard.range.start ? -1 : 1));
    if (this.spec.reshardTo > this.spec.shards) {
      const widest = open.reduce((most, each) => (widthOf(each.shard) > widthOf(most.shard) ? each : most));
      return split(widest.index, shards);
    }
    let narrowest = 0;
    for (let i = 1; i + 1 < open.length; i++)
      if (pairWidth(open[i].shard, open[i + 1].shard) < pairWidth(open[narrowest].shard, open[narrowest + 1].shard)) narrowest = i;
    const [left, right] = [open[narrowest], open[narrowest + 1]];
    if (right === undefined) return null;
    return { close: [left.index, right.index], open: [{ start: left.shard.range.start, end: right.shard.range.end }] };
  }
}

function widthOf({ range }: Shard): bigint {
  return range.end - range.start;
}

function pairWidth(left: Shard, right: Shard): bigint {
  return right.range.end - left.range.start;
}

/** A shard in the middle; null when it is too narrow, or closed already. */
function split(index: number, shards: readonly Shard[]): ReshardStep | null {
  const { range, open } = shards[index];
  const middle = (range.start + range.end) / 2n + 1n;
  return open && range.start < middle && middle <= range.end ? { close: [index], open: splitRange(range, middle) } : null;
}
