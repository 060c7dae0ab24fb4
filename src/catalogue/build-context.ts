import type { FlowNode } from "../engine/flow/node.ts";
import type { RunContext } from "../engine/flow/run-context.ts";
import type { Wire } from "../engine/flow/wire.ts";

/** What a kind's behaviour is given: its place in the drawing, already compiled around it. */
export type BuildContext = {
  readonly id: string;
  readonly run: RunContext;
  /** Wires that end at the port, in a stable order. */
  inputs(port: string): readonly Wire[];
  /** Wires that start at the port, in a stable order. */
  outputs(port: string): readonly Wire[];
  /** The node at the other end of a wire into `port`, when it was built before this one (upstream first). */
  upstream(port: string): readonly FlowNode[];
  /** Mean bytes of one record on the wire, from the schema table bound to this part, else from the workload. */
  readonly recordBytes: number;
};
