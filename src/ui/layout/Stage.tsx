import { useEffect, useRef, useState } from "react";
import { SURFACES, type Place } from "../parts/places.ts";
import type { Width } from "../parts/use-width.ts";
import type { RunStatus } from "../stores/run-machine.ts";
import { runStore } from "../stores/run-store.ts";
import { fitting, placeIn, type Placed } from "../stage/boxes.ts";
import { inspectorShows, useView } from "../stores/view-store.ts";
import { bringSurface, useStage } from "../stage/stage-store.ts";
import { InspectorSlot } from "./InspectorSlot.tsx";
import { StageBorder } from "./StageBorder.tsx";
import { SurfaceFrame } from "./SurfaceFrame.tsx";
import styles from "./Stage.module.css";

/** The results are got ready when the page has its own things, so that the first figures of a run show at once. */
const RESULTS_DELAY_MS = 1500;

/** What a run that was started is next when it has something to show. */
const SHOWING: readonly RunStatus[] = ["running", "paused", "finished", "capped"];

/** The room of the page: one surface fills it, or four share it, and at most one other is open beside. */
export function Stage({ width }: { readonly width: Width }) {
  const now = useStage((stage) => stage.now);
  const splits = useStage((stage) => stage.splits);
  const shown = fitting(now, width);
  const inspecting = useOnceReleased(useView(inspectorShows) && width !== "phone");
  const placed = new Map(SURFACES.map(({ id }) => [id, beside(placeIn(shown, splits, id), inspecting && id === "system")]));
  const opened = useOpened(SURFACES.flatMap(({ id }) => (placed.get(id) === null ? [] : [id])));
  useResultsOfRuns();
  const phone = width === "phone";
  const { beside: second } = shown;
  return (
    <div
      className={styles["stage"]}
      data-four={(shown.main === "four" && !phone) || undefined}
      data-why-told={second?.place === "results" || undefined}
    >
      {SURFACES.map(
        ({ id }) =>
          opened.has(id) && (
            <SurfaceFrame key={id} id={id} placed={placed.get(id) ?? null} readOnly={phone && id !== "results"} phone={phone} />
          ),
      )}
      {shown.main === "four" && (
        <>
          <StageBorder name="column" style={{ left: `${splits.column}%`, top: "0", bottom: "0" }} />
          <StageBorder name="row" style={{ top: `${splits.row}%`, left: "0", right: "0" }} />
        </>
      )}
      {second?.how === "dock" && <StageBorder name="dock" style={{ left: `${splits.dock}%`, top: "0", bottom: "0" }} />}
      {second?.how === "sheet" && <StageBorder name="sheet" style={{ bottom: `${splits.sheet}%`, left: "0", right: "0" }} />}
      {second?.how === "peek" && <StageBorder name="peekPx" style={{ right: `${splits.peekPx}px`, top: "0", bottom: "0" }} />}
      {!phone && <InspectorSlot bottom={second?.how === "sheet" ? `${splits.sheet}%` : "0"} />}
    </div>
  );
}

/** The drawing that fills the stage gives way to what is inspected of it: no part lies under that. */
function beside(placed: Placed | null, inspecting: boolean): Placed | null {
  if (!inspecting || placed?.how !== "fill" || placed.box.right !== "0") return placed;
  return { ...placed, box: { ...placed.box, right: "min(400px, 45%)" } };
}

/**
 * A value as it was when a button of the mouse went down, until it is up again: a card that is pressed is selected at once, and the
 * drawing must not move under the hand that drags it.
 */
function useOnceReleased(value: boolean): boolean {
  const [held, setHeld] = useState(value);
  const pressed = useRef(false);
  const newest = useRef(value);
  useEffect(() => {
    newest.current = value;
    if (!pressed.current) setHeld(value);
  }, [value]);
  useEffect(() => {
    const down = (): void => void (pressed.current = true);
    const up = (): void => {
      pressed.current = false;
      setHeld(newest.current);
    };
    const ends = ["pointerup", "pointercancel", "blur"] as const;
    window.addEventListener("pointerdown", down, true);
    for (const end of ends) window.addEventListener(end, up, true);
    return () => {
      window.removeEventListener("pointerdown", down, true);
      for (const end of ends) window.removeEventListener(end, up, true);
    };
  }, []);
  return held;
}

/** A surface once shown keeps what was typed in it; the results are there as soon as the page is at rest. */
function useOpened(visible: readonly Place[]): ReadonlySet<Place> {
  const [opened, setOpened] = useState<ReadonlySet<Place>>(() => new Set(visible));
  if (visible.some((place) => !opened.has(place))) setOpened(new Set([...opened, ...visible]));
  useEffect(() => {
    const timeout = setTimeout(() => setOpened((before) => new Set([...before, "results"])), RESULTS_DELAY_MS);
    return () => clearTimeout(timeout);
  }, []);
  return opened;
}

/** A run that has something to show brings its results into sight. */
function useResultsOfRuns(): void {
  useEffect(
    () =>
      runStore.subscribe((run, before) => {
        if (before.status === "starting" && SHOWING.includes(run.status)) bringSurface("results");
      }),
    [],
  );
}
