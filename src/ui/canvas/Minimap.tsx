import { MiniMap, useStore, type ReactFlowState } from "@xyflow/react";
import { useEffect } from "react";
import { minimapHelps, useCanvas } from "../stores/canvas-store.ts";
import { layerOf } from "../part-view/kinds.ts";
import type { PartFlowNode } from "./PartNode.tsx";
import styles from "./Minimap.module.css";

/** From so many parts on, a drawing no longer fits a pane at a size that can be read. */
const FROM_PARTS = 15;
/** A pane this wide has room for the map beside the drawing. */
const ROOMY_PX = 1000;

/** Whether the map is shown as long as nobody has said: for a large drawing, where there is room for it or something lies out of sight. */
function helps({ nodes, width, height, transform: [left, top, zoom] }: ReactFlowState): boolean {
  if (nodes.length < FROM_PARTS) return false;
  if (width >= ROOMY_PX) return true;
  return nodes.some(({ position, measured }) => {
    const [x, y] = [position.x * zoom + left, position.y * zoom + top];
    return x < 0 || y < 0 || x + (measured?.width ?? 0) * zoom > width || y + (measured?.height ?? 0) * zoom > height;
  });
}

/** The whole drawing, small, with the part of it in sight: a click goes there, a drag moves the view, the wheel zooms. */
export function Minimap() {
  const wanted = useCanvas((canvas) => canvas.minimap);
  const isHelp = useStore(helps);
  useEffect(() => minimapHelps(isHelp), [isHelp]);
  if (!(wanted ?? isHelp)) return null;
  return (
    <MiniMap
      className={styles["map"] ?? ""}
      ariaLabel="Map of the drawing"
      nodeColor={(node: PartFlowNode) => `var(--${layerOf(node.data.part)})`}
      nodeBorderRadius={12}
      pannable
      zoomable
    />
  );
}
