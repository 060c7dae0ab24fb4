import { useEffect, useRef } from "react";
import { Button } from "../parts/Button.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { StateSign } from "../parts/Chip.tsx";
import { formatExact, formatUnit } from "../parts/format.ts";
import { useDesign } from "../stores/design-store.ts";
import { useRun } from "../stores/run-store.ts";
import { goToField } from "../stores/canvas-store.ts";
import { mendOf } from "../part-view/why.ts";
import type { GoalView } from "./goal-state.ts";
import styles from "./GoalsDialog.module.css";

/** Each goal with what was measured, how sure that is, and why it was missed. */
export function GoalsDialog({
  views,
  first,
  onClose,
}: {
  readonly views: readonly GoalView[];
  readonly first: string | null;
  readonly onClose: () => void;
}) {
  const shown = useRef<HTMLLIElement>(null);
  useEffect(() => shown.current?.scrollIntoView({ block: "nearest" }), []);
  const missedFirst = [...views].sort((a, b) => Number(b.tone === "bad") - Number(a.tone === "bad"));
  return (
    <Dialog open onClose={onClose} title="Goals" width={640}>
      <ul className={styles["list"]}>
        {missedFirst.map((view) => (
          <li
            key={view.id}
            ref={view.id === first ? shown : undefined}
            className={styles["goal"]}
            data-first={view.id === first || undefined}
          >
            <StateSign tone={view.tone} word={view.word} />
            <div>
              <p className={styles["line"]}>
                <strong>{view.label}</strong>
                <span>
                  <b title={`${formatExact(view.actual)} · measured`}>{view.actualText}</b> needed {view.neededText}
                </span>
              </p>
              <p className={styles["mute"]}>
                {view.word}
                {view.must ? "" : " · wished for, not required"}
                {intervalText(view)}
              </p>
              {view.outcome?.why !== undefined && <Cause label={view.label} why={view.outcome.why} onGo={onClose} />}
              {view.tone === "bad" && view.outcome === null && <p className={styles["mute"]}>The cause is told when the run has ended.</p>}
            </div>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Why a goal was missed, and the way to the setting it goes back to. */
function Cause({ label, why, onGo }: { readonly label: string; readonly why: string; readonly onGo: () => void }) {
  const design = useDesign((value) => value);
  const findings = useRun((run) => run.findings);
  const mend = mendOf(design, findings, { label, why });
  return (
    <>
      <p className={styles["cause"]}>{why}</p>
      {mend !== null && (
        <Button
          onClick={() => {
            onGo();
            goToField(mend.part, mend.field ?? undefined);
          }}
        >
          {mend.action}
        </Button>
      )}
    </>
  );
}

function intervalText(view: GoalView): string {
  const interval = view.outcome?.ci95;
  if (interval === null || interval === undefined || view.outcome === null) return "";
  const { unit, target } = view.outcome;
  const close = interval[0] <= target && target <= interval[1] ? ", the target inside it: another seed may decide otherwise" : "";
  return ` · 95 % interval ${formatUnit(interval[0], unit)} to ${formatUnit(interval[1], unit)}${close}`;
}
