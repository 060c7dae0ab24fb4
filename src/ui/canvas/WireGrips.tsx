import { useReactFlow } from "@xyflow/react";
import { useRef, useState, type MouseEvent, type PointerEvent } from "react";
import type { Point } from "../../design/types.ts";
import { reattach } from "../drawing/canvas-actions.ts";
import { loosePath, type WirePath } from "./wire-path.ts";
import styles from "./FlowWire.module.css";

type End = "from" | "to";

/** Both ends of a wire to be taken elsewhere: dropped on a port or a part it goes there, dropped on the ground it stays. */
export function WireGrips({
  wireId,
  way,
  onPull,
}: {
  readonly wireId: string;
  readonly way: WirePath;
  readonly onPull: (pulled: boolean) => void;
}) {
  const { screenToFlowPosition } = useReactFlow();
  const [pulled, setPulled] = useState<{ readonly end: End; readonly start: Point; readonly at: Point } | null>(null);
  const moved = useRef(false);
  const stop = (): void => {
    setPulled(null);
    onPull(false);
  };
  const grip = (end: End) => ({
    onPointerDown: (event: PointerEvent<SVGCircleElement>) => {
      if (event.button !== 0) return;
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      const start = { x: event.clientX, y: event.clientY };
      setPulled({ end, start, at: screenToFlowPosition(start) });
      onPull(true);
    },
    onPointerMove: (event: PointerEvent<SVGCircleElement>) => {
      if (pulled !== null) setPulled({ ...pulled, at: screenToFlowPosition({ x: event.clientX, y: event.clientY }) });
    },
    onPointerUp: (event: PointerEvent<SVGCircleElement>) => {
      if (pulled === null) return;
      stop();
      const { start } = pulled;
      // The click that ends a pull chooses nothing.
      moved.current = Math.hypot(event.clientX - start.x, event.clientY - start.y) > 3;
      if (!moved.current) return;
      const goal = goalAt({ x: event.clientX, y: event.clientY }, end);
      if (goal !== null) reattach(wireId, end, goal);
    },
    onPointerCancel: stop,
    onClick: (event: MouseEvent) => {
      if (moved.current) event.stopPropagation();
    },
  });
  return (
    <>
      {pulled !== null && (
        <path
          className={styles["pulled"]}
          d={pulled.end === "to" ? loosePath(way.start, pulled.at) : loosePath(pulled.at, way.end)}
          pointerEvents="none"
        />
      )}
      {(["from", "to"] as const).map((end) => {
        const { x, y } = pulled?.end === end ? pulled.at : end === "from" ? way.startGrip : way.endGrip;
        return <circle key={end} className={`nodrag nopan ${styles["grip"] ?? ""}`} data-end={end} cx={x} cy={y} r={6} {...grip(end)} />;
      })}
    </>
  );
}

/** The port under the pointer, else the part. A port of the wrong side is the part it belongs to. */
function goalAt(client: Point, end: End): { readonly part: string; readonly port?: string } | null {
  for (const element of document.elementsFromPoint(client.x, client.y)) {
    const handle = element.closest<HTMLElement>(".react-flow__handle");
    const { nodeid, handleid } = handle?.dataset ?? {};
    const side = end === "from" ? "source" : "target";
    if (nodeid !== undefined && handleid !== undefined && handle?.classList.contains(side) === true)
      return { part: nodeid, port: handleid };
    const part = element.closest<HTMLElement>(".react-flow__node")?.dataset["id"];
    if (part !== undefined) return { part };
  }
  return null;
}
