import type { ConsumerGroup } from "./consumer-group.ts";
import type { OpenFeed } from "./consumer-group.ts";
import { Facet } from "../part/facet.ts";
import { Part } from "../part/part.ts";
import type { FactsByCode, NoFacts } from "../part/remark.ts";
import type { RunContext } from "../part/run-context.ts";

/** One partition (shard) of a log, as the outside sees it. */
export type PartitionView = {
  readonly name: string;
  /** One past the last offset. */
  readonly end: number;
  /** First offset that is still kept. */
  readonly start: number;
  /** What is kept, before copies. */
  readonly bytes: number;
  /** How many rows of a kind are kept. */
  countOf(kind: number): number;
  /** The row at an offset that is kept: all of them, if the run was told that rows of the part will be asked for. */
  refAt(offset: number): number;
  /** 1: compaction has removed the row at this offset; null where it has not run. */
  readonly gaps: Uint8Array | null;
};

/** A part that keeps records in order for any number of consumer groups: a log, a stream of shards. */
export abstract class LogNode<R extends FactsByCode = NoFacts> extends Part<R> {
  constructor(id: string, run: RunContext) {
    super(id, run);
    this.tell(LOG, this);
  }

  abstract readonly groups: readonly ConsumerGroup[];

  /** Partitions in use; may rise during a run, never falls. */
  abstract partitionCount(): number;

  abstract partition(partition: number): PartitionView;

  /** What the part `reader` reads: the log itself where all see a record at the same time, else the reader's own view of it. */
  abstract feedFor(reader: string): OpenFeed;
}

/** A log to read, with its groups and partitions. */
export const LOG = new Facet<LogNode>("log");
