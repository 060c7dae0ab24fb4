import { useState } from "react";
import { showNarrow, useView, type QuadrantId } from "../stores/view-store.ts";
import { Dock } from "./Dock.tsx";
import { InspectorSlot } from "./InspectorSlot.tsx";
import { QuadrantFrame } from "./QuadrantFrame.tsx";
import { QUADRANT_ORDER, QUADRANTS } from "./quadrants.ts";
import { RunBar } from "./RunBar.tsx";
import styles from "./NarrowLayout.module.css";

type Place = QuadrantId | "results";
const PLACES: readonly Place[] = [...QUADRANT_ORDER, "results"];
const titleOf = (place: Place): string => (place === "results" ? "Results" : QUADRANTS[place].title);

/** One place at a time, by tabs; a place once shown keeps what was typed in it. On a phone nothing can be changed. */
export function NarrowLayout({ readOnly }: { readonly readOnly: boolean }) {
  const shown = useView((view) => view.narrowQuadrant);
  const [opened, setOpened] = useState<ReadonlySet<Place>>(() => new Set([shown]));
  if (!opened.has(shown)) setOpened(new Set([...opened, shown]));
  const move = (by: number): void => {
    const next = PLACES[(PLACES.indexOf(shown) + by + PLACES.length) % PLACES.length];
    if (next === undefined) return;
    showNarrow(next);
    requestAnimationFrame(() => document.getElementById(`tab-${next}`)?.focus());
  };
  return (
    <div className={styles["narrow"]}>
      <div role="tablist" aria-label="Quadrants" className={styles["tabs"]}>
        {PLACES.map((place) => (
          <button
            key={place}
            type="button"
            role="tab"
            id={`tab-${place}`}
            aria-selected={place === shown}
            aria-controls={`place-${place}`}
            tabIndex={place === shown ? 0 : -1}
            onClick={() => showNarrow(place)}
            onKeyDown={(event) => {
              if (event.key === "ArrowRight") move(1);
              if (event.key === "ArrowLeft") move(-1);
            }}
          >
            {titleOf(place)}
          </button>
        ))}
      </div>
      <div className={styles["places"]}>
        {PLACES.map((place) => (
          <div
            key={place}
            role="tabpanel"
            id={`place-${place}`}
            aria-labelledby={`tab-${place}`}
            className={styles["place"]}
            data-shown={place === shown || undefined}
            inert={place !== shown}
          >
            {opened.has(place) && (
              <fieldset disabled={readOnly && place !== "results"} className={styles["fieldset"]}>
                {place === "results" ? <Dock /> : <QuadrantFrame id={place} canMaximise={false} />}
              </fieldset>
            )}
          </div>
        ))}
        {!readOnly && <InspectorSlot />}
      </div>
      <RunBar compact />
    </div>
  );
}
