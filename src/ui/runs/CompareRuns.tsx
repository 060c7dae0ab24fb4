import { Button } from "../parts/Button.tsx";
import { formatWhen } from "../parts/format.ts";
import { ChangeCards } from "../results/Changes.tsx";
import { Card, Cards, Sentence } from "../results/parts/Card.tsx";
import { useSession } from "../stores/session-store.ts";
import type { RunRecord } from "../../share/run-record.ts";
import { callName } from "./headline.ts";
import styles from "./Runs.module.css";

/** Two kept runs side by side, the earlier one first. */
export function CompareRuns({
  earlier,
  later,
  onBack,
}: {
  readonly earlier: RunRecord;
  readonly later: RunRecord;
  readonly onBack: () => void;
}) {
  const scenario = useSession((session) => session.scenario);
  const comparable = earlier.result.engine.scenario === later.result.engine.scenario;
  return (
    <div className={styles["page"]}>
      <div className={styles["bar"]}>
        <Button size="small" autoFocus onClick={onBack}>
          Back to the list
        </Button>
        <h3>{`Earlier: ${callName(earlier, formatWhen)}, seed ${earlier.result.engine.seed}. Later: ${callName(later, formatWhen)}, seed ${later.result.engine.seed}.`}</h3>
      </div>
      <div className={styles["rest"]}>
        {comparable ? (
          <ChangeCards before={earlier} after={later} scenario={scenario} words={WORDS} swap={null} />
        ) : (
          <Cards>
            <Card>
              <Sentence>These runs answer different prompts, so their figures say nothing about each other.</Sentence>
            </Card>
          </Cards>
        )}
      </div>
    </div>
  );
}

const WORDS = { before: "earlier", after: "later" };
