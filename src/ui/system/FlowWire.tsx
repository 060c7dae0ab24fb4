import { type ConnectionLineComponentProps, type Edge, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { useShallow } from "zustand/react/shallow";
import type { Layer } from "../../catalogue/contract.ts";
import { useRun } from "../stores/run-store.ts";
import { shownWire } from "./live-text.ts";
import { wirePath } from "./wire-path.ts";
import styles from "./FlowWire.module.css";

export type WireFlowEdge = Edge<{ readonly layer: Layer }, "wire">;

/** A wire: its colour is that of the layer it comes from, its dashes move while records do. */
export const FlowWire = memo(function FlowWire({ id, sourceX, sourceY, targetX, targetY, selected, data }: EdgeProps<WireFlowEdge>) {
  const live = useRun(useShallow((run) => shownWire(run.snapshot?.wires[id])));
  const running = useRun((run) => run.status === "running");
  const { path, labelX, labelY } = wirePath(sourceX, sourceY, targetX, targetY);
  return (
    <g className={styles["wire"]} data-layer={data?.layer} data-selected={selected || undefined}>
      <path d={path} className="react-flow__edge-interaction" fill="none" strokeOpacity={0} strokeWidth={24} />
      <path d={path} className={styles["line"]} markerEnd="url(#wire-end)" />
      {live?.moving === true && <path d={path} className={styles["flow"]} data-running={running || undefined} />}
      {live !== null && (live.rate !== "" || live.backlog !== "") && (
        <text x={labelX} y={labelY - 6} textAnchor="middle" className={styles["label"]}>
          {live.rate}
          {live.backlog !== "" && <tspan className={styles["backlog"]}>{live.rate === "" ? "" : " · "}{live.backlog} waiting</tspan>}
        </text>
      )}
    </g>
  );
});

/** The wire while it is pulled. */
export function PulledWire({ fromX, fromY, toX, toY, connectionStatus, fromHandle }: ConnectionLineComponentProps) {
  const { path } = fromHandle.type === "source" ? wirePath(fromX, fromY, toX, toY) : wirePath(toX, toY, fromX, fromY);
  return <path d={path} className={styles["pulled"]} data-valid={connectionStatus ?? undefined} />;
}
