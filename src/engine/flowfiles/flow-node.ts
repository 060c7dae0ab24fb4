import { Spell } from "../part/spells.ts";
import { Connection } from "./connection.ts";
import type { FlowFile, Thresholds } from "./connection.ts";

/** Processors of a flow, in order: it takes records in, changes them, gathers them, and hands them on. */
export const TAKE = 0;
export const CHANGE = 1;
export const MERGE = 2;
export const PUT = 3;

/** Flow files that will be one. */
export type Bin = { readonly stream: number; readonly hour: number; readonly sinceMs: number; readonly files: FlowFile[]; bytes: number };

/** A processor at work on something: it has it until its session is committed. */
export type Session = {
  readonly processor: number;
  /** What its flow files came from; null: they came from outside. */
  readonly from: Connection | null;
  readonly files: readonly FlowFile[];
  readonly bin: Bin | null;
  readonly beganMs: number;
  /** It has handed on what it has, and the session is not committed yet. */
  hasPut: boolean;
  ended: boolean;
};

/** One node of a cluster: a flow of its own, with its queues, threads and disk. */
export class FlowNode {
  readonly index: number;
  readonly spell = new Spell();
  /** What lies before each processor but the first. */
  readonly before: readonly Connection[];
  readonly bins = new Map<string, Bin>();
  readonly sessions = new Set<Session>();
  /** Sessions by processor. */
  readonly busy = [0, 0, 0, 0];
  /** The others of the cluster count on it. */
  connected = true;
  diskFreeMs = 0;
  private readonly threads: number;
  private readonly tasks: number;

  constructor(index: number, spec: { readonly threads: number; readonly tasks: number; readonly thresholds: Thresholds }) {
    this.index = index;
    this.threads = spec.threads;
    this.tasks = spec.tasks;
    this.before = [TAKE, CHANGE, MERGE, PUT].map(() => new Connection(spec.thresholds));
  }

  /** It may schedule this processor once more: a task and a thread are free, and there is room behind it. */
  mayRun(processor: number, at: number): boolean {
    if (this.spell.isAway(at) || this.sessions.size >= this.threads || this.busy[processor] >= this.tasks) return false;
    return processor === PUT || !this.before[processor + 1].isFull;
  }

  begin(session: Session): void {
    this.sessions.add(session);
    this.busy[session.processor]++;
  }

  end(session: Session): void {
    session.ended = true;
    this.sessions.delete(session);
    this.busy[session.processor]--;
  }

  /** Content is written at the pace of the disk, one after the other: when it is there. */
  write(bytes: number, at: number, bytesPerSecond: number): number {
    this.diskFreeMs = Math.max(this.diskFreeMs, at) + ((bytes * 1000) / bytesPerSecond) * this.spell.slowness(at);
    return this.diskFreeMs;
  }

  heldEvents(eventsOf: (file: FlowFile) => number): number {
    let held = this.before.reduce((sum, connection) => sum + connection.heldEvents(), 0);
    for (const { files } of this.bins.values()) for (const file of files) held += eventsOf(file);
    for (const { files, hasPut } of this.sessions) if (!hasPut) for (const file of files) held += eventsOf(file);
    return held;
  }

  get waiting(): number {
    return this.before.reduce((sum, { length }) => sum + length, 0);
  }
}
