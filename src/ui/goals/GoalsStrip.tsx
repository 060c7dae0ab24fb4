import { lazy, Suspense, useState } from "react";
import { StateSign } from "../parts/Chip.tsx";
import { formatExact, formatWhen } from "../parts/format.ts";
import { resultOf, useEditedSinceRun, useRun } from "../stores/run-store.ts";
import { useSession } from "../stores/session-store.ts";
import { goalsSentence, goalViews, type GoalView } from "./goal-state.ts";
import styles from "./GoalsStrip.module.css";

const GoalsDialog = lazy(async () => ({ default: (await import("./GoalsDialog.tsx")).GoalsDialog }));

/** More goals than this are shown on two lines each, so that all stay in sight. */
const FIT_IN_A_LINE = 5;

/** What the scenario demands and how the run stands against it, always in sight. */
export function GoalsStrip() {
  const scenario = useSession((session) => session.scenario);
  const loading = useSession((session) => session.loading);
  const snapshot = useRun((run) => run.snapshot);
  const scrubbed = useRun((run) => run.scrubMs !== null);
  const result = useRun(resultOf);
  const edited = useEditedSinceRun();
  const keptAtMs = useRun((run) => run.kept?.endedAtMs);
  const [opened, setOpened] = useState<string | "all" | null>(null);
  const views = goalViews(scenario?.goals ?? [], snapshot, scrubbed ? null : result);
  const sentence = goalsSentence(views);
  const missed = views.some((view) => view.tone === "bad");
  return (
    <section aria-label="Goals" className={styles["strip"]}>
      {views.length === 0 && (
        <p className={styles["none"]}>
          {loading
            ? "Loading the scenario…"
            : scenario === null
              ? "A free drawing: nothing is demanded of it. Pick a prompt at the top left to work towards goals."
              : "This scenario sets no goals."}
        </p>
      )}
      <ul className={styles["goals"]} data-stacked={views.length > FIT_IN_A_LINE || undefined}>
        {views.map((view) => (
          <li key={view.id}>
            <GoalButton view={view} onOpen={() => setOpened(view.id)} />
          </li>
        ))}
      </ul>
      <p className={styles["sum"]}>
        {keptAtMs !== undefined && sentence !== null && (
          <span title={`Kept by this browser, from ${formatWhen(keptAtMs)}`}>kept run · </span>
        )}
        {edited && sentence !== null && <span className={styles["stale"]}>edited since this run · </span>}
        {sentence}
        {missed && (
          <>
            <span className={styles["dot"]}> · </span>
            <button type="button" className={styles["why"]} onClick={() => setOpened("all")}>
              why?
            </button>
          </>
        )}
      </p>
      {opened !== null && (
        <Suspense>
          <GoalsDialog views={views} first={opened === "all" ? null : opened} onClose={() => setOpened(null)} />
        </Suspense>
      )}
    </section>
  );
}

function GoalButton({ view, onOpen }: { readonly view: GoalView; readonly onOpen: () => void }) {
  const exact = view.actual === null ? "not measured yet" : `${formatExact(view.actual)} · measured in this run`;
  return (
    <button type="button" className={styles["goal"]} data-tone={view.tone} title={`${view.label}: ${exact}`} onClick={onOpen}>
      <StateSign tone={view.tone} word={view.word} />
      <span className={styles["words"]}>
        <span className={styles["label"]}>{view.label}</span>
        <span className={styles["figures"]}>
          {view.actual !== null && <b>{view.actualText}</b>} <em>{view.neededText}</em>
        </span>
      </span>
    </button>
  );
}
