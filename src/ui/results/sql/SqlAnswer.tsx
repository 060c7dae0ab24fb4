import { useMemo } from "react";
import type { Cell, CellKind, QueryAnswer, QueryFault } from "../../../warehouse/warehouse.ts";
import { VirtualTable } from "../../charts/VirtualTable.tsx";
import type { TableColumn } from "../../charts/VirtualTable.tsx";
import { Button } from "../../parts/Button.tsx";
import { formatExact, formatMs, plural, pluralExact } from "../../parts/format.ts";
import { visibleLines, visibleText } from "../../../base/visible-text.ts";
import { announce } from "../../stores/view-store.ts";
import { copyWhole, wholeAnswer } from "./sql-session.ts";
import { cellText, headingText, saveText, toCsv, toJson } from "./export-rows.ts";
import styles from "./SqlConsole.module.css";

const NOT_COPIED =
  "Not copied: the text is longer than 64 million characters, or the browser allows no copying. Take a part: substr(…, 1, 10000).";
const MORE = {
  rows: "there are more; aggregate or add LIMIT",
  size: "there are more, too large to show together; name fewer columns or add LIMIT",
};
/** So much of a long text stands in its row. */
const INLINE_CHARS = 200;
const CHAR_PX = 7.2;
const SAMPLED_ROWS = 60;

/** Wide enough for the name and for the first rows, within reason. */
function columnWidth(answer: QueryAnswer, index: number): number {
  const column = answer.columns[index];
  if (column === undefined) return 96;
  const longest = answer.rows
    .slice(0, SAMPLED_ROWS)
    .reduce((most, row) => Math.max(most, visibleText(cellText(row[index] ?? null, column.kind)).length), headingText(column.name).length);
  return Math.round(Math.min(320, Math.max(56, longest * CHAR_PX + 16)));
}

function CellText({ cell, kind }: { readonly cell: Cell; readonly kind: CellKind }) {
  if (cell === null) return <span className={styles["null"]}>NULL</span>;
  const text = visibleText(cellText(cell, kind));
  return <span title={text.length > 40 ? text : undefined}>{text}</span>;
}

/** The beginning of a long text, and the way to have it whole. */
function CutCell({
  answer,
  place,
  chars,
  text,
}: {
  readonly answer: QueryAnswer;
  readonly place: string;
  readonly chars: number;
  readonly text: string;
}) {
  const copy = async (): Promise<void> => {
    announce((await copyWhole(answer, place)) ? `${formatExact(chars)} characters copied.` : NOT_COPIED);
  };
  return (
    <span className={styles["cut"]}>
      <button
        type="button"
        onClick={() => void copy()}
        title={`${formatExact(chars)} characters; the first ${formatExact(text.length)} are shown`}
      >
        copy whole
      </button>
      <span>{visibleText(text.slice(0, INLINE_CHARS))}…</span>
    </span>
  );
}

/** The rows of a statement, or why there are none. */
export function SqlAnswer({ answer, fault }: { readonly answer: QueryAnswer | null; readonly fault: QueryFault | null }) {
  if (fault !== null) return <Fault fault={fault} />;
  if (answer === null) return <p className={styles["hint"]}>Rows appear here. A query reads the tables of this run and nothing else.</p>;
  return <Rows answer={answer} />;
}

function Rows({ answer }: { readonly answer: QueryAnswer }) {
  const columns = useMemo(
    (): readonly TableColumn[] =>
      answer.columns.map((column, index) => ({
        name: headingText(column.name),
        ...(column.kind === "time" ? { note: "UTC" } : {}),
        align: column.kind === "number" ? "right" : "left",
        leastPx: columnWidth(answer, index),
        cell: (row) => {
          const cell = answer.rows[row]?.[index] ?? null;
          const chars = answer.cut[`${row}:${index}`];
          if (chars === undefined) return <CellText cell={cell} kind={column.kind} />;
          return <CutCell answer={answer} place={`${row}:${index}`} chars={chars} text={String(cell)} />;
        },
      })),
    [answer],
  );
  const save = async (name: string, type: string, write: (whole: QueryAnswer) => string): Promise<void> =>
    saveText(name, type, write(await wholeAnswer(answer)));
  const count = answer.truncated ? `the first ${pluralExact(answer.rows.length, "row")}` : plural(answer.rows.length, "row");
  return (
    <>
      <div className={styles["answerHead"]}>
        <span role="status">{`${count} in ${formatMs(Math.max(1, answer.elapsedMs))}`}</span>
        {answer.stoppedBy !== null && <span className={styles["more"]}>{MORE[answer.stoppedBy]}</span>}
        <span className={styles["space"]} />
        <Button size="small" look="ghost" onClick={() => void save("quadrant-rows.csv", "text/csv", toCsv)}>
          Save CSV
        </Button>
        <Button size="small" look="ghost" onClick={() => void save("quadrant-rows.json", "application/json", toJson)}>
          Save JSON
        </Button>
      </div>
      {answer.rows.length === 0 ? (
        <p className={styles["hint"]}>The query ran and found no rows.</p>
      ) : (
        <VirtualTable label="Rows of the query" rows={answer.rows.length} columns={columns} />
      )}
    </>
  );
}

function Fault({ fault }: { readonly fault: QueryFault }) {
  return (
    <div role="alert" className={styles["fault"]}>
      <p>{visibleText(fault.message)}</p>
      {fault.detail !== undefined && (
        <pre tabIndex={0} aria-label="What the database said">
          {visibleLines(fault.detail)}
        </pre>
      )}
    </div>
  );
}
