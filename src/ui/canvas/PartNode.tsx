import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { Plus } from "lucide-react";
import { memo, type CSSProperties } from "react";
import { useShallow } from "zustand/react/shallow";
import type { PortDecl } from "../../catalogue/contract.ts";
import type { Part } from "../../design/types.ts";
import { plural } from "../parts/format.ts";
import { useRun } from "../stores/run-store.ts";
import { endRename } from "../drawing/canvas-actions.ts";
import { useFollow } from "../part-view/follow-store.ts";
import { followedPart } from "../part-view/followed-part.ts";
import { openAdd, useCanvas } from "../stores/canvas-store.ts";
import { LAYER_TITLES, layerOf, viewOf } from "../part-view/kinds.ts";
import { LayerGlyph } from "../part-view/LayerGlyph.tsx";
import { fillOf, shownSample } from "../drawing/live-text.ts";
import { useProblems } from "../part-view/part-problems.ts";
import { PORT_SPACING_PX } from "../drawing/placement.ts";
import { useTiny } from "./use-tiny.ts";
import { TitleInput } from "./TitleInput.tsx";
import styles from "./PartNode.module.css";
import { visibleText } from "../../base/visible-text.ts";

export type PartFlowNode = Node<{ readonly part: Part }, "part">;

/** A part as a card: title, the settings that matter, live figures, how full it is. */
export const PartNode = memo(function PartNode({ data, selected }: NodeProps<PartFlowNode>) {
  const { part } = data;
  const { kind, headline } = viewOf(part);
  const ports = kind?.ports ?? [];
  const inputs = ports.filter((port) => port.direction === "in");
  const outputs = ports.filter((port) => port.direction === "out");
  const rows = Math.max(inputs.length, outputs.length);
  return (
    <div
      className={styles["node"]}
      data-layer={layerOf(part)}
      data-selected={selected || undefined}
      style={{ minHeight: Math.max(64, rows * PORT_SPACING_PX) }}
    >
      <Badges partId={part.id} />
      <Followed partId={part.id} />
      <div className={styles["head"]}>
        {kind !== null && (
          <span className={styles["glyph"]}>
            <LayerGlyph family={kind.family} />
          </span>
        )}
        <Title part={part} />
      </div>
      <p className={styles["settings"]} title={headline}>
        {headline}
      </p>
      <Live
        partId={part.id}
        idle={kind === null ? visibleText(`Unknown kind “${part.kind}”`) : `${LAYER_TITLES[layerOf(part)]} · ${kind.title}`}
      />
      <Ports ports={inputs} side={Position.Left} />
      <Ports ports={outputs} side={Position.Right} />
      {outputs.length > 0 && <NextButton part={part} />}
    </div>
  );
});

function Title({ part }: { readonly part: Part }) {
  const renaming = useCanvas((canvas) => canvas.renaming === part.id && !canvas.outline);
  if (!renaming)
    return (
      <b className={styles["title"]} title={visibleText(part.title)} style={{ "--longest": longestWord(part.title) } as CSSProperties}>
        {visibleText(part.title)}
      </b>
    );
  return (
    <TitleInput title={part.title} className={`nodrag nopan ${styles["rename"] ?? ""}`} onDone={(title) => endRename(part.id, title)} />
  );
}

/** Letters of the longest word, so that a title seen from far away is no larger than its card is wide. */
function longestWord(title: string): number {
  return Math.max(1, ...title.split(/[\s-]/).map((word) => word.length));
}

function Ports({ ports, side }: { readonly ports: readonly PortDecl[]; readonly side: Position.Left | Position.Right }) {
  const type = side === Position.Left ? "target" : "source";
  return ports.map((port, index) => {
    const name = `${type === "target" ? "Input" : "Output"} ${port.label}: ${port.carries.join(" or ")}`;
    return (
      <Handle
        key={port.id}
        id={port.id}
        type={type}
        position={side}
        role="img"
        aria-label={name}
        title={`${name}. ${port.help}`}
        className={styles["port"]}
        style={{ top: `${((index + 0.5) / ports.length) * 100}%` }}
      />
    );
  });
}

/** Pressed, it offers what can come after the part; Tab does the same by key. */
function NextButton({ part }: { readonly part: Part }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`nodrag nopan ${styles["next"] ?? ""}`}
      aria-label={`Add the next part after ${visibleText(part.title)}`}
      title="Add the next part, wired (Tab)"
      onClick={(event) => {
        event.stopPropagation();
        openAdd({ after: part.id });
      }}
    >
      <Plus size={13} aria-hidden="true" />
    </button>
  );
}

function Live({ partId, idle }: { readonly partId: string; readonly idle: string }) {
  const tiny = useTiny();
  const sample = useRun(useShallow((run) => shownSample(run.snapshot?.nodes[partId], tiny)));
  if (sample === null) return <p className={styles["idle"]}>{idle}</p>;
  const down = sample.state === "down";
  return (
    <>
      {!tiny && (
        <div className={styles["live"]} data-state={sample.state}>
          <span className={styles["figure"]}>{down && !sample.figure.includes("down") ? "down" : sample.figure}</span>
          {sample.share !== sample.figure && <span>{sample.share}</span>}
        </div>
      )}
      {sample.percent !== null && (
        <div className={styles["bar"]} data-fill={fillOf(sample.percent)}>
          <i style={{ transform: `scaleX(${sample.percent / 100})` }} />
        </div>
      )}
    </>
  );
}

/** What the request that is followed waited and took here. */
function Followed({ partId }: { readonly partId: string }) {
  const hop = useFollow(useShallow(({ request }) => followedPart(request, partId)));
  if (hop === null) return null;
  return (
    <span className={styles["followed"]} data-tone={hop.bad ? "bad" : undefined}>
      {hop.text}
    </span>
  );
}

function Badges({ partId }: { readonly partId: string }) {
  const problems = useProblems(partId);
  const loss = useRun(useShallow((run) => lossOf(run.snapshot?.nodes[partId])));
  if (problems.length === 0 && loss.text === "") return null;
  const severe = problems.some((problem) => problem.severity === "error");
  return (
    <div className={styles["badges"]}>
      {problems.length > 0 && (
        <span className={styles["badge"]} data-tone={severe ? "bad" : "warn"} title={problems.map((problem) => problem.message).join("\n")}>
          <span aria-hidden="true">! </span>
          {plural(problems.length, "problem")}
        </span>
      )}
      {loss.text !== "" && (
        <span className={styles["badge"]} data-tone="bad" title={loss.reason}>
          {loss.text}
        </span>
      )}
    </div>
  );
}

function lossOf(sample: Parameters<typeof shownSample>[0]): { readonly text: string; readonly reason: string } {
  const shown = shownSample(sample);
  return shown === null ? { text: "", reason: "" } : { text: shown.lost, reason: shown.reason };
}
