import { useStore, type ConnectionLineComponentProps, type Edge, type EdgeProps, type ReactFlowState } from "@xyflow/react";
import { memo, useState } from "react";
import { shallow } from "zustand/shallow";
import { useShallow } from "zustand/react/shallow";
import type { Layer } from "../../catalogue/families/family.ts";
import { useRun } from "../stores/run-store.ts";
import { shownWire } from "../drawing/live-text.ts";
import { useFollow } from "../part-view/follow-store.ts";
import { followedWire } from "../part-view/followed-part.ts";
import { useEventsPerRow } from "../drawing/use-per-row.ts";
import { useTiny } from "./use-tiny.ts";
import { visibleText } from "../../base/visible-text.ts";
import { labelOf } from "../../design/marks/edits-marks.ts";
import { useDesign } from "../stores/design-store.ts";
import { useCanvas } from "../stores/canvas-store.ts";
import { endLabel } from "../drawing/marks.ts";
import { TitleInput } from "./TitleInput.tsx";
import { WireGrips } from "./WireGrips.tsx";
import { loosePath, wirePath, type Box, type WirePath } from "./wire-path.ts";
import styles from "./FlowWire.module.css";

export type WireFlowEdge = Edge<
  {
    readonly layer: Layer /** What waits on it lags behind a log. */;
    readonly log: boolean /** Rows travel on it, not files or calls. */;
    readonly rows: boolean;
  },
  "wire"
>;

function boxOf(state: ReactFlowState, id: string): Box | null {
  const node = state.nodeLookup.get(id);
  if (node === undefined) return null;
  const { x, y } = node.internals.positionAbsolute;
  return { x, y, width: node.measured.width ?? 0, height: node.measured.height ?? 0 };
}

function useBox(id: string): Box | null {
  return useStore((state) => boxOf(state, id), shallow);
}

/** A wire: its colour is that of the layer it comes from, its dashes move while records do. */
export const FlowWire = memo(function FlowWire({
  id,
  source,
  target,
  sourceX,
  sourceY,
  targetX,
  targetY,
  selected,
  data,
}: EdgeProps<WireFlowEdge>) {
  const tiny = useTiny();
  const perRow = useEventsPerRow(data?.rows === true);
  const live = useRun(useShallow((run) => shownWire(run.snapshot?.wires[id], tiny, perRow)));
  const followed = useFollow(({ request }) => followedWire(request, source, target));
  const running = useRun((run) => run.status === "running");
  const from = useBox(source) ?? { x: sourceX, y: sourceY, width: 0, height: 0 };
  const to = useBox(target) ?? { x: targetX, y: targetY, width: 0, height: 0 };
  const way = wirePath(from, sourceY, to, targetY);
  const { path, labelX, labelY, anchor } = way;
  const [pulled, setPulled] = useState(false);
  return (
    <g
      className={styles["wire"]}
      data-layer={data?.layer}
      data-selected={selected || undefined}
      data-followed={followed ?? undefined}
      data-pulled={pulled || undefined}
    >
      <path d={path} className="react-flow__edge-interaction" fill="none" strokeOpacity={0} strokeWidth={24} />
      <path d={path} className={styles["line"]} markerEnd="url(#wire-end)" />
      {live?.moving === true && <path d={path} className={styles["flow"]} data-running={running || undefined} />}
      <WireGrips wireId={id} way={way} onPull={setPulled} />
      <WireLabel wireId={id} way={way} lifted={live !== null} />
      {live !== null && (live.rate !== "" || live.backlog !== "") && (
        <text x={labelX} y={labelY} textAnchor={anchor} className={styles["label"]}>
          {live.rate}
          {live.each !== "" && (
            <tspan className={styles["each"]} x={labelX} dy={anchor === "middle" ? 19 : 14}>
              {live.each}
            </tspan>
          )}
          {live.backlog !== "" && (
            <tspan className={styles["backlog"]} {...(live.rate === "" ? {} : { x: labelX, dy: anchor === "middle" ? 19 : 14 })}>
              {data?.log === true ? "lag" : "queue"} {live.backlog}
            </tspan>
          )}
        </text>
      )}
    </g>
  );
});

const LABEL_WIDTH_PX = 168;

/** What somebody wrote on the wire: above the figures of a run. */
function WireLabel({ wireId, way, lifted }: { readonly wireId: string; readonly way: WirePath; readonly lifted: boolean }) {
  const text = useDesign((design) => labelOf(design, wireId));
  const writing = useCanvas((canvas) => canvas.renaming === `wire:${wireId}`);
  const y = way.labelY - (lifted ? 15 : 0);
  if (writing)
    return (
      <foreignObject x={way.labelX - (way.anchor === "middle" ? LABEL_WIDTH_PX / 2 : 0)} y={y - 18} width={LABEL_WIDTH_PX} height={28}>
        <TitleInput
          title={text}
          label="Label of the wire"
          className={`nodrag nopan ${styles["naming"] ?? ""}`}
          onDone={(words) => endLabel(wireId, words)}
        />
      </foreignObject>
    );
  if (text === "") return null;
  return (
    <text x={way.labelX} y={y} textAnchor={way.anchor} className={styles["own"]}>
      {visibleText(text)}
    </text>
  );
}

/** The wire while it is pulled. */
export function PulledWire({ fromX, fromY, toX, toY, connectionStatus }: ConnectionLineComponentProps) {
  return (
    <path
      d={loosePath({ x: fromX, y: fromY }, { x: toX, y: toY })}
      className={styles["pulled"]}
      data-valid={connectionStatus ?? undefined}
    />
  );
}
