import type { Part, Wire } from "../../design/types.ts";
import { plural } from "../parts/format.ts";
import type { WireFlowEdge } from "./FlowWire.tsx";
import { LAYER_TITLES, layerOf, portOf, viewOf } from "../part-view/kinds.ts";
import type { PartFlowNode } from "./PartNode.tsx";
import { carriesRows } from "../drawing/use-per-row.ts";
import type { PartProblem } from "../part-view/part-problems.ts";
import { visibleText } from "../../base/visible-text.ts";

/** What a screen reader says of a card: `Kafka, ingest, 12 partitions, 2 problems, 3 of 9`. */
export function cardName(part: Part, problems: readonly PartProblem[], index: number, count: number): string {
  const words = [visibleText(part.title), LAYER_TITLES[layerOf(part)].toLowerCase(), viewOf(part).headline];
  if (problems.length > 0) words.push(plural(problems.length, "problem"));
  return [...words, `${index + 1} of ${count}`].join(", ");
}

/**
 * The cards for the parts as they are now. A card whose part, selection and name are unchanged stays the same object,
 * with what the canvas has measured of it, so that only what changed is drawn again.
 */
export function flowNodes(
  before: readonly PartFlowNode[],
  parts: readonly Part[],
  selected: readonly string[],
  problems: ReadonlyMap<string, readonly PartProblem[]>,
): PartFlowNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  const chosen = new Set(selected);
  return parts.map((part, index) => {
    const old = known.get(part.id);
    const ariaLabel = cardName(part, problems.get(part.id) ?? [], index, parts.length);
    const isSelected = chosen.has(part.id);
    if (old !== undefined && old.data.part === part && (old.selected ?? false) === isSelected && old.ariaLabel === ariaLabel) return old;
    const moved = old === undefined || old.data.part.position !== part.position;
    return {
      ...old,
      id: part.id,
      type: "part",
      data: old?.data.part === part ? old.data : { part },
      position: moved ? { ...part.position } : old.position,
      selected: isSelected,
      ariaLabel,
    };
  });
}

/** The wires as the canvas draws them; a wire whose ends, colour and selection are unchanged stays the same object. */
export function flowEdges(
  before: readonly WireFlowEdge[],
  wires: readonly Wire[],
  parts: readonly Part[],
  selected: readonly string[],
): WireFlowEdge[] {
  const known = new Map(before.map((edge) => [edge.id, edge]));
  const byId = new Map(parts.map((part) => [part.id, part]));
  const chosen = new Set(selected);
  return wires.map((wire) => {
    const from = byId.get(wire.from.part);
    const to = byId.get(wire.to.part);
    const layer = from === undefined ? "govern" : layerOf(from);
    const ariaLabel = visibleText(`Wire from ${from?.title ?? wire.from.part} to ${to?.title ?? wire.to.part}`);
    const old = known.get(wire.id);
    const rows = from !== undefined && carriesRows(portOf(from, wire.from.port, "out"));
    if (
      old !== undefined &&
      old.data?.layer === layer &&
      old.data.rows === rows &&
      old.ariaLabel === ariaLabel &&
      (old.selected ?? false) === chosen.has(wire.id)
    )
      return old;
    return {
      id: wire.id,
      type: "wire",
      source: wire.from.part,
      sourceHandle: wire.from.port,
      target: wire.to.part,
      targetHandle: wire.to.port,
      data: {
        layer,
        log: from !== undefined && viewOf(from).kind?.family === "log",
        rows,
      },
      selected: chosen.has(wire.id),
      ariaLabel,
      // Reached through the parts at their ends; hundreds of wires would bury the parts in the order of Tab.
      domAttributes: { tabIndex: -1 },
    };
  });
}
