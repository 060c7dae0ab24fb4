import { goalViews, type GoalView } from "../goals/goal-state.ts";
import { Button } from "../parts/Button.tsx";
import { StateSign } from "../parts/Chip.tsx";
import { visibleText } from "../../base/visible-text.ts";
import { mendOf } from "../part-view/why.ts";
import { useDesign } from "../stores/design-store.ts";
import { goToField } from "../stores/canvas-store.ts";
import { bringDrawing } from "../stores/go.ts";
import { useRun } from "../stores/run-store.ts";
import type { DockTab } from "../stores/view-store.ts";
import { isAbout } from "./asked.ts";
import type { RunView } from "./parts/use-run-view.ts";
import styles from "./WhyPanel.module.css";

/** The goals a question is about, beside its chart: what was needed, what came, and why one was missed. */
export function WhyPanel({ view, tab, tabs }: { readonly view: RunView; readonly tab: DockTab; readonly tabs: readonly DockTab[] }) {
  const about = (view.scenario?.goals ?? []).filter(({ metric }) => isAbout(tab, metric, tabs));
  if (about.length === 0 || view.snapshot === null) return null;
  const views = goalViews(about, view.snapshot, view.result);
  const missedFirst = [...views].sort((one, other) => Number(other.tone === "bad") - Number(one.tone === "bad"));
  return (
    <div className={styles["why"]} role="group" aria-label="Goals of this question">
      {missedFirst.map((goal) => (goal.tone === "bad" ? <Missed key={goal.id} goal={goal} /> : <Held key={goal.id} goal={goal} />))}
    </div>
  );
}

function Missed({ goal }: { readonly goal: GoalView }) {
  const design = useDesign((value) => value);
  const findings = useRun((run) => run.findings);
  const why = goal.outcome?.why;
  const mend = why === undefined ? null : mendOf(design, findings, { label: goal.label, why });
  return (
    <section className={styles["goal"]} aria-label={`Why ${goal.label} is missed`}>
      <h3 className={styles["head"]}>
        <StateSign tone="bad" word="missed" /> Why {goal.label} is missed
      </h3>
      <p>{why === undefined ? "The cause is told when the run has ended." : visibleText(why)}</p>
      <Figures goal={goal} />
      {mend !== null && (
        <Button
          look="primary"
          className={styles["mend"]}
          onClick={() => {
            bringDrawing();
            goToField(mend.part, mend.field ?? undefined);
          }}
        >
          {mend.action}
        </Button>
      )}
    </section>
  );
}

function Held({ goal }: { readonly goal: GoalView }) {
  return (
    <section className={styles["goal"]} aria-label={goal.label}>
      <h3 className={styles["head"]}>
        <StateSign tone={goal.tone} word={goal.word} /> {goal.label}
      </h3>
      <Figures goal={goal} />
    </section>
  );
}

function Figures({ goal }: { readonly goal: GoalView }) {
  return (
    <dl className={styles["figures"]}>
      <div>
        <dt>in this run</dt>
        <dd data-tone={goal.tone}>{goal.actualText}</dd>
      </div>
      <div>
        <dt>needed</dt>
        <dd>{goal.neededText}</dd>
      </div>
    </dl>
  );
}
