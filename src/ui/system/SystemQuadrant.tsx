import { Minus, Plus } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { Button, IconButton } from "../parts/Button.tsx";
import { registerCommands } from "../commands/registry.ts";
import { plural } from "../parts/format.ts";
import { QuadrantTools } from "../parts/QuadrantSlots.tsx";
import { useDesign } from "../stores/design-store.ts";
import { layOut } from "../drawing/auto-layout.ts";
import { canvasCommands } from "../drawing/canvas-commands.ts";
import { pictureCommands } from "../picture/picture-commands.ts";
import { swapCommands } from "../drawing/swap-commands.ts";
import { showOutline, useCanvas } from "../stores/canvas-store.ts";
import { canvasView } from "../drawing/canvas-view.ts";
import styles from "./SystemQuadrant.module.css";

const EmptyCanvas = lazy(async () => ({ default: (await import("../canvas/EmptyCanvas.tsx")).EmptyCanvas }));
const Outline = lazy(async () => ({ default: (await import("../outline/Outline.tsx")).Outline }));
const Canvas = lazy(async () => ({ default: (await import("../canvas/Canvas.tsx")).Canvas }));

/** The system: as a drawing, as an outline, or the ways to begin when there is nothing yet. */
export function SystemQuadrant() {
  const count = useDesign((design) => design.system.parts.length);
  const outline = useCanvas((canvas) => canvas.outline);
  // Whoever adds a first part needs the ground to put it on: by a click, or by dragging it out of the list.
  const adding = useCanvas((canvas) => canvas.panel !== null || canvas.placing !== null);
  const [wasAdding, setWasAdding] = useState(false);
  if (wasAdding !== adding && (adding || count > 0)) setWasAdding(adding);
  useEffect(() => registerCommands([...canvasCommands, ...swapCommands, ...pictureCommands]), []);
  return (
    <div className={styles["system"]}>
      <QuadrantTools>
        <Button look="ghost" size="small" aria-pressed={outline} onClick={() => showOutline(!outline)}>
          {outline ? "drawing" : "outline"}
        </Button>
        {!outline && count > 0 && (
          <>
            <Button
              look="ghost"
              size="small"
              title="Lay the parts out anew, from left to right along their wires (can be undone)"
              onClick={() => void layOut()}
            >
              arrange
            </Button>
            <IconButton size="small" label="Zoom out" onClick={() => canvasView()?.zoomBy(0.8)}>
              <Minus size={13} />
            </IconButton>
            <IconButton size="small" label="Zoom in" onClick={() => canvasView()?.zoomBy(1.25)}>
              <Plus size={13} />
            </IconButton>
            <Button look="ghost" size="small" title="Bring the whole drawing into sight (F)" onClick={() => canvasView()?.fit()}>
              fit
            </Button>
          </>
        )}
        <span className={styles["count"]}>{plural(count, "part")}</span>
      </QuadrantTools>
      <Suspense
        fallback={
          <p className={styles["loading"]} role="status">
            Loading the {outline ? "outline" : "drawing"}…
          </p>
        }
      >
        {outline && count > 0 ? <Outline /> : <Canvas />}
        {count === 0 && !adding && <EmptyCanvas takesFocus={wasAdding} />}
      </Suspense>
    </div>
  );
}
