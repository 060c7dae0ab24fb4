import type { Ledger } from "../../result/result.ts";
import { formatExact } from "../parts/format.ts";
import { NumberText } from "../parts/NumberText.tsx";
import { Scroll } from "./parts/Card.tsx";
import { imbalance, ledgerRows } from "./ledger-rows.ts";
import type { LedgerRow } from "./ledger-rows.ts";
import styles from "./parts/Results.module.css";
import { Num } from "./parts/TableParts.tsx";

function toneOf(row: LedgerRow): string {
  return row.part === undefined ? "plain" : row.colour;
}

/** The conservation account: rows that add up to what was produced; what is zero is left out. `full` adds colours and the sum. */
export function LedgerTable({
  ledger,
  titleOf,
  full = false,
}: {
  readonly ledger: Ledger;
  readonly titleOf: (part: string) => string;
  readonly full?: boolean;
}) {
  const rows = ledgerRows(ledger, titleOf).filter((row) => row.records > 0 || row.id === "delivered");
  const off = imbalance(ledger);
  return (
    <Scroll label="Where every record went">
      <table className={`${styles["table"]} ${styles["ledger"]}`}>
        <tbody>
          <tr>
            <th scope="row">produced</th>
            <Num>
              <NumberText value={ledger.produced} text={formatExact(ledger.produced)} unit="records" />
            </Num>
          </tr>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row" className={styles[toneOf(row)]}>
                {full && <span className={styles["dot"]} style={{ background: `var(--${row.colour})` }} aria-hidden="true" />}
                {row.label}
              </th>
              <td className={`${styles["r"]} ${styles[toneOf(row)] ?? ""}`}>
                <NumberText value={row.records} text={formatExact(row.records)} unit="records" />
              </td>
            </tr>
          ))}
          {full && (
            <tr className={styles["total"]}>
              <th scope="row">{off === 0 ? "adds up to produced" : "does not add up"}</th>
              <td className={`${styles["r"]} ${off === 0 ? "" : styles["bad"]}`}>
                {off === 0 ? formatExact(ledger.produced) : `${formatExact(off)} unaccounted for`}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </Scroll>
  );
}
