import type { TaskRun } from "../../../result/pipelines.ts";
import { visibleText } from "../../../base/visible-text.ts";
import { StateSign } from "../../parts/Chip.tsx";
import type { Tone } from "../../parts/Chip.tsx";
import { formatMs } from "../../parts/format.ts";
import { Scroll, Sentence } from "../parts/Card.tsx";
import results from "../parts/Results.module.css";
import { Heads, Num } from "../parts/TableParts.tsx";
import type { RunView } from "../parts/use-run-view.ts";
import { dueText } from "./due-text.ts";
import { stateOf } from "./grid-columns.ts";
import styles from "./Pipelines.module.css";

const TONES: { readonly [tone: string]: Tone } = { ok: "ok", bad: "bad", warn: "warn", accent: "accent", quiet: "neutral" };

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
        {task.tries.map(({ queuedMs, beganMs, endedMs, state, line }, number) => {
          const { word, tone } = stateOf(state);
          return (
            <tbody key={queuedMs}>
              <tr>
                <th scope="row">
                  <StateSign tone={TONES[tone] ?? "neutral"} word={word} /> {number + 1}
                </th>
                <Num>{dueText(view, beganMs ?? queuedMs)}</Num>
                <Num>{formatMs(beganMs === null ? null : beganMs - queuedMs)}</Num>
                <Num>{formatMs(beganMs === null || endedMs === null ? null : endedMs - beganMs)}</Num>
              </tr>
              <tr>
                <td className={styles["log"]} colSpan={4}>
                  {line === "" ? word : visibleText(line)}
                </td>
              </tr>
            </tbody>
          );
        })}
      </table>
    </Scroll>
  );
}
