import type { Pipeline, PipelineRun, TaskTry } from "../../result/pipelines.ts";
import type { RunTable } from "../../result/run-table.ts";
import type { Machine } from "../compile/build-machine.ts";
import { integers, texts, timestamps } from "../read/columns.ts";
import { pipelinesOf } from "../read/pipelines.ts";

type Row = { readonly dag: string; readonly task: string; readonly run: PipelineRun; readonly number: number; readonly made: TaskTry };

/** A row for every try of every task, in the order of runs, tasks and tries; null without an orchestrator. */
export function taskRunsTable(machine: Machine): RunTable | null {
  const pipelines = pipelinesOf(machine);
  if (pipelines === null) return null;
  const rows = Object.entries(pipelines).flatMap(([dag, pipeline]) => rowsOf(dag, pipeline));
  const { epochMs } = machine.run;
  const n = rows.length;
  const at = (name: string, read: (row: Row) => number | null) => timestamps(name, epochMs, n, (i) => read(rows[i]) ?? NaN);
  return {
    name: "task_runs",
    rows: n,
    columns: [
      texts("orchestrator", n, (i) => rows[i].dag),
      at("due_at", ({ run }) => run.dueMs),
      at("interval_start", ({ run }) => run.fromMs),
      at("interval_end", ({ run }) => run.toMs),
      texts("why", n, (i) => rows[i].run.why),
      texts("run_state", n, (i) => rows[i].run.state),
      texts("task", n, (i) => rows[i].task),
      integers("try_number", n, (i) => rows[i].number),
      texts("state", n, (i) => rows[i].made.state),
      at("queued_at", ({ made }) => made.queuedMs),
      at("began_at", ({ made }) => made.beganMs),
      at("ended_at", ({ made }) => made.endedMs),
      texts("line", n, (i) => rows[i].made.line),
    ],
  };
}

function rowsOf(dag: string, { tasks, runs }: Pipeline): Row[] {
  return runs.flatMap((run) =>
    run.tasks.flatMap(({ tries }, index) => tries.map((made, i): Row => ({ dag, task: tasks[index], run, number: i + 1, made }))),
  );
}

/** How many rows the table of tries has, without making it. */
export function taskRunCount(machine: Machine): number | null {
  const pipelines = pipelinesOf(machine);
  if (pipelines === null) return null;
  return Object.values(pipelines).reduce((sum, { runs }) => sum + triesOf(runs), 0);
}

function triesOf(runs: readonly PipelineRun[]): number {
  return runs.reduce((sum, { tasks }) => sum + tasks.reduce((all, { tries }) => all + tries.length, 0), 0);
}
