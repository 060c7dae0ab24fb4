import { useEffect, useState } from "react";
import type { RunTable } from "../../result/run-table.ts";
import { simulation } from "../../workers/simulation-client.ts";
import { formatExact } from "../parts/format.ts";
import { Scroll, Sentence } from "./parts/Card.tsx";
import styles from "./parts/Results.module.css";

const SHOWN = 100;

/** Rows of a person's file that could not be read, as the run lists them. */
export function RejectedRows({ count }: { readonly count: number }) {
  const [table, setTable] = useState<RunTable | null>(null);
  useEffect(() => {
    let wanted = true;
    simulation()
      .tables(["rejects"])
      .then(([rejects]) => {
        if (wanted) setTable(rejects ?? null);
      })
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, []);
  const rows = table === null ? [] : Array.from({ length: Math.min(SHOWN, table.rows) }, (_, i) => cellsOf(table, i));
  return (
    <>
      <Scroll label="Rows that could not be read">
        <table className={styles["table"]}>
          <thead>
            <tr>
              <th scope="col">line</th>
              <th scope="col">why</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([line = "", column = "", reason = ""]) => (
              <tr key={`${line} ${column} ${reason}`}>
                <th scope="row">{line}</th>
                <td className={styles["wrap"]}>{column === "" ? reason : `${column}: ${reason}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Sentence>{`${formatExact(count)} listed in the table rejects; they are not part of the ledger.`}</Sentence>
    </>
  );
}

function cellsOf(table: RunTable, row: number): string[] {
  return table.columns.map((column) => {
    if (column.type === "text") return column.dictionary[column.codes[row] ?? -1] ?? "";
    return "values" in column ? formatExact(column.values[row]) : "";
  });
}
