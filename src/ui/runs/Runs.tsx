import { useEffect, useRef, useState } from "react";
import { Button } from "../parts/Button.tsx";
import { EmptyState } from "../parts/EmptyState.tsx";
import { formatWhen } from "../parts/format.ts";
import { Card, Cards, Scroll, Sentence } from "../results/parts/Card.tsx";
import styles from "../results/parts/Results.module.css";
import { refreshRuns, useKeptRuns, type RunEntry } from "../stores/kept-runs.ts";
import { useSave } from "../stores/save-store.ts";
import type { RunRecord } from "../../share/run-record.ts";
import { CompareRuns } from "./CompareRuns.tsx";
import { RunRow, UnreadableRow } from "./RunRow.tsx";

const HEADS = ["Compare", "Name", "Ended", "Seed", "Verdict", "A month", "p99", "Do"];
/** Figures stand to the right. */
const FIGURES = new Set(["Seed", "A month", "p99", "Do"]);

/** Every run of the open design that the browser keeps: shown again, run again, named, compared, handed out, deleted. */
export function Runs() {
  const documentId = useSave((save) => save.documentId);
  const { entries, problem, madeRoom } = useKeptRuns((kept) => kept);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [comparing, setComparing] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => void refreshRuns(), [documentId]);
  const pair = (entries ?? []).flatMap(({ record }) => (record !== null && chosen.includes(record.id) ? [record] : []));
  const [later, earlier] = pair;
  if (entries === null)
    return (
      <p className={styles["loading"]} role="status">
        Loading runs…
      </p>
    );
  if (problem !== null) return <EmptyState title="The runs cannot be listed">{problem}</EmptyState>;
  if (entries.length === 0) return <EmptyState title="No run kept yet">{NONE}</EmptyState>;
  if (comparing && later !== undefined && earlier !== undefined)
    return <CompareRuns earlier={earlier} later={later} onBack={() => setComparing(false)} />;
  const choose = ({ id }: RunRecord, wanted: boolean): void =>
    setChosen((before) => (wanted ? [...before, id] : before.filter((each) => each !== id)));
  // The row that had the focus is gone.
  const gone = (): void => list.current?.focus();
  return (
    <Cards>
      <Card
        title="Kept runs of this design"
        note={
          <Button size="small" disabled={pair.length !== 2} onClick={() => setComparing(true)}>
            Compare two
          </Button>
        }
      >
        <Scroll label="Kept runs of this design">
          <div ref={list} tabIndex={-1}>
            <table className={styles["table"]} aria-label="Kept runs of this design">
              <thead>
                <tr>
                  {HEADS.map((head) => (
                    <th key={head} scope="col" className={FIGURES.has(head) ? styles["r"] : undefined}>
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {entries.map((entry) => (
                  <Row key={entry.key[1]} entry={entry} chosen={pair} onChoose={choose} onGone={gone} />
                ))}
              </tbody>
            </table>
          </div>
        </Scroll>
        <Sentence>
          {KEPT}
          {madeRoom > 0 && ` ${madeRoom === 1 ? "One run" : `${madeRoom} runs`} without a name made room since you opened this page.`}
        </Sentence>
      </Card>
    </Cards>
  );
}

const NONE =
  "Press Run. Every run of this design is kept here, in this browser, with its settings, seed, faults, verdict and figures: to be shown again after a reload, named and compared.";
const KEPT =
  "Kept with settings, seed, faults, verdict and figures, and without rows: the same design, seed and faults give the same rows again, byte for byte. There is room for 40 runs of a design; the oldest without a name makes room.";

function Row({
  entry,
  chosen,
  onChoose,
  onGone,
}: {
  readonly entry: RunEntry;
  readonly chosen: readonly RunRecord[];
  readonly onChoose: (record: RunRecord, wanted: boolean) => void;
  readonly onGone: () => void;
}) {
  if (entry.record === null) return <UnreadableRow entry={entry} onGone={onGone} when={formatWhen(Number(entry.key[1].slice(0, 15)))} />;
  const { key, record } = entry;
  const isChosen = chosen.includes(record);
  return (
    <RunRow
      runKey={key}
      record={record}
      chosen={isChosen}
      mayChoose={isChosen || chosen.length < 2}
      onChoose={(wanted) => onChoose(record, wanted)}
      onGone={onGone}
    />
  );
}
