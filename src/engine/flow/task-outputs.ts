import type { FlowNode } from "./node.ts";
import { OutPort } from "./node.ts";
import { EVENT, streamOf } from "./rows.ts";
import type { RunContext } from "./run-context.ts";
import { RowBlock } from "./row-block.ts";
import { Wire, WireReader } from "./wire.ts";
import type { DerivedPort } from "../operators/operator.ts";

export type PortName = "events" | DerivedPort | "late" | "changelog";
export type OutputPorts = { readonly [name in PortName]?: { readonly wires: readonly Wire[]; readonly onCheckpoint: boolean } };

const PORTS: readonly PortName[] = ["events", "sessions", "aggregates", "late", "windows", "joins", "changelog"];

/** One port of one task: rows in time order; those of a transaction wait for its checkpoint. */
type Buffer = { readonly queue: Wire; committed: number; barrier: number; lastTime: number };

/**
 * What the tasks of a processor have produced and not yet sent. Each task's rows are in time order; release merges them.
 * Under two-phase commit rows wait for the checkpoint that follows them, and all leave when it completes.
 */
export class TaskOutputs {
  private readonly ports: { port: OutPort; held: boolean; buffers: Buffer[]; sentUntil: number }[];
  private readonly run: RunContext;
  private readonly block = new RowBlock();

  constructor(node: FlowNode, run: RunContext, tasks: number, ports: OutputPorts, transactional: boolean) {
    this.run = run;
    this.ports = PORTS.map((name) => ({
      port: new OutPort(node, run, ports[name]?.wires ?? []),
      held: transactional || ports[name]?.onCheckpoint === true,
      buffers: Array.from({ length: tasks }, () => ({
        queue: new Wire(`${node.id}.${name}`),
        committed: 0,
        barrier: 0,
        lastTime: -Infinity,
      })),
      sentUntil: -Infinity,
    }));
  }

  wired(name: PortName): boolean {
    return this.ports[PORTS.indexOf(name)].port.wired;
  }

  push(name: PortName, task: number, time: number, ref: number): void {
    const buffer = this.ports[PORTS.indexOf(name)].buffers[task];
    buffer.lastTime = Math.max(buffer.lastTime, time);
    buffer.queue.push(buffer.lastTime, ref);
  }

  /** As `push`, for a row that may be due before rows that are there already: results of requests that ran side by side. */
  insert(name: PortName, task: number, time: number, ref: number): void {
    const { held, buffers } = this.ports[PORTS.indexOf(name)];
    const { queue, lastTime } = buffers[task];
    this.push(name, task, time, ref);
    // Rows of a transaction leave together, so their order says nothing.
    if (held || time >= lastTime) return;
    let at = queue.tail - 1;
    for (; at > queue.head && queue.times[at - 1] > time; at--) {
      queue.times[at] = queue.times[at - 1];
      queue.refs[at] = queue.refs[at - 1];
    }
    queue.times[at] = time;
    queue.refs[at] = ref;
  }

  /** What was produced so far belongs to the checkpoint that begins now. */
  barrier(): void {
    for (const { held, buffers } of this.ports) if (held) for (const buffer of buffers) buffer.barrier = buffer.queue.waiting;
  }

  /** The checkpoint has completed: its rows become visible, now. */
  commit(at: number): void {
    for (const entry of this.ports) {
      if (!entry.held) continue;
      for (const buffer of entry.buffers) {
        const queue = buffer.queue;
        for (let i = 0; i < buffer.barrier; i++) {
          entry.sentUntil = Math.max(entry.sentUntil, at);
          entry.port.emit(entry.sentUntil, queue.refs[queue.head++]);
        }
        buffer.barrier = 0;
      }
    }
  }

  /** Sends what is due before `until`, oldest first, of the ports that do not wait for checkpoints. */
  release(until: number): void {
    const { block } = this;
    for (const entry of this.ports) {
      if (entry.held) continue;
      block.take(new WireReader(entry.buffers.map(({ queue }) => queue)), until);
      if (block.length === 0) continue;
      let { from } = block;
      for (; from < block.to && block.times[from] < entry.sentUntil; from++) entry.port.emit(entry.sentUntil, block.refs[from]);
      if (from === block.to) continue;
      entry.port.emitMany(block.times, block.refs, from, block.to);
      entry.sentUntil = block.times[block.to - 1];
    }
  }

  /** A crash, of all tasks or of some: rows that were not sent vanish; their events are read again from the log, or end by `lostCode` where they cannot be. */
  crash(lostCode: number | null, isLost: (task: number) => boolean = () => true): void {
    const { ledger } = this.run;
    for (const { buffers } of this.ports) {
      for (const [task, buffer] of buffers.entries()) {
        if (!isLost(task)) continue;
        const { queue } = buffer;
        for (; queue.head < queue.tail; queue.head++) {
          const ref = queue.refs[queue.head];
          if (streamOf(ref) !== EVENT) continue;
          if (lostCode === null) ledger.retract(ref, 1);
          else ledger.end(ref, lostCode);
        }
        buffer.queue.tail = buffer.queue.head;
        buffer.barrier = 0;
        buffer.lastTime = -Infinity;
        (buffer as { queue: Wire }).queue = new Wire(queue.id);
      }
    }
  }

  get empty(): boolean {
    return this.ports.every(({ buffers }) => buffers.every((buffer) => buffer.queue.waiting === 0));
  }

  heldEvents(): number {
    return this.ports.reduce((sum, { buffers }) => sum + buffers.reduce((held, buffer) => held + buffer.queue.heldEvents(), 0), 0);
  }
}
