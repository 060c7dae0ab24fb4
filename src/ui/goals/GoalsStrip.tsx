import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from "react";
import { StateSign } from "../parts/Chip.tsx";
import { formatExact, formatWhen } from "../parts/format.ts";
import { resultOf, useEditedSinceRun, useRun } from "../stores/run-store.ts";
import { useSession } from "../stores/session-store.ts";
import { showDock } from "../stores/view-store.ts";
import { goalsSentence, goalViews, type GoalView } from "./goal-state.ts";
import { questionOf } from "./question-of.ts";
import styles from "./GoalsStrip.module.css";

const GoalsDialog = lazy(async () => ({ default: (await import("./GoalsDialog.tsx")).GoalsDialog }));

/** What is left out, step by step, until all goals stand in one line: targets that are met, all targets, figures that are met, the ends of names that are met, of all names. */
const LEVELS = ["0", "1", "2", "3", "4", "5"] as const;

/** What the scenario demands and how the run stands against it: one line, always in sight. */
export function GoalsStrip() {
  const scenario = useSession((session) => session.scenario);
  const loading = useSession((session) => session.loading);
  const snapshot = useRun((run) => run.snapshot);
  const scrubbed = useRun((run) => run.scrubMs !== null);
  const result = useRun(resultOf);
  const edited = useEditedSinceRun();
  const keptAtMs = useRun((run) => run.kept?.endedAtMs);
  const [opened, setOpened] = useState<string | null>(null);
  const list = useOneLine();
  const views = goalViews(scenario?.goals ?? [], snapshot, scrubbed ? null : result);
  const sentence = goalsSentence(views);
  const missed = views.find((view) => view.tone === "bad");
  const metric = scenario?.goals.find(({ id }) => id === missed?.id)?.metric;
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
      <ul className={styles["goals"]} ref={list}>
        {views.map((view) => (
          <li key={view.id}>
            <GoalButton view={view} onOpen={() => setOpened(view.id)} />
          </li>
        ))}
      </ul>
      {sentence !== null && (
        <p className={styles["sum"]} data-tone={missed === undefined ? undefined : "bad"}>
          {keptAtMs !== undefined && <span title={`Kept by this browser, from ${formatWhen(keptAtMs)}`}>kept run · </span>}
          {edited && <span className={styles["stale"]}>edited since this run · </span>}
          <b>{sentence.replace(" goals", "")}</b>
          {metric !== undefined && (
            <button type="button" className={styles["why"]} onClick={() => showDock(questionOf(metric))}>
              why?
            </button>
          )}
        </p>
      )}
      {opened !== null && (
        <Suspense>
          <GoalsDialog views={views} first={opened} onClose={() => setOpened(null)} />
        </Suspense>
      )}
    </section>
  );
}

/** Leaves out as little as it takes for the list to fit its line, whenever its words or its width change. */
function useOneLine() {
  const list = useRef<HTMLUListElement>(null);
  const fit = (): void => {
    const element = list.current;
    if (element === null) return;
    for (const level of LEVELS) {
      element.dataset["level"] = level;
      if (element.scrollWidth <= element.clientWidth) return;
    }
  };
  useLayoutEffect(fit);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const watch = new ResizeObserver(fit);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return list;
}

function GoalButton({ view, onOpen }: { readonly view: GoalView; readonly onOpen: () => void }) {
  const exact = view.actual === null ? "not measured yet" : `${formatExact(view.actual)} · measured in this run`;
  const needed = `needed ${view.neededText}`;
  return (
    <button
      type="button"
      className={styles["goal"]}
      data-tone={view.tone}
      title={`${view.label}: ${exact}, ${needed}`}
      aria-haspopup="dialog"
      onClick={onOpen}
    >
      <StateSign tone={view.tone} word={view.word} />
      <span className={styles["label"]}>{view.label.replace(/ \([^)]*\)$/, "")}</span>
      {view.actual !== null && <b>{view.actualText}</b>}
      <em>{view.neededText}</em>
    </button>
  );
}
