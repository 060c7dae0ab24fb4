import { Suspense } from "react";
import type { RunResult, TableQuality } from "../../result/result.ts";
import { StackedBar } from "../charts/StackedBar.tsx";
import { Button } from "../parts/Button.tsx";
import { formatExact, formatShare, plural, pluralExact } from "../parts/format.ts";
import { NumberText } from "../parts/NumberText.tsx";
import type { Design } from "../../design/types.ts";
import { showDock } from "../stores/view-store.ts";
import { partTitle } from "./parts/part-names.ts";
import { tableToCheck } from "./sql/table-to-check.ts";
import { Card, Cards, Scroll, Sentence } from "./parts/Card.tsx";
import { Answers } from "./requests/request-cards.ts";
import { PersonalReads } from "./PersonalReads.tsx";
import { recommendationWords } from "./lists/recommendation-words.ts";
import styles from "./parts/Results.module.css";
import { Heads, Num } from "./parts/TableParts.tsx";
import type { RunView } from "./parts/use-run-view.ts";

/** `99.3 % of 48,213 rows equal the batch answer. 312 missing, of them 298 by late events.` */
export function qualitySentence(quality: TableQuality): string {
  const share = quality.expectedRows === 0 ? null : quality.exact / quality.expectedRows;
  if (share === null)
    return quality.rows === 0
      ? "No row was expected and none was written."
      : `No row was expected, ${formatExact(quality.rows)} were written.`;
  const differing = quality.expectedRows - quality.exact - quality.missing;
  const faults = [
    quality.missing > 0 ? `${formatExact(quality.missing)} missing` : "",
    differing > 0 ? `${formatExact(differing)} different` : "",
    quality.extra > 0 ? `${formatExact(quality.extra)} that should not exist` : "",
    quality.duplicates > 0 ? plural(quality.duplicates, "duplicate") : "",
  ].filter((text) => text !== "");
  const wrong = quality.missing + Math.max(0, differing);
  const late =
    quality.late === 0
      ? ""
      : quality.late >= wrong
        ? " All differences come from events that arrived too late."
        : ` ${formatExact(quality.late)} of them come from events that arrived too late.`;
  const head = `${formatShare(share)} of ${pluralExact(quality.expectedRows, "row")} equal the batch answer`;
  return faults.length === 0 ? `${head}; nothing missing, nothing extra.` : `${head}: ${faults.join(", ")}.${late}`;
}

/** What there is to be right about where no table has a batch answer. */
function WithoutTables({ result }: { readonly result: RunResult }) {
  if (result.items !== undefined)
    return (
      <Suspense>
        <Answers whole={result} />
      </Suspense>
    );
  return (
    <Sentence>
      This system writes no table that has a batch answer to compare with. A Flink part that builds sessions or hourly totals, wired to a
      store, has one.
      {result.recommendation !== undefined && ` Recommendations: ${recommendationWords(result.recommendation)}`}
    </Sentence>
  );
}

