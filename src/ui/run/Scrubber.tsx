import { useCallback, useEffect, useRef, useState } from "react";
import { OWN_DURATION_MS } from "../../design/own-workload.ts";
import { formatClock, formatMs } from "../parts/format.ts";
import { useDesign } from "../stores/design-store.ts";
import { scrubTo, useRun, useStartAt } from "../stores/run-store.ts";
import { useEvents } from "../stores/events-store.ts";
import { useSession } from "../stores/session-store.ts";
import { labelPlaces, marksOf, totalOf, type LabelPlace, type Mark } from "./marks.ts";
import styles from "./Scrubber.module.css";
import { useKindOf } from "../part-view/use-kinds.ts";

/** The time line of the run: how far it is, what happened when, and the way back to any moment. */
export function Scrubber() {
  const scenario = useSession((session) => session.scenario);
  const latest = useRun((state) => state.latest);
  const scrubMs = useRun((state) => state.scrubMs);
  const ended = useRun((state) => state.status === "finished");
  const planned = useRun((state) => state.planned);
  const pressing = useRun((state) => state.pressing);
  const parts = useDesign((design) => design.system.parts);
  const ownMs = useDesign((design) => design.workload?.durationMs ?? OWN_DURATION_MS);
  const [line, widthPx] = useElementWidth();
  const totalMs = totalOf(scenario, latest, ownMs, ended);
  const doneMs = latest?.simulatedMs ?? 0;
  const shownMs = scrubMs ?? doneMs;
  const kindOf = useKindOf();
  const replays = useEvents((events) => events.choice !== null);
  const marks = marksOf(scenario, [...planned, ...pressing], latest, parts, kindOf, replays);
  const places = labelPlaces(marks, totalMs, widthPx);
  const startAt = useStartAt();
  const share = (ms: number): string => `${Math.min(100, (ms / totalMs) * 100)}%`;
  return (
    <div className={styles["scrubber"]} ref={line}>
      <div className={styles["track"]} aria-hidden="true">
        <i className={styles["done"]} style={{ width: share(doneMs) }} />
        {marks.map(
          (mark) =>
            mark.durationMs > 0 && (
              <i
                key={mark.key}
                className={styles["trouble"]}
                style={{ left: share(mark.atMs), width: share(Math.min(mark.durationMs, totalMs - mark.atMs)) }}
              />
            ),
        )}
      </div>
      <ul className={styles["marks"]} aria-label="Incidents">
        {marks.map((mark) => (
          <MarkItem
            key={mark.key}
            mark={mark}
            left={share(mark.atMs)}
            place={places.get(mark.key) ?? null}
            clock={formatClock(startAt, mark.atMs)}
            past={mark.atMs <= doneMs}
          />
        ))}
      </ul>
      <input
        type="range"
        className={styles["range"]}
        aria-label="Moment of the run"
        aria-valuetext={`${formatClock(startAt, shownMs)}, ${formatMs(shownMs)} of ${formatMs(totalMs)}${scrubMs === null ? "" : ", looking back"}`}
        min={0}
        max={totalMs}
        step={Math.max(1, totalMs / 500)}
        value={shownMs}
        disabled={latest === null}
        onChange={(event) => {
          const ms = Number(event.currentTarget.value);
          scrubTo(ms >= doneMs ? null : ms);
        }}
      />
      {scrubMs !== null && (
        <button type="button" className={styles["now"]} onClick={() => scrubTo(null)}>
          back to now
        </button>
      )}
    </div>
  );
}

function MarkItem({
  mark,
  left,
  place,
  clock,
  past,
}: {
  readonly mark: Mark;
  readonly left: string;
  readonly place: LabelPlace | null;
  readonly clock: string;
  readonly past: boolean;
}) {
  const lasting = mark.durationMs > 0 ? `, for ${formatMs(mark.durationMs)}` : "";
  return (
    <li
      className={styles["mark"]}
      data-kind={mark.kind}
      data-past={past || undefined}
      style={{ left }}
      title={`${mark.label} at ${clock}${lasting}`}
    >
      <span
        className={place === null ? "visually-hidden" : styles["label"]}
        style={place === null ? undefined : { left: place.fromMarkPx, width: place.widthPx }}
      >
        {mark.label}
        <span className="visually-hidden">
          {" "}
          at {clock}
          {lasting}
        </span>
      </span>
    </li>
  );
}

function useElementWidth(): readonly [(element: HTMLElement | null) => void, number] {
  const [widthPx, setWidthPx] = useState(0);
  const observer = useRef<ResizeObserver | null>(null);
  const attach = useCallback((element: HTMLElement | null) => {
    observer.current?.disconnect();
    if (element === null) return;
    observer.current = new ResizeObserver(([entry]) => setWidthPx(entry?.contentRect.width ?? 0));
    observer.current.observe(element);
  }, []);
  useEffect(() => () => observer.current?.disconnect(), []);
  return [attach, widthPx];
}
