import { Columns2, PanelBottom, PanelRight, Square, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Place } from "../parts/places.ts";
import { IconButton } from "../parts/Button.tsx";
import { useWidth } from "../parts/use-width.ts";
import type { How } from "../stage/arrangement.ts";
import type { Placed } from "../stage/boxes.ts";
import { closeSurface, fillStage, openAs, useStage } from "../stage/stage-store.ts";
import styles from "./SurfaceFrame.module.css";

/** How a surface is open, and the ways to have it otherwise. */
export function SurfaceButtons({
  id,
  title,
  surfaceKey,
  how,
}: {
  readonly id: Place;
  readonly title: string;
  readonly surfaceKey: string;
  readonly how: Placed["how"];
}) {
  const mayDock = useWidth() === "wide";
  const accompanied = useStage((stage) => stage.now.beside !== null);
  const fillButton = (
    <IconButton size="small" label={`Maximise ${title} (${surfaceKey})`} aria-pressed={how === "fill"} onClick={() => fillStage(id)}>
      <Square size={14} />
    </IconButton>
  );
  if (how === "quarter") return <div className={styles["hows"]}>{fillButton}</div>;
  // What fills the stage behind another surface is told by that one's buttons.
  if (how === "fill" && accompanied) return null;
  const other = (way: How, label: string, icon: ReactNode) => (
    <IconButton size="small" label={label} aria-pressed={how === way} onClick={() => openAs(id, way)}>
      {icon}
    </IconButton>
  );
  return (
    <div className={styles["hows"]}>
      {id === "results" && other("sheet", "Results over the lower part", <PanelBottom size={14} />)}
      {other("peek", `Peek at ${title} (Shift+${surfaceKey})`, <PanelRight size={14} />)}
      {mayDock && other("dock", `Dock ${title} beside`, <Columns2 size={14} />)}
      {fillButton}
      <IconButton size="small" label={`Close ${title}`} onClick={() => closeSurface(id)}>
        <X size={15} />
      </IconButton>
    </div>
  );
}