/** What the run wrote against the batch answer computed from the events themselves. */
export function Correctness({ view }: { readonly view: RunView }) {
  const { whole: result } = view;
  if (result === null) {
    return (
      <Cards>
        <Card>
          <Sentence>
            Tables are compared with the batch answer when the run ends: rows that are exact, missing, extra or duplicated, and how many of
            them late events explain.
          </Sentence>
        </Card>
      </Cards>
    );
  }
  if (view.status === "cancelled") {
    return (
      <Cards>
        <Card>
          <Sentence>
            This run was stopped. Tables are compared with the batch answer when a run reaches its end; run again and let it finish.
          </Sentence>
        </Card>
      </Cards>
    );
  }
  const tables = Object.entries(result.quality);
  if (tables.length === 0) {
    return (
      <Cards>
        <Card>
          <WithoutTables result={result} />
          <PersonalReads result={result} design={view.design} />
        </Card>
      </Cards>
    );
  }
  return (
    <Cards>
      <Card grow={2.4} least={700} title="Rows against the batch answer" note="ground truth from the same events">
        <QualityTable tables={tables} design={view.design} />
      </Card>
      <Card grow={1.3} least={300} title="In words">
        <Scroll label="Correctness in words">
          {tables.map(([name, quality]) => (
            <p key={name} className={styles["sentence"]}>
              <strong title={name}>{tableTitle(name, view.design)}</strong>
              {` ${qualitySentence(quality)} `}
              {CHECKED_BY_SQL.has(name) && (
                <Button size="small" aria-label={`Check ${tableTitle(name, view.design)} by SQL`} onClick={() => checkBySql(name)}>
                  Check it by SQL
                </Button>
              )}
            </p>
          ))}
          {result.recommendation !== undefined && (
            <p className={styles["sentence"]}>
              <strong>recommendations</strong>
              {` ${recommendationWords(result.recommendation)}`}
            </p>
          )}
          <PersonalReads result={result} design={view.design} />
        </Scroll>
      </Card>
    </Cards>
  );
}

const COUNTED = ["expected", "written", "exact rows", "missing", "extra", "duplicates", "late"];

/** What the judged tables of every run are called where no drawing names them. */
const TITLES: { readonly [table: string]: string } = { hourly_engagement: "hourly figures", joins: "joined pairs" };

/** `hourly figures`; a table that several parts hold is called by the part: `events in Gold`. */
function tableTitle(name: string, design: Design): string {
  const [table = "", part] = name.split("@");
  const title = TITLES[table] ?? table;
  return part === undefined ? title : `${title} in ${partTitle(design, part)}`;
}

/** Tables that an example query holds against the batch answer row by row. */
const CHECKED_BY_SQL: ReadonlySet<string> = new Set(["sessions", "hourly_engagement", "windows", "joins"]);

/** Opens the console with the query that finds the rows which the goal counts as wrong, and runs it. */
function checkBySql(table: string): void {
  tableToCheck.setState({ table });
  showDock("sql");
}

function QualityTable({ tables, design }: { readonly tables: readonly (readonly [string, TableQuality])[]; readonly design: Design }) {
  return (
    <Scroll label="Rows against the batch answer">
      <table className={styles["table"]}>
        <Heads names={["table", "exact", ...COUNTED]} drawing="share" />
        <tbody>
          {tables.map(([name, quality]) => (
            <QualityRow key={name} name={name} title={tableTitle(name, design)} quality={quality} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function QualityRow({ name, title, quality }: { readonly name: string; readonly title: string; readonly quality: TableQuality }) {
  const differing = Math.max(0, quality.expectedRows - quality.exact - quality.missing);
  const share = quality.expectedRows === 0 ? null : quality.exact / quality.expectedRows;
  const counts = [quality.expectedRows, quality.rows, quality.exact, quality.missing, quality.extra, quality.duplicates, quality.late];
  return (
    <tr>
      <th scope="row" title={name}>
        {title}
      </th>
      <Num tone={share === null ? undefined : share < 0.99 ? "bad" : "ok"}>
        <NumberText value={share} unit="share" />
      </Num>
      {counts.map((rows, index) => (
        <Num key={COUNTED[index]}>
          <NumberText value={rows} text={formatExact(rows)} unit="rows" />
        </Num>
      ))}
      <td className={styles["wide"]}>
        <StackedBar
          label={title}
          format={formatExact}
          pieces={[
            { id: "exact", label: "exact", value: quality.exact, colour: "ok" },
            { id: "different", label: "different", value: differing, colour: "warn" },
            { id: "missing", label: "missing", value: quality.missing, colour: "bad" },
            { id: "extra", label: "extra", value: quality.extra, colour: "serve" },
            { id: "duplicates", label: "duplicates", value: quality.duplicates, colour: "source" },
          ]}
        />
      </td>
    </tr>
  );
}
