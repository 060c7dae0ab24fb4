import { useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import { Button } from "../parts/Button.tsx";
import { useDesign } from "../stores/design-store.ts";
import { useRun } from "../stores/run-store.ts";
import { goToField, useCanvas } from "../stores/canvas-store.ts";
import { whyOf } from "./why.ts";
import styles from "./WhyCard.module.css";
import { visibleText } from "../../base/visible-text.ts";

/** The worst thing the run has shown, its cause, and the way to what may help. */
export function WhyCard() {
  const design = useDesign((value) => value);
  const why = useRun(useShallow((run) => whyOf(run, design)));
  const target = useMemo(() => (why?.part === null || why === null ? null : { part: why.part, field: why.field }), [why]);
  // A list that is open needs the room.
  const covered = useCanvas((canvas) => canvas.panel !== null);
  if (why === null) return null;
  return (
    <div className={styles["why"]} role="group" aria-label="Why" data-why="" hidden={covered}>
      <b className={styles["head"]}>{visibleText(why.head)}</b>
      <span className={styles["cause"]} title={why.cause}>
        {visibleText(why.cause)}
      </span>
      {why.action !== null && target !== null && (
        <Button onClick={() => goToField(target.part, target.field ?? undefined)}>{why.action}</Button>
      )}
    </div>
  );
}
