import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { Pipeline } from "../../../result/pipelines.ts";
import { formatMs, plural } from "../../parts/format.ts";
import { Card, Cards, Sentence } from "../parts/Card.tsx";
import { partTitle } from "../parts/part-names.ts";
import styles from "../parts/Results.module.css";
import type { RunView } from "../parts/use-run-view.ts";
import { countsOf, placeAmong, shownRuns, slowestRun } from "./grid-columns.ts";
import type { Chosen, RunFilter } from "./grid-columns.ts";
import { Gantt } from "./Gantt.tsx";
import { RunGrid } from "./RunGrid.tsx";
import { Tries } from "./Tries.tsx";

/** What orchestrators did: a grid of runs and tasks, one run as bars in time, and the log line of every try. */
export function Pipelines({ view }: { readonly view: RunView }) {
  const pipelines = Object.entries(view.whole?.pipelines ?? {});
  const [picked, pick] = useState<string | null>(null);
  const [id, pipeline] = pipelines.find(([each]) => each === picked) ?? pipelines[0] ?? [];
  if (id === undefined || pipeline === undefined) {
    return (
      <Cards>
        <Card>
          <Sentence>
            No orchestrator began anything in this run. Wire Airflow or cron to a job, by its port for triggers, to see its runs here.
          </Sentence>
        </Card>
      </Cards>
    );
  }
  const chooser =
    pipelines.length < 2 ? null : (
      <select className={styles["select"]} aria-label="Orchestrator" value={id} onChange={(event) => pick(event.target.value)}>
        {pipelines.map(([each]) => (
          <option key={each} value={each}>
            {partTitle(view.design, each)}
          </option>
        ))}
      </select>
    );
  return <OnePipeline key={id} view={view} title={partTitle(view.design, id)} chooser={chooser} pipeline={pipeline} />;
}

function OnePipeline({
  view,
  title,
  chooser,
  pipeline,
}: {
  readonly view: RunView;
  readonly title: string;
  readonly chooser: ReactNode;
  readonly pipeline: Pipeline;
}) {
  const [filter, setFilter] = useState<RunFilter>("all");
  const [chosen, choose] = useState<Chosen>(() => firstChosen(pipeline));
  const shown = useMemo(() => shownRuns(pipeline, filter), [pipeline, filter]);
  // Bars and log follow the filter: what the grid hides is nowhere shown as chosen.
  const place = placeAmong(shown, chosen);
  const run = place === null ? undefined : pipeline.runs[place.run];
  return (
    <Cards>
      <Card grow={2} least={460} title={title} note={chooser ?? <Filter filter={filter} change={setFilter} />}>
        {chooser !== null && <Filter filter={filter} change={setFilter} />}
        <RunGrid key={filter} view={view} pipeline={pipeline} shown={shown} chosen={place ?? chosen} choose={choose} />
        <Sentence>{summary(view, pipeline)}</Sentence>
      </Card>
      {run !== undefined && place !== null && (
        <>
          <Card grow={1.2} least={320} title={`Run of ${view.instant(run.dueMs)}`} note={run.state === "success" ? "succeeded" : run.state}>
            <Gantt view={view} pipeline={pipeline} run={run} chosenTask={place.task} choose={(task) => choose({ ...place, task })} />
          </Card>
          <Card grow={1.2} least={320} title={taskTitle(view, pipeline, place.task)} note="tries and the last line of each log">
            <Tries view={view} task={run.tasks[place.task]} />
          </Card>
        </>
      )}
    </Cards>
  );
}

function Filter({ filter, change }: { readonly filter: RunFilter; readonly change: (filter: RunFilter) => void }) {
  return (
    <select
      className={styles["select"]}
      aria-label="Runs shown"
      value={filter}
      onChange={(event) => change(event.target.value as RunFilter)}
    >
      <option value="all">all runs</option>
      <option value="failed">failed runs</option>
      <option value="retried">runs with a second try</option>
    </select>
  );
}

function taskTitle(view: RunView, pipeline: Pipeline, task: number): string {
  const id = pipeline.tasks[task];
  return id === undefined ? "No task" : partTitle(view.design, id);
}

/** What one looks for first: the newest run that failed, at the task that did; else the newest run. */
function firstChosen({ runs }: Pipeline): Chosen {
  for (let run = runs.length - 1; run >= 0; run--) {
    if (runs[run]?.state !== "failed") continue;
    const task = runs[run]?.tasks.findIndex(({ state }) => state === "failed") ?? 0;
    return { run, task: Math.max(0, task) };
  }
  return { run: Math.max(0, runs.length - 1), task: 0 };
}

function summary(view: RunView, pipeline: Pipeline): string {
  const { runs, failed, open, retriedTasks } = countsOf(pipeline);
  if (runs === 0) return "No run was due: the schedule is longer than what was simulated.";
  const slowest = slowestRun(pipeline);
  const parts = [
    `${plural(runs, "run")} of ${plural(pipeline.tasks.length, "task")}`,
    failed === 0 ? "none failed" : `${failed} failed`,
    ...(open === 0 ? [] : [`${open} not over when the simulation ended`]),
    ...(retriedTasks === 0 ? [] : [`${plural(retriedTasks, "task")} tried more than once`]),
    ...(slowest === null
      ? []
      : [
          `the slowest that succeeded was done ${formatMs(slowest.tookMs)} after it was due (${view.instant(pipeline.runs[slowest.run]?.dueMs ?? 0)})`,
        ]),
  ];
  return `${parts.join("; ")}.`;
}
