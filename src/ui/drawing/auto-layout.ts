import type { Design, Point } from "../../design/types.ts";
import { moveParts } from "../../design/edits.ts";
import { plural } from "../parts/format.ts";
import { currentDesign, editDesign } from "../stores/design-store.ts";
import { announce } from "../stores/view-store.ts";
import { canvasView } from "./canvas-view.ts";
import { NODE_HEIGHT_PX, NODE_WIDTH_PX, snapped } from "./placement.ts";

/** Lays the parts out from left to right along their wires, as one undoable step. */
export async function layOut(): Promise<void> {
  const { parts } = currentDesign().system;
  if (parts.length === 0) return;
  const moves = await laidOut(currentDesign());
  editDesign("Arrange the parts", (design) => moveParts(design, moves));
  announce(`${plural(parts.length, "part")} arranged from left to right.`);
  requestAnimationFrame(() => canvasView()?.fit());
}

async function laidOut(design: Design): Promise<readonly { readonly id: string; readonly to: Point }[]> {
  const dagre = await import("@dagrejs/dagre");
  const graph = new dagre.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 48, ranksep: 64, marginx: 32, marginy: 32 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const part of design.system.parts) graph.setNode(part.id, { width: NODE_WIDTH_PX, height: NODE_HEIGHT_PX });
  for (const wire of design.system.wires) graph.setEdge(wire.from.part, wire.to.part, {}, wire.id);
  dagre.layout(graph);
  return design.system.parts.map((part) => {
    const { x, y } = graph.node(part.id) as Point;
    return { id: part.id, to: snapped({ x: x - NODE_WIDTH_PX / 2, y: y - NODE_HEIGHT_PX / 2 }) };
  });
}
