import { Maximize2, Minimize2 } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { Chip } from "../parts/Chip.tsx";
import { IconButton } from "../parts/Button.tsx";
import { QuadrantSlotsContext } from "../parts/QuadrantSlots.tsx";
import { useRun } from "../stores/run-store.ts";
import { toggleMaximised, useView } from "../stores/view-store.ts";
import { Boundary } from "../frame/Boundary.tsx";
import { QUADRANTS, type QuadrantId } from "../parts/places.ts";
import { speedText } from "../run/speed.ts";
import styles from "./QuadrantFrame.module.css";

const BODIES = {
  notes: lazy(async () => ({ default: (await import("../notes/NotesQuadrant.tsx")).NotesQuadrant })),
  schema: lazy(async () => ({ default: (await import("../schema/SchemaQuadrant.tsx")).SchemaQuadrant })),
  system: lazy(async () => ({ default: (await import("../system/SystemQuadrant.tsx")).SystemQuadrant })),
  api: lazy(async () => ({ default: (await import("../api/ApiQuadrant.tsx")).ApiQuadrant })),
};

/** One quadrant: a header with its name, its key and its own tools, and the owner's component below. */
export function QuadrantFrame({ id, canMaximise }: { readonly id: QuadrantId; readonly canMaximise: boolean }) {
  const maximised = useView((view) => view.maximised === id);
  const hidden = useView((view) => view.maximised !== null && view.maximised !== id);
  const [chips, setChips] = useState<HTMLElement | null>(null);
  const [tools, setTools] = useState<HTMLElement | null>(null);
  const slots = useMemo(() => ({ chips, tools }), [chips, tools]);
  const { title, key } = QUADRANTS[id];
  const Body = BODIES[id];
  const covered = canMaximise && hidden;
  return (
    <section
      className={styles["frame"]}
      aria-labelledby={`${id}-heading`}
      data-quadrant={id}
      data-maximised={(canMaximise && maximised) || undefined}
      data-covered={covered || undefined}
      inert={covered}
    >
      <header
        className={styles["head"]}
        onDoubleClick={(event) => {
          if (canMaximise && event.target === event.currentTarget) toggleMaximised(id);
        }}
      >
        <h2 id={`${id}-heading`} tabIndex={-1} className={canMaximise ? styles["title"] : "visually-hidden"}>
          {title}
        </h2>
        {canMaximise && (
          <kbd aria-hidden="true" className={styles["key"]}>
            {key}
          </kbd>
        )}
        {id === "system" && <RunChip />}
        <div ref={setChips} className={styles["chips"]} />
        <div className={styles["space"]} />
        <div ref={setTools} className={styles["tools"]} />
        {canMaximise && (
          <IconButton
            size="small"
            label={maximised ? `Back to four quadrants (${key})` : `Maximise ${title} (${key})`}
            aria-pressed={maximised}
            onClick={() => toggleMaximised(id)}
          >
            {maximised ? <Minimize2 size={13} /> : <Maximize2 size={13} />}
          </IconButton>
        )}
      </header>
      <div className={styles["body"]}>
        <Boundary what={title}>
          <Suspense
            fallback={
              <p className={styles["loading"]} role="status">
                Loading {title}…
              </p>
            }
          >
            <QuadrantSlotsContext value={slots}>
              <Body />
            </QuadrantSlotsContext>
          </Suspense>
        </Boundary>
      </div>
    </section>
  );
}

/** `running 60×`: whether what the drawing shows is moving. */
function RunChip() {
  const status = useRun((run) => run.status);
  const speed = useRun((run) => run.speed);
  if (status === "starting" || status === "running") return <Chip>running {speedText(speed)}</Chip>;
  return status === "paused" ? <Chip tone="warn">paused</Chip> : null;
}
