import type { Pipeline, PipelineRun } from "../../../result/pipelines.ts";
import { formatMs } from "../../parts/format.ts";
import { Scroll, Sentence } from "../parts/Card.tsx";
import { partTitle } from "../parts/part-names.ts";
import results from "../parts/Results.module.css";
import type { RunView } from "../parts/use-run-view.ts";
import { ganttOf } from "./grid-columns.ts";
import type { Bar } from "./grid-columns.ts";
import styles from "./Pipelines.module.css";

type GanttProps = {
  readonly view: RunView;
  readonly pipeline: Pipeline;
  readonly run: PipelineRun;
  readonly chosenTask: number;
  readonly choose: (task: number) => void;
};

/** One run in time: a row for each task, pale while a try waits for a slot, full while it runs. The numbers stand beside the bars. */
export function Gantt({ view, pipeline, run, chosenTask, choose }: GanttProps) {
  const { bars, fromMs, toMs } = ganttOf(pipeline, run, view.spanMs);
  if (bars.length === 0) return <Sentence>{`Nothing of this run has begun. It was due at ${view.instant(run.dueMs)}.`}</Sentence>;
  return (
    <>
      <Scroll label="Tasks in time">
        <table className={`${results["table"] ?? ""} ${styles["gantt"] ?? ""}`}>
          <tbody>
            {pipeline.tasks.map((id, task) => {
              const own = bars.filter((bar) => bar.task === id);
              return (
                <tr key={id} aria-current={task === chosenTask ? "true" : undefined}>
                  <th scope="row">
                    <button type="button" className={results["link"]} onClick={() => choose(task)}>
                      {partTitle(view.design, id)}
                    </button>
                  </th>
                  <td className={styles["time"]}>
                    <svg width="100%" height="14" role="img" aria-label={barsInWords(view, own)}>
                      {own.map((bar) => (
                        <BarPicture key={bar.number} bar={bar} fromMs={fromMs} toMs={toMs} openEndMs={view.spanMs} />
                      ))}
                    </svg>
                  </td>
                  <td className={results["r"]}>{own.length === 0 ? "–" : formatMs(ranMs(own, view.spanMs))}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
      <Sentence>{`From ${view.instant(fromMs)} to ${view.instant(toMs)}, ${formatMs(toMs - fromMs)} in all.`}</Sentence>
    </>
  );
}

function BarPicture({
  bar,
  fromMs,
  toMs,
  openEndMs,
}: {
  readonly bar: Bar;
  readonly fromMs: number;
  readonly toMs: number;
  readonly openEndMs: number;
}) {
  const share = (ms: number): number => ((ms - fromMs) / (toMs - fromMs)) * 100;
  const end = bar.endedMs ?? openEndMs;
  const began = bar.beganMs ?? end;
  return (
    <>
      <rect className={styles["waits"]} x={`${share(bar.queuedMs)}%`} y="4" width={`${share(began) - share(bar.queuedMs)}%`} height="6" />
      <rect
        className={styles[bar.state === "success" ? "barOk" : bar.state === "failed" ? "barBad" : "barOpen"]}
        x={`${share(began)}%`}
        y="1"
        height="12"
        style={{ width: `max(2px, ${share(end) - share(began)}%)` }}
        rx="2"
      />
    </>
  );
}

function ranMs(bars: readonly Bar[], openEndMs: number): number {
  return bars.reduce((sum, { beganMs, endedMs }) => sum + (beganMs === null ? 0 : (endedMs ?? openEndMs) - beganMs), 0);
}

function barsInWords(view: RunView, bars: readonly Bar[]): string {
  if (bars.length === 0) return "did not run";
  return bars
    .map(({ number, queuedMs, beganMs, endedMs, state }) => {
      const waited = beganMs === null ? "waits for a slot" : `waited ${formatMs(beganMs - queuedMs)} for a slot`;
      const ran =
        beganMs === null
          ? ""
          : endedMs === null
            ? ", runs"
            : `, ran ${formatMs(endedMs - beganMs)}, ${state === "success" ? "succeeded" : state}`;
      return `try ${number + 1} from ${view.instant(queuedMs)}: ${waited}${ran}`;
    })
    .join("; ");
}
