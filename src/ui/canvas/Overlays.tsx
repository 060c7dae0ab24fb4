import { X } from "lucide-react";
import { useEffect } from "react";
import { IconButton } from "../parts/Button.tsx";
import { AddPanel } from "../add/AddPanel.tsx";
import { dropRefusal, stopPlacing, useCanvas } from "../stores/canvas-store.ts";
import { ConnectPanel } from "../add/ConnectPanel.tsx";
import { kindById } from "../part-view/kinds.ts";
import { Palette } from "../add/Palette.tsx";
import { ReattachPanel } from "../add/ReattachPanel.tsx";
import { WhyCard } from "../part-view/WhyCard.tsx";
import styles from "./Overlays.module.css";

/** What lies over the drawing: palette, lists, refusals, the reason for what went wrong. */
export function Overlays({ readOnly }: { readonly readOnly: boolean }) {
  return (
    <div className={styles["over"]}>
      {readOnly ? <span /> : <Palette />}
      <div className={styles["middle"]}>
        <Panels />
        <div className={styles["space"]} />
        <Placing />
        <Refusal />
        <WhyCard />
      </div>
    </div>
  );
}

/** The list to add from or to connect with, when one is open. */
export function Panels() {
  const panel = useCanvas((canvas) => canvas.panel);
  if (panel === null) return null;
  if (panel.kind === "add") return <AddPanel wish={panel} />;
  if (panel.kind === "reattach") return <ReattachPanel key={`${panel.wire} ${panel.end}`} wireId={panel.wire} end={panel.end} />;
  return <ConnectPanel key={panel.part} partId={panel.part} only={panel.only} />;
}

function Placing() {
  const placing = useCanvas((canvas) => canvas.placing);
  if (placing === null) return null;
  return (
    <div className={styles["note"]}>
      <span>Click where {kindById(placing)?.title ?? placing} should stand.</span>
      <IconButton size="small" label="Cancel (Esc)" onClick={stopPlacing}>
        <X size={14} />
      </IconButton>
    </div>
  );
}

const REFUSAL_MS = 12_000;

/** Why the last wire or paste was refused; goes by itself, or by its button. */
export function Refusal() {
  const refusal = useCanvas((canvas) => canvas.refusal);
  useEffect(() => {
    if (refusal === null) return;
    const timer = setTimeout(dropRefusal, REFUSAL_MS);
    return () => clearTimeout(timer);
  }, [refusal]);
  if (refusal === null) return null;
  return (
    <div className={styles["note"]} data-tone="bad">
      <span>{refusal.text}</span>
      <IconButton size="small" label="Dismiss" onClick={dropRefusal}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
