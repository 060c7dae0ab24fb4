import { applyNodeChanges, type EdgeChange, type NodeChange } from "@xyflow/react";
import { useCallback, useRef, useState } from "react";
import { moveParts } from "../../design/edits.ts";
import { plural } from "../parts/format.ts";
import { currentDesign, editDesign, useDesign } from "../stores/design-store.ts";
import { select, useView, viewStore } from "../stores/view-store.ts";
import { duplicateTo, titleOf } from "../drawing/canvas-actions.ts";
import { flowEdges, flowNodes } from "./flow-model.ts";
import type { WireFlowEdge } from "./FlowWire.tsx";
import type { PartFlowNode } from "./PartNode.tsx";
import { useAllProblems } from "../part-view/part-problems.ts";
import { snapped, steppedAside } from "../drawing/placement.ts";
import { snappedTo, type Guide } from "../drawing/alignment.ts";
import type { Part } from "../../design/types.ts";

/**
 * The document as React Flow holds it. While a card is dragged its place lives here only; the document changes when it is
 * let go, as one undoable step.
 */
export function useFlow() {
  const parts = useDesign((design) => design.system.parts);
  const wires = useDesign((design) => design.system.wires);
  const selection = useView((view) => view.selection);
  const problems = useAllProblems();
  const boxing = useRef(false);
  const [held, setHeld] = useState(() => ({
    parts,
    selected: selection.parts,
    problems,
    nodes: flowNodes([], parts, selection.parts, problems),
  }));
  if (held.parts !== parts || held.selected !== selection.parts || held.problems !== problems) {
    setHeld({ parts, selected: selection.parts, problems, nodes: flowNodes(held.nodes, parts, selection.parts, problems) });
  }
  const [drawn, setDrawn] = useState(() => ({
    parts,
    wires,
    selected: selection.wires,
    edges: flowEdges([], wires, parts, selection.wires),
  }));
  if (drawn.parts !== parts || drawn.wires !== wires || drawn.selected !== selection.wires) {
    setDrawn({ parts, wires, selected: selection.wires, edges: flowEdges(drawn.edges, wires, parts, selection.wires) });
  }

  const [guides, setGuides] = useState<readonly Guide[]>([]);
  const onNodesChange = useCallback((changes: NodeChange<PartFlowNode>[]) => {
    const { changes: drawnNow, guides: lines } = inLine(changes);
    const own = drawnNow.filter((change) => change.type === "position" || change.type === "dimensions");
    if (own.length > 0) setHeld((before) => ({ ...before, nodes: applyNodeChanges(own, before.nodes) }));
    if (lines !== null) setGuides((before) => (before.length + lines.length === 0 ? before : lines));
    takeSelection("parts", changes, boxing.current);
  }, []);
  const onEdgesChange = useCallback((changes: EdgeChange<WireFlowEdge>[]) => takeSelection("wires", changes, boxing.current), []);
  const onSelectionStart = useCallback(() => {
    boxing.current = true;
  }, []);
  const onSelectionEnd = useCallback(() => {
    boxing.current = false;
    select(viewStore.getState().selection);
  }, []);
  /** Cards were let go; with Alt held, copies stand there and the cards go back. */
  const drop = useCallback((event: { readonly altKey?: boolean }, dragged: readonly PartFlowNode[]) => {
    setGuides([]);
    const gone = new Set(dragged.map(({ id }) => id));
    const back = (): void =>
      setHeld((before) => ({
        ...before,
        nodes: before.nodes.map((node) => (gone.has(node.id) ? { ...node, position: { ...node.data.part.position } } : node)),
      }));
    if (event.altKey !== true) {
      // What is put back where it stood leaves the document as it is, so the cards go back by themselves.
      if (!commitDrag(dragged)) back();
      return;
    }
    back();
    duplicateTo(dragged);
  }, []);
  return { flow: { nodes: held.nodes, edges: drawn.edges, onNodesChange, onEdgesChange, onSelectionStart, onSelectionEnd }, drop, guides };
}

/** React Flow's wishes about the selection become the page's selection; while a box is drawn the inspector stays shut. */
function takeSelection(
  list: "parts" | "wires",
  changes: readonly (NodeChange<PartFlowNode> | EdgeChange<WireFlowEdge>)[],
  boxing: boolean,
): void {
  const wishes = changes.flatMap((change) => (change.type === "select" ? [change] : []));
  if (wishes.length === 0) return;
  const { selection } = viewStore.getState();
  const chosen = new Set(selection[list]);
  for (const { id, selected } of wishes) {
    if (selected) chosen.add(id);
    else chosen.delete(id);
  }
  if (chosen.size === selection[list].length && selection[list].every((id) => chosen.has(id))) return;
  const next = { ...selection, [list]: [...chosen], tables: [] };
  if (boxing) viewStore.setState({ selection: next, inspectorOpen: false });
  else select(next);
}

/** One card that is dragged goes onto the lines of the others; null: nothing is dragged. */
function inLine(changes: NodeChange<PartFlowNode>[]): { changes: NodeChange<PartFlowNode>[]; guides: readonly Guide[] | null } {
  const dragged = changes.filter((change) => change.type === "position" && change.dragging === true);
  const [only] = dragged;
  if (only?.type !== "position" || only.position === undefined) return { changes, guides: null };
  if (dragged.length > 1) return { changes, guides: [] };
  const { at, guides } = snappedTo(only.position, othersOf([only.id]));
  return { changes: changes.map((change) => (change === only ? { ...only, position: at } : change)), guides };
}

function othersOf(ids: readonly string[]): readonly Part[] {
  return currentDesign().system.parts.filter(({ id }) => !ids.includes(id));
}

/** Writes where cards were let go into the document, beside what they would cover; false when they come to stand where they stood. */
function commitDrag(dragged: readonly PartFlowNode[]): boolean {
  const { parts } = currentDesign().system;
  const [card] = dragged;
  const dropped = dragged.map((node) => ({ id: node.id, to: snapped(node.position) }));
  const inLineWith =
    card !== undefined && dragged.length === 1 ? [{ id: card.id, to: snappedTo(card.position, othersOf([card.id])).at }] : dropped;
  const moves = steppedAside(parts, inLineWith);
  const [first] = moves;
  if (first === undefined) return false;
  const before = currentDesign();
  editDesign(moves.length === 1 ? `Move ${titleOf(first.id)}` : `Move ${plural(moves.length, "part")}`, (design) =>
    moveParts(design, moves),
  );
  return currentDesign() !== before;
}
