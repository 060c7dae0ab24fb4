import type { Design, Part, Point } from "../../design/types.ts";
import { moveParts } from "../../design/edits.ts";
import { plural } from "../parts/format.ts";
import { currentDesign, editDesign } from "../stores/design-store.ts";
import { announce } from "../stores/view-store.ts";
import type { Move } from "./alignment.ts";
import { canvasView } from "./canvas-view.ts";
import { inChains } from "./chain-layout.ts";
import { NODE_HEIGHT_PX, NODE_WIDTH_PX, snapped } from "./placement.ts";

/** Beyond so many parts a drawing has a map, and is laid out in layers however wide that makes it. */
const MOST_IN_CHAINS = 14;
const COLUMN_PX = 240;
const ROW_PX = 160;
const FIRST_PX = 32;
const FEWEST_COLUMNS = 3;
const MOST_COLUMNS = 8;

/** Lays the parts out along their wires, as one undoable step. */
export async function layOut(): Promise<void> {
  const { parts } = currentDesign().system;
  if (parts.length === 0) return;
  const room = canvasView()?.room() ?? { width: 1200, height: 600 };
  const moves = parts.length > MOST_IN_CHAINS ? await inLayers(currentDesign()) : readable(currentDesign(), room);
  editDesign("Arrange the parts", (design) => moveParts(design, moves));
  announce(`${plural(parts.length, "part")} arranged from left to right.`);
  requestAnimationFrame(() => canvasView()?.fit());
}

type Size = { readonly width: number; readonly height: number };

/** Rows as long as the pane allows: of all lengths, the one at which the whole drawing is seen largest; of equal ones the longest rows. */
export function readable({ system }: Pick<Design, "system">, pane: Size): readonly Move[] {
  let best: { readonly zoom: number; readonly moves: readonly Move[] } | null = null;
  for (let columns = MOST_COLUMNS; columns >= FEWEST_COLUMNS; columns -= 1) {
    const cells = inChains(system, columns);
    const rows = [...new Set([...cells.values()].map(({ row }) => row))].toSorted((one, other) => one - other);
    const moves = system.parts.flatMap(({ id }): readonly Move[] => {
      const cell = cells.get(id);
      return cell === undefined
        ? []
        : [{ id, to: { x: FIRST_PX + cell.column * COLUMN_PX, y: FIRST_PX + rows.indexOf(cell.row) * ROW_PX } }];
    });
    const width = Math.max(...moves.map(({ to }) => to.x)) + NODE_WIDTH_PX - FIRST_PX;
    const height = Math.max(...moves.map(({ to }) => to.y)) + NODE_HEIGHT_PX - FIRST_PX;
    const zoom = Math.min(1, pane.width / width, pane.height / height);
    if (best === null || zoom > best.zoom) best = { zoom, moves };
  }
  return best?.moves ?? [];
}

async function inLayers(design: Design): Promise<readonly Move[]> {
  const dagre = await import("@dagrejs/dagre");
  const graph = new dagre.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 48, ranksep: 64, marginx: FIRST_PX, marginy: FIRST_PX });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const part of design.system.parts) graph.setNode(part.id, { width: NODE_WIDTH_PX, height: NODE_HEIGHT_PX });
  for (const wire of design.system.wires) graph.setEdge(wire.from.part, wire.to.part, {}, wire.id);
  dagre.layout(graph);
  return design.system.parts.map((part: Part) => {
    const { x, y } = graph.node(part.id) as Point;
    return { id: part.id, to: snapped({ x: x - NODE_WIDTH_PX / 2, y: y - NODE_HEIGHT_PX / 2 }) };
  });
}
