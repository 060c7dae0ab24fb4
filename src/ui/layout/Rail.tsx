import { Braces, ChartLine, FileText, Keyboard, LayoutGrid, Table2, Workflow } from "lucide-react";
import type { ReactNode } from "react";
import { SURFACES, type Place } from "../parts/places.ts";
import type { Width } from "../parts/use-width.ts";
import { resultOf, useRun } from "../stores/run-store.ts";
import { setHelpOpen } from "../stores/view-store.ts";
import { fitting } from "../stage/boxes.ts";
import { fillStage, peekAt, showFour, useStage } from "../stage/stage-store.ts";
import styles from "./Rail.module.css";

const ICONS: { readonly [place in Place]: ReactNode } = {
  notes: <FileText size={18} strokeWidth={1.6} />,
  schema: <Table2 size={18} strokeWidth={1.6} />,
  system: <Workflow size={18} strokeWidth={1.6} />,
  api: <Braces size={18} strokeWidth={1.6} />,
  results: <ChartLine size={18} strokeWidth={1.6} />,
};

/** The surfaces, each a press away: a click gives one the stage, with Shift it peeks. */
export function Rail({ width }: { readonly width: Width }) {
  const now = useStage((stage) => stage.now);
  const { main, beside } = fitting(now, width);
  const missed = useRun((run) => resultOf(run)?.verdict.goals.filter(({ pass }) => !pass).length ?? 0);
  const phone = width === "phone";
  return (
    <nav className={styles["rail"]} aria-label="Surfaces" data-phone={phone || undefined}>
      {SURFACES.map(({ id, title, key }) => (
        <button
          key={id}
          type="button"
          className={styles["item"]}
          aria-current={main === id ? "page" : undefined}
          data-beside={beside?.place === id || undefined}
          title={phone ? undefined : `${title}: ${key} fills the stage, Shift+${key} peeks`}
          onClick={(event) => {
            if (event.shiftKey && !phone) peekAt(id, width === "wide");
            else if (main !== id || !phone) fillStage(id);
          }}
        >
          <Key>{key}</Key>
          <span aria-hidden="true">{ICONS[id]}</span>
          {title}
          {id === "results" && missed > 0 && (
            <small className={styles["missed"]}>
              {missed}
              <span className="visually-hidden"> missed</span>
            </small>
          )}
          {beside?.place === id && <span className="visually-hidden"> (open beside)</span>}
        </button>
      ))}
      {!phone && (
        <>
          <hr />
          <button
            type="button"
            className={styles["item"]}
            aria-current={main === "four" ? "page" : undefined}
            title="All four quadrants (0)"
            onClick={showFour}
          >
            <Key>0</Key>
            <span aria-hidden="true">
              <LayoutGrid size={18} strokeWidth={1.6} />
            </span>
            Four
          </button>
          <div className={styles["space"]} />
          <button type="button" className={styles["item"]} title="Keys and help (?)" onClick={() => setHelpOpen(true)}>
            <Key>?</Key>
            <span aria-hidden="true">
              <Keyboard size={18} strokeWidth={1.6} />
            </span>
            Keys
          </button>
        </>
      )}
    </nav>
  );
}

function Key({ children }: { readonly children: string }) {
  return (
    <i className={styles["key"]} aria-hidden="true">
      {children}
    </i>
  );
}
