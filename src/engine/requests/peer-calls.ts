import type { Ask, Asker, Asking } from "../calls/asking.ts";
import type { Call, CallSpec } from "../calls/calls.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { EndpointTask } from "./endpoint-steps.ts";

/** What is asked on behalf of a task. */
export type TaskSpec = CallSpec & { readonly task: EndpointTask };

/** One of those it asks, all alike and asked by turns. */
export class PeerCalls implements Asker {
  readonly asking: Asking;
  readonly wires: readonly RowQueue[];
  private readonly owner: { settledFor(task: EndpointTask, ask: Ask, at: number): void; returned(call: Call, at: number): void };
  private turn = 0;

  constructor(owner: PeerCalls["owner"], wires: readonly RowQueue[], make: (asker: Asker) => Asking) {
    this.owner = owner;
    this.wires = wires;
    this.asking = make(this);
  }

  returned(call: Call, at: number): void {
    this.owner.returned(call, at);
  }

  wireFor(): RowQueue {
    return this.wires[this.turn++ % this.wires.length];
  }

  settled(ask: Ask, at: number): void {
    this.owner.settledFor((ask.spec as TaskSpec).task, ask, at);
  }
}
