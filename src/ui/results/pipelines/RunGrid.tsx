import { useEffect, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import type { Pipeline } from "../../../result/pipelines.ts";
import { Button } from "../../parts/Button.tsx";
import { partTitle } from "../parts/part-names.ts";
import { Scroll, Sentence } from "../parts/Card.tsx";
import type { RunView } from "../parts/use-run-view.ts";
import { pageOf, placeAmong, runsOfPage, RUNS_PER_PAGE, stateAt, stateOf, timeGroups } from "./grid-columns.ts";
import type { Chosen } from "./grid-columns.ts";
import styles from "./Pipelines.module.css";

type GridProps = {
  readonly view: RunView;
  readonly pipeline: Pipeline;
  /** Numbers of the runs that may be shown, in order. */
  readonly shown: readonly number[];
  readonly chosen: Chosen;
  readonly choose: (chosen: Chosen) => void;
};

/** Tasks down, runs across, the newest at the right; arrow keys move, Home and End go to the first and last run. */
export function RunGrid({ view, pipeline, shown, chosen, choose }: GridProps) {
  const [page, setPage] = useState(() => pageOf(Math.max(0, shown.indexOf(chosen.run)), shown.length));
  const table = useRef<HTMLTableElement>(null);
  // The run looked at first may lie to the right of what there is room for.
  useEffect(() => table.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ inline: "center", block: "nearest" }), []);
  const pages = Math.max(1, Math.ceil(shown.length / RUNS_PER_PAGE));
  const here = Math.min(page, pages - 1);
  const runs = runsOfPage(shown, here);
  if (shown.length === 0) return <Sentence>No run of this kind.</Sentence>;
  // On a page that was turned to, Tab leads into what it shows.
  const place = placeAmong(runs, chosen) ?? chosen;

  const go = (run: number, task: number): void => {
    const at = shown[Math.min(Math.max(run, 0), shown.length - 1)] ?? 0;
    const row = Math.min(Math.max(task, 0), pipeline.tasks.length - 1);
    setPage(pageOf(shown.indexOf(at), shown.length));
    choose({ run: at, task: row });
    requestAnimationFrame(() => table.current?.querySelector<HTMLButtonElement>(`[data-cell="${at}/${row}"]`)?.focus());
  };
  const keys = (event: KeyboardEvent): void => {
    const run = shown.indexOf(place.run);
    const moves: { readonly [key: string]: readonly [number, number] } = {
      ArrowLeft: [run - 1, place.task],
      ArrowRight: [run + 1, place.task],
      ArrowUp: [run, place.task - 1],
      ArrowDown: [run, place.task + 1],
      Home: [0, place.task],
      End: [shown.length - 1, place.task],
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    go(...to);
  };

  return (
    <>
      <Scroll label="Runs and tasks">
        <table ref={table} role="grid" aria-label="Runs and tasks" className={styles["grid"]} onKeyDown={keys}>
          <Headings view={view} pipeline={pipeline} runs={runs} />
          <tbody>
            {pipeline.tasks.map((id, task) => (
              <tr key={id}>
                <th scope="row">{partTitle(view.design, id)}</th>
                {runs.map((run) => (
                  <Cell key={run} view={view} pipeline={pipeline} run={run} task={task} place={place} choose={choose} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {pages > 1 && <Pager view={view} pipeline={pipeline} runs={runs} page={here} pages={pages} turn={setPage} />}
    </>
  );
}

/** Each run by its state, under its time. */
function Headings({ view, pipeline, runs }: { readonly view: RunView; readonly pipeline: Pipeline; readonly runs: readonly number[] }) {
  return (
    <thead>
      {/* Each heading below names its run in full; the times only help the eye. */}
      <tr aria-hidden="true">
        <td />
        {timeGroups(runs).map(({ first, span }) => (
          <td key={first} colSpan={span} className={styles["when"]}>
            {span < 2 ? "" : view.clock(pipeline.runs[first]?.dueMs ?? 0).slice(0, 5)}
          </td>
        ))}
      </tr>
      <tr>
        <th scope="col">task</th>
        {runs.map((run) => (
          <th key={run} scope="col" title={runTitle(view, pipeline, run)}>
            <span className={styles[pipeline.runs[run]?.state === "failed" ? "bad" : "quiet"]} aria-hidden="true">
              {pipeline.runs[run]?.state === "failed" ? "✕" : pipeline.runs[run]?.state === "success" ? "✓" : "…"}
            </span>
            <span className="visually-hidden">{runTitle(view, pipeline, run)}</span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Pager({
  view,
  pipeline,
  runs,
  page,
  pages,
  turn,
}: {
  readonly view: RunView;
  readonly pipeline: Pipeline;
  readonly runs: readonly number[];
  readonly page: number;
  readonly pages: number;
  readonly turn: (page: number) => void;
}) {
  const due = (run: number | undefined): string => view.instant(pipeline.runs[run ?? 0]?.dueMs ?? 0);
  return (
    <div className={styles["pager"]}>
      <Button disabled={page >= pages - 1} onClick={() => turn(page + 1)}>
        Earlier runs
      </Button>
      <span>{`${due(runs[0])} to ${due(runs.at(-1))}`}</span>
      <Button disabled={page === 0} onClick={() => turn(page - 1)}>
        Later runs
      </Button>
    </div>
  );
}

function Cell({
  view,
  pipeline,
  run,
  task,
  place,
  choose,
}: {
  readonly view: RunView;
  readonly pipeline: Pipeline;
  readonly run: number;
  readonly task: number;
  readonly place: Chosen;
  readonly choose: (chosen: Chosen) => void;
}) {
  const taskRun = pipeline.runs[run]?.tasks[task];
  if (taskRun === undefined) return <td />;
  const { word, sign, tone } = stateOf(stateAt(taskRun, view.result === null ? view.nowMs : null));
  const tries = taskRun.tries.length > 1 ? `, ${taskRun.tries.length} tries` : "";
  const name = `${partTitle(view.design, pipeline.tasks[task] ?? "")}, run of ${view.instant(pipeline.runs[run]?.dueMs ?? 0)}: ${word}${tries}`;
  const isHere = place.run === run && place.task === task;
  return (
    <td role="gridcell" aria-selected={isHere}>
      <button
        type="button"
        data-cell={`${run}/${task}`}
        className={`${styles["cell"] ?? ""} ${styles[tone] ?? ""}`}
        tabIndex={isHere ? 0 : -1}
        aria-label={name}
        title={name}
        onClick={() => choose({ run, task })}
      >
        {sign}
        {taskRun.tries.length > 1 && <sub aria-hidden="true">{taskRun.tries.length}</sub>}
      </button>
    </td>
  );
}

const WHY = { scheduled: "by schedule", "catch-up": "caught up", rerun: "begun by a person" } as const;

function runTitle(view: RunView, pipeline: Pipeline, run: number): string {
  const each = pipeline.runs[run];
  if (each === undefined) return "";
  const interval =
    each.fromMs === each.toMs ? `for ${view.instant(each.fromMs)}` : `for ${view.instant(each.fromMs)} to ${view.instant(each.toMs)}`;
  return `Run of ${view.instant(each.dueMs)}, ${WHY[each.why]}, ${interval}: ${each.state === "success" ? "succeeded" : each.state}`;
}
