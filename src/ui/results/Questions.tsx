import type { AskedQuestion } from "../../result/questions.ts";
import { pluralExact } from "../parts/format.ts";
import { NumberText } from "../parts/NumberText.tsx";
import { Scroll, Sentence } from "./parts/Card.tsx";
import { partTitle } from "./parts/part-names.ts";
import styles from "./parts/Results.module.css";
import { Heads, Num } from "./parts/TableParts.tsx";
import type { RunView } from "./parts/use-run-view.ts";

const HEADS = ["question", "times", "p50", "p99", "read each", "blocks", "right", "age"] as const;

/** What people asked of stores in shapes of their own, and what became of each. */
export function Questions({
  view,
  questions,
}: {
  readonly view: RunView;
  readonly questions: { readonly [part: string]: readonly AskedQuestion[] };
}) {
  const rows = Object.entries(questions).flatMap(([part, asked]) => asked.map((each) => ({ part, ...each })));
  const isShared = Object.keys(questions).length > 1;
  const known = rows.filter(({ exactShare }) => exactShare !== null);
  const worst = known.reduce<(typeof rows)[number] | null>(
    (least, row) => (least === null || (row.exactShare ?? 1) < (least.exactShare ?? 1) ? row : least),
    null,
  );
  return (
    <>
      <Scroll label="Questions by who asked them">
        <table className={styles["table"]}>
          <Heads names={HEADS} />
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.part} ${row.question}`}>
                <th scope="row" className={styles["name"]} title={`${row.question}, asked by ${partTitle(view.design, row.part)}`}>
                  {isShared ? `${partTitle(view.design, row.part)}: ` : ""}
                  {row.question}
                </th>
                <Num>
                  <NumberText value={row.asked} />
                </Num>
                <Num>
                  <NumberText value={row.p50Ms} unit="ms" />
                </Num>
                <Num>
                  <NumberText value={row.p99Ms} unit="ms" />
                </Num>
                <Num>
                  <NumberText value={row.bytesEach} unit="B" />
                </Num>
                <Num>
                  <NumberText value={row.blocksEach} />
                </Num>
                <Num title={`mean of ${pluralExact(row.compared, "answer")} held against all that had happened`}>
                  <NumberText value={row.exactShare} unit="share" />
                </Num>
                <Num title="of the newest event an answer could show, median">
                  <NumberText value={row.ageP50Ms} unit="ms" />
                </Num>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Sentence>
        {worst === null
          ? "No answer could be held against the truth: the stores answer every question as their own."
          : `Right: the share of the true counts, of all that had happened by then, that an answer had. Least of it: "${worst.question}".`}
      </Sentence>
    </>
  );
}
