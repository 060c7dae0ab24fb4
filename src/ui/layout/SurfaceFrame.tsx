import { lazy, Suspense, useMemo, useState } from "react";
import { Chip } from "../parts/Chip.tsx";
import { QuadrantSlotsContext } from "../parts/QuadrantSlots.tsx";
import { SURFACES, type Place } from "../parts/places.ts";
import { useRun } from "../stores/run-store.ts";
import { Boundary } from "../frame/Boundary.tsx";
import { fillStage } from "../stage/stage-store.ts";
import type { Placed } from "../stage/boxes.ts";
import { speedText } from "../run/speed.ts";
import { SurfaceButtons } from "./SurfaceButtons.tsx";
import styles from "./SurfaceFrame.module.css";

const BODIES = {
  notes: lazy(async () => ({ default: (await import("../notes/NotesQuadrant.tsx")).NotesQuadrant })),
  schema: lazy(async () => ({ default: (await import("../schema/SchemaQuadrant.tsx")).SchemaQuadrant })),
  system: lazy(async () => ({ default: (await import("../system/SystemQuadrant.tsx")).SystemQuadrant })),
  api: lazy(async () => ({ default: (await import("../api/ApiQuadrant.tsx")).ApiQuadrant })),
  results: lazy(async () => ({ default: (await import("../results/ResultsDock.tsx")).ResultsDock })),
};

/** One surface of the stage: one header line with its key, its name, its own tools and how it is open; its owner's component below. */
export function SurfaceFrame({
  id,
  placed,
  readOnly,
  phone,
}: {
  readonly id: Place;
  /** Where it stands; null while it is out of sight and keeps what was typed in it. */
  readonly placed: Placed | null;
  readonly readOnly: boolean;
  readonly phone: boolean;
}) {
  const [chips, setChips] = useState<HTMLElement | null>(null);
  const [tools, setTools] = useState<HTMLElement | null>(null);
  const slots = useMemo(() => ({ chips, tools }), [chips, tools]);
  const { title, key } = SURFACES.find((surface) => surface.id === id) ?? { title: id, key: "" };
  const Body = BODIES[id];
  return (
    <section
      className={styles["frame"]}
      aria-labelledby={`${id}-heading`}
      data-surface={id}
      data-how={placed?.how ?? "hidden"}
      style={placed?.box}
      inert={placed === null}
    >
      <header
        className={styles["head"]}
        onDoubleClick={(event) => {
          if (!phone && event.target === event.currentTarget) fillStage(id);
        }}
      >
        {!phone && (
          <kbd aria-hidden="true" className={styles["key"]}>
            {key}
          </kbd>
        )}
        <h2 id={`${id}-heading`} tabIndex={-1} className={phone ? "visually-hidden" : styles["title"]}>
          {title}
        </h2>
        {id === "system" && <RunChip />}
        <div ref={setChips} className={styles["chips"]} />
        <div className={styles["space"]} />
        <div ref={setTools} className={styles["tools"]} />
        {!phone && placed !== null && <SurfaceButtons id={id} title={title} surfaceKey={key} how={placed.how} />}
      </header>
      <div className={styles["body"]}>
        <fieldset disabled={readOnly} className={styles["fieldset"]}>
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
        </fieldset>
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
