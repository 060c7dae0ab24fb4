import { useMemo } from "react";
import type { Cell, QueryAnswer, QueryFault } from "../../../warehouse/warehouse.ts";
import { VirtualTable } from "../../charts/VirtualTable.tsx";
import type { TableColumn } from "../../charts/VirtualTable.tsx";
import { Button } from "../../parts/Button.tsx";
import { formatExact, formatMs, plural } from "../../parts/format.ts";
import { cellText, saveText, toCsv, toJson } from "./export-rows.ts";
import styles from "./SqlConsole.module.css";

const CHAR_PX = 7.2;
const SAMPLED_ROWS = 60;

/** Wide enough for the name and for the first rows, within reason. */
function columnWidth(answer: QueryAnswer, index: number): number {
  const column = answer.columns[index];
  if (column === undefined) return 96;
  const longest = answer.rows
    .slice(0, SAMPLED_ROWS)
    .reduce((most, row) => Math.max(most, cellText(row[index] ?? null, column.kind).length), column.name.length);
  return Math.round(Math.min(320, Math.max(56, longest * CHAR_PX + 16)));
}

function CellText({ cell, kind }: { readonly cell: Cell; readonly kind: QueryAnswer["columns"][number]["kind"] }) {
  const text = cellText(cell, kind);
  return cell === null ? <span className={styles["null"]}>NULL</span> : <span title={text.length > 40 ? text : undefined}>{text}</span>;
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
        name: column.name,
        ...(column.kind === "time" ? { note: "UTC" } : {}),
        align: column.kind === "number" ? "right" : "left",
        leastPx: columnWidth(answer, index),
        cell: (row) => <CellText cell={answer.rows[row]?.[index] ?? null} kind={column.kind} />,
      })),
    [answer],
  );
  const count = answer.truncated ? `the first ${formatExact(answer.rows.length)} rows` : plural(answer.rows.length, "row");
  return (
    <>
      <div className={styles["answerHead"]}>
        <span role="status">{`${count} in ${formatMs(Math.max(1, answer.elapsedMs))}`}</span>
        {answer.truncated && <span className={styles["more"]}>there are more; aggregate or add LIMIT</span>}
        <span className={styles["space"]} />
        <Button size="small" look="ghost" onClick={() => saveText("quadrant-rows.csv", "text/csv", toCsv(answer))}>
          Save CSV
        </Button>
        <Button size="small" look="ghost" onClick={() => saveText("quadrant-rows.json", "application/json", toJson(answer))}>
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
      <p>{fault.message}</p>
      {fault.detail !== undefined && (
        <pre tabIndex={0} aria-label="What the database said">
          {fault.detail}
        </pre>
      )}
    </div>
  );
}
