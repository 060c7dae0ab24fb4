import type { CheckOutcome } from "../../../result/checks.ts";
import type { TaskRun } from "../../../result/pipelines.ts";
import { visibleText } from "../../../base/visible-text.ts";
import { StateSign } from "../../parts/Chip.tsx";
import type { Tone } from "../../parts/Chip.tsx";
import { formatMs, formatNumber } from "../../parts/format.ts";
import { Scroll, Sentence } from "../parts/Card.tsx";
import results from "../parts/Results.module.css";
import { Heads, Num } from "../parts/TableParts.tsx";
import type { RunView } from "../parts/use-run-view.ts";
import { stateOf } from "./grid-columns.ts";
import styles from "./Pipelines.module.css";

const TONES: { readonly [tone: string]: Tone } = { ok: "ok", bad: "bad", warn: "warn", accent: "accent", quiet: "neutral" };

/** What a check of data measured, and what it might. */
function CheckRow({ made }: { readonly made: CheckOutcome }) {
  const { check, on, verdict } = made;
  const tone = verdict === "met" ? "ok" : verdict === "missed" ? "bad" : "neutral";
  return (
    <tr>
      <td className={styles["log"]} colSpan={4}>
        <StateSign tone={tone} word={verdict === "unknown" ? "nothing seen" : verdict} />{" "}
        {`${check} of ${visibleText(on)}: ${measuredText(made, made.measured)}, ${boundText(made)}`}
      </td>
    </tr>
  );
}

function boundText(made: CheckOutcome): string {
  const { least, most } = made;
  if (least !== null && most !== null) return `${measuredText(made, least)} to ${measuredText(made, most)}`;
  if (most !== null) return `at most ${measuredText(made, most)}`;
  return least === null ? "nothing to hold it against" : `at least ${measuredText(made, least)}`;
}

function measuredText({ unit }: CheckOutcome, value: number | null): string {
  return unit === "ms" ? formatMs(value) : formatNumber(value);
}

/** Every try of one task in one run, with the line its log closes with. */
export function Tries({ view, task }: { readonly view: RunView; readonly task: TaskRun | undefined }) {
  if (task === undefined || task.tries.length === 0) {
    const word = task === undefined ? "not there" : stateOf(task.state).word;
    return <Sentence>{`It was never tried in this run: ${word}.`}</Sentence>;
  }
  return (
    <Scroll label="Tries">
      <table className={results["table"]}>
        <Heads names={["try", "from", "waited", "ran"]} />
        {task.tries.map(({ queuedMs, beganMs, endedMs, state, line, checks }, number) => {
          const { word, tone } = stateOf(state);
          return (
            <tbody key={queuedMs}>
              <tr>
                <th scope="row">
                  <StateSign tone={TONES[tone] ?? "neutral"} word={word} /> {number + 1}
                </th>
                <Num>{view.instant(beganMs ?? queuedMs)}</Num>
                <Num>{formatMs(beganMs === null ? null : beganMs - queuedMs)}</Num>
                <Num>{formatMs(beganMs === null || endedMs === null ? null : endedMs - beganMs)}</Num>
              </tr>
              <tr>
                <td className={styles["log"]} colSpan={4}>
                  {line === "" ? word : visibleText(line)}
                </td>
              </tr>
              {checks?.map((made) => (
                <CheckRow key={`${made.check} ${made.on}`} made={made} />
              ))}
            </tbody>
          );
        })}
      </table>
    </Scroll>
  );
}
