import { useEffect, useRef } from "react";
import type { Pipeline, PipelineRun } from "../../../result/pipelines.ts";
import { formatMs } from "../../parts/format.ts";
import { scrollWithin } from "../../parts/scroll-within.ts";
import { timeTicks } from "../../charts/ticks.ts";
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

/** Times along the bars; more would run into each other where the card is narrow. */
const MOST_TICKS = 3;

/** One run in time: a row for each task, pale while a try waits for a slot, full while it runs. The numbers stand beside the bars. */
export function Gantt({ view, pipeline, run, chosenTask, choose }: GanttProps) {
  const { bars, fromMs, toMs } = ganttOf(pipeline, run, view.spanMs);
  const rows = useRef<HTMLTableSectionElement>(null);
  // The task looked at may lie below what there is room for.
  useEffect(() => {
    const row = rows.current?.children[chosenTask];
    scrollWithin(rows.current?.closest("div") ?? null, row);
  }, [chosenTask, run]);
  if (bars.length === 0) return <Sentence>{`Nothing of this run has begun. It was due at ${view.instant(run.dueMs)}.`}</Sentence>;
  const share = (ms: number): number => ((ms - fromMs) / (toMs - fromMs)) * 100;
  const ticks = timeTicks(fromMs, toMs, MOST_TICKS);
  return (
    <>
      <Scroll label="Tasks in time">
        <table className={`${results["table"] ?? ""} ${styles["gantt"] ?? ""}`}>
          <thead>
            <tr>
              <th scope="col">task</th>
              <th scope="col" className={styles["axis"]}>
                <span className="visually-hidden">in time</span>
                <svg width="100%" height="14" aria-hidden="true">
                  {ticks.map((ms) => (
                    <text key={ms} x={`${share(ms)}%`} y="11" textAnchor={share(ms) < 12 ? "start" : share(ms) > 88 ? "end" : "middle"}>
                      {tickText(view, ms, toMs - fromMs)}
                    </text>
                  ))}
                </svg>
              </th>
              <th scope="col" className={results["r"]}>
                ran
              </th>
            </tr>
          </thead>
          <tbody ref={rows}>
            {pipeline.tasks.map((id, task) => {
              const own = bars.filter((bar) => bar.task === id);
              return (
                <tr key={id} aria-current={task === chosenTask ? "true" : undefined}>
                  <th scope="row">
                    <button
                      type="button"
                      className={`${results["link"] ?? ""} ${styles["name"] ?? ""}`}
                      title={partTitle(view.design, id)}
                      onClick={() => choose(task)}
                    >
                      {partTitle(view.design, id)}
                    </button>
                  </th>
                  <td className={styles["time"]}>
                    <svg width="100%" height="14" role="img" aria-label={barsInWords(view, own)}>
                      {ticks.map((ms) => (
                        <line key={ms} className={styles["tick"]} x1={`${share(ms)}%`} x2={`${share(ms)}%`} y1="0" y2="14" />
                      ))}
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
      <Sentence>{`${formatMs(toMs - fromMs)} in all, until ${view.clock(toMs)}.`}</Sentence>
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

/** `02:00`, and in a run of a few minutes `02:00:30`. */
function tickText(view: RunView, ms: number, spanMs: number): string {
  return spanMs >= MOST_TICKS * 60_000 ? view.clock(ms).slice(0, 5) : view.clock(ms);
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
