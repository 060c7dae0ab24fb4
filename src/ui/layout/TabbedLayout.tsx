import { useState, type ReactNode } from "react";
import { showNarrow, useView } from "../stores/view-store.ts";
import { Dock } from "./Dock.tsx";
import { InspectorSlot } from "./InspectorSlot.tsx";
import { QuadrantFrame } from "./QuadrantFrame.tsx";
import { QUADRANT_ORDER, QUADRANTS, type Place } from "../parts/places.ts";
import { RunBar } from "../run/RunBar.tsx";
import styles from "./TabbedLayout.module.css";

const titleOf = (place: Place): string => (place === "results" ? "Results" : QUADRANTS[place].title);

/** Where four quadrants do not fit: one at a time, by tabs. */
export function QuadrantTabs() {
  return (
    <Tabs places={QUADRANT_ORDER} readOnly={false}>
      <InspectorSlot />
    </Tabs>
  );
}

/** On a phone nothing can be changed, and the results are one more tab. */
export function PhoneLayout() {
  return (
    <div className={styles["narrow"]}>
      <Tabs places={[...QUADRANT_ORDER, "results"]} readOnly />
      <RunBar compact />
    </div>
  );
}

/** A place once shown keeps what was typed in it. */
function Tabs({
  places,
  readOnly,
  children,
}: {
  readonly places: readonly Place[];
  readonly readOnly: boolean;
  readonly children?: ReactNode;
}) {
  const wanted = useView((view) => view.narrowQuadrant);
  const [last, setLast] = useState<Place>(places.includes(wanted) ? wanted : "system");
  const [opened, setOpened] = useState<ReadonlySet<Place>>(() => new Set([last]));
  const shown = places.includes(wanted) ? wanted : last;
  if (shown !== last) setLast(shown);
  if (!opened.has(shown)) setOpened(new Set([...opened, shown]));
  const move = (by: number): void => {
    const next = places[(places.indexOf(shown) + by + places.length) % places.length];
    if (next === undefined) return;
    showNarrow(next);
    requestAnimationFrame(() => document.getElementById(`tab-${next}`)?.focus());
  };
  return (
    <div className={styles["narrow"]}>
      <div role="tablist" aria-label="Quadrants" className={styles["tabs"]}>
        {places.map((place) => (
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
        {places.map((place) => (
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
        {children}
      </div>
    </div>
  );
}
