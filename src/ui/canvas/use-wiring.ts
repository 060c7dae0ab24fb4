import type { Connection, Edge, FinalConnectionState, OnConnectEnd } from "@xyflow/react";
import { useCallback } from "react";
import type { Point, WireEnd } from "../../design/types.ts";
import { currentDesign } from "../stores/design-store.ts";
import { connect, connectToPart } from "../drawing/canvas-actions.ts";
import { openAdd, refuse } from "../stores/canvas-store.ts";
import { refusalOf } from "../part-view/kinds.ts";

function ends(wire: Connection | Edge): { readonly from: WireEnd; readonly to: WireEnd } {
  return { from: { part: wire.source, port: wire.sourceHandle ?? "" }, to: { part: wire.target, port: wire.targetHandle ?? "" } };
}

/** Green or red under the pointer while a wire is pulled. */
export function isPossible(wire: Connection | Edge): boolean {
  const { from, to } = ends(wire);
  return refusalOf(currentDesign(), from, to) === null;
}

export function drawWire(wire: Connection): void {
  const { from, to } = ends(wire);
  connect(from, to);
}

/** A wire that was let go: on a port that refuses it, on a card, or on empty ground. */
export function useWireEnd(toDrawing: (client: Point) => Point): OnConnectEnd {
  return useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const { fromHandle, toHandle, isValid } = state;
      if (fromHandle === null || isValid === true) return;
      const direction = fromHandle.type === "source" ? "out" : "in";
      const end = { part: fromHandle.nodeId, port: fromHandle.id ?? "" };
      if (toHandle !== null) {
        const other = { part: toHandle.nodeId, port: toHandle.id ?? "" };
        const reason = direction === "out" ? refusalOf(currentDesign(), end, other) : refusalOf(currentDesign(), other, end);
        refuse(reason ?? "Pull a wire from an output, on the right of a card, to an input, on the left of another.");
        return;
      }
      const client = "changedTouches" in event ? event.changedTouches[0] : event;
      if (client === undefined) return;
      const card = document.elementFromPoint(client.clientX, client.clientY)?.closest<HTMLElement>(".react-flow__node");
      const part = card?.dataset["id"];
      if (part === end.part) return;
      if (part !== undefined) connectToPart(end, direction, part);
      else openAdd({ at: toDrawing({ x: client.clientX, y: client.clientY }), near: end.part, wireTo: { end, direction } });
    },
    [toDrawing],
  );
}
