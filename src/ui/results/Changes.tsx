import type { KindDecl, Limit } from "../../catalogue/contract.ts";
import type { Swap } from "../../catalogue/drawing/swap.ts";
import type { Scenario } from "../../scenario/types.ts";
import { StateSign } from "../parts/Chip.tsx";
import { formatMs } from "../parts/format.ts";
import { useKindFacts } from "../part-view/use-kind-facts.ts";
import { useRun } from "../stores/run-store.ts";
import { useSwapIn } from "../stores/swap-store.ts";
import { Card, Cards, Scroll, Sentence } from "./parts/Card.tsx";
import { costChanges, goalChanges, lagChanges, latencyChanges, limitChanges, missedIncidents } from "./changes.ts";
import type { ChangeRow, FinishedRun, GoalChange, LimitChange } from "./changes.ts";
import styles from "./parts/Results.module.css";
import { Heads, Num } from "./parts/TableParts.tsx";
import type { RunView } from "./parts/use-run-view.ts";

/** This run beside the one before it: what a swap, or any other edit, has changed. */
export function Changes({ view }: { readonly view: RunView }) {
  const before = useRun((run) => run.before);
  const swap = useSwapIn(view.design);
  const after = view.whole === null ? null : { result: view.whole, design: view.design };
  if (before === null || after === null || before.result.engine.scenario !== after.result.engine.scenario) {
    return (
      <Cards>
        <Card>
          <Sentence>
            {after === null
              ? "The comparison is drawn up when the run ends."
              : "This is the first run. Swap a part or change a setting, and run again: both runs will stand here side by side."}
          </Sentence>
        </Card>
      </Cards>
    );
  }
  return <ChangeCards before={before} after={after} scenario={view.scenario} swap={swap} words={THIS_RUN} />;
}

/** What the two runs are called at the head of a column. */
type Words = { readonly before: string; readonly after: string };

const THIS_RUN: Words = { before: "before", after: "now" };

/** Two runs of one prompt side by side. */
export function ChangeCards({
  before,
  after,
  scenario,
  swap,
  words,
}: {
  readonly before: FinishedRun;
  readonly after: FinishedRun;
  readonly scenario: Scenario | null;
  /** The swap between them, where it is known. */
  readonly swap: Swap | null;
  readonly words: Words;
}) {
  const limits = limitChanges(before, after);
  return (
    <Cards>
      <Card least={400} title="Latency" note="percentiles">
        <ChangeTable label="Latency in both runs" rows={latencyChanges(before, after)} words={words} />
        {before.result.engine.simulatedMs !== after.result.engine.simulatedMs && (
          <Sentence>{`The runs lasted ${formatMs(before.result.engine.simulatedMs)} and ${formatMs(after.result.engine.simulatedMs)}: peaks and percentiles of a longer one see more.`}</Sentence>
        )}
      </Card>
      <Card least={400} title="Lag and losses" note="peaks of the whole run">
        <ChangeTable label="Lag and losses in both runs" rows={lagChanges(before, after)} words={words} />
        {missedIncidents(before, after, scenario).map((sentence) => (
          <Sentence key={sentence}>{sentence}</Sentence>
        ))}
      </Card>
      <Card least={360} title="Cost" note="USD a month">
        <ChangeTable label="Cost in both runs" rows={costChanges(before, after)} words={words} />
      </Card>
      {after.result.verdict.goals.length > 0 && (
        <Card least={360} title="Goals">
          <GoalTable goals={goalChanges(before, after)} words={words} />
        </Card>
      )}
      {limits.length > 0 && (
        <Card least={460} title="Limits" note="of the kinds, with their sources">
          <Scroll label="Limits of both kinds">
            {limits.map((change) => (
              <LimitTables key={change.part} change={change} />
            ))}
          </Scroll>
        </Card>
      )}
      {swap !== null && <CarriedCard swap={swap} />}
    </Cards>
  );
}

function ChangeTable({ label, rows, words }: { readonly label: string; readonly rows: readonly ChangeRow[]; readonly words: Words }) {
  if (rows.length === 0) return <Sentence>Neither run measured any.</Sentence>;
  return (
    <Scroll label={label}>
      <table className={styles["table"]}>
        <Heads names={["figure", words.before, words.after, "change"]} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row" className={styles["label"]}>
                {row.label}
              </th>
              <Num tone="quiet">{row.before}</Num>
              <Num>{row.after}</Num>
              <Num tone={row.tone}>{row.change}</Num>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function GoalTable({ goals, words }: { readonly goals: readonly GoalChange[]; readonly words: Words }) {
  const word = (met: boolean): string => (met ? "met" : "missed");
  return (
    <Scroll label="Goals in both runs">
      <table className={styles["table"]}>
        <Heads names={["goal", words.before, words.after]} />
        <tbody>
          {goals.map((goal) => (
            <tr key={goal.id}>
              <th scope="row" className={styles["label"]}>
                <StateSign tone={goal.met ? "ok" : "bad"} word={word(goal.met)} /> {goal.label}
              </th>
              <Num tone="quiet">{goal.wasMet === null ? goal.before : `${goal.before} ${word(goal.wasMet)}`}</Num>
              <Num tone={goal.met ? "ok" : "bad"}>{`${goal.after} ${word(goal.met)}`}</Num>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** What the settings of the old part became. */
function CarriedCard({ swap }: { readonly swap: Swap }) {
  return (
    <Card least={320} title="Settings carried" note={`${swap.from} to ${swap.to}`}>
      <Scroll label="Settings carried over">
        <table className={styles["table"]}>
          <Heads names={["means the same", "before", "after"]} />
          <tbody>
            {swap.carried.map(({ meaning, before, after }) => (
              <tr key={meaning}>
                <th scope="row" className={styles["label"]}>
                  {meaning}
                </th>
                <Num>{before}</Num>
                <Num>{after}</Num>
              </tr>
            ))}
          </tbody>
        </table>
        {swap.left.length > 0 && (
          <Sentence>{`No place in ${swap.to}: ${swap.left.map(({ label, value }) => `${label} (${value})`).join(", ")}.`}</Sentence>
        )}
        {swap.fixed.map((sentence) => (
          <Sentence key={sentence}>{sentence}</Sentence>
        ))}
      </Scroll>
    </Card>
  );
}

function LimitTables({ change }: { readonly change: LimitChange }) {
  return (
    <>
      <LimitTable kind={change.before} />
      <LimitTable kind={change.after} />
    </>
  );
}

function LimitTable({ kind }: { readonly kind: KindDecl }) {
  const facts = useKindFacts(kind.id);
  const limits: readonly Limit[] = facts === null || facts === "failed" ? [] : facts.limits;
  if (facts === "failed") return <Sentence>{`The limits of ${kind.title} could not be loaded.`}</Sentence>;
  return (
    <table className={styles["table"]} aria-busy={facts === null}>
      <Heads names={[kind.title, "limit"]} />
      <tbody>
        {limits.map((limit) => (
          <tr key={limit.name} title={`${limit.source.text}, ${limit.source.asOf} (${limit.source.kind})`}>
            <th scope="row" className={styles["label"]}>
              {limit.name}
            </th>
            <td
              className={`${styles["r"]} ${styles["wrap"]}`}
            >{`${typeof limit.value === "number" ? limit.value.toLocaleString("en-US") : limit.value} ${limit.unit}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
