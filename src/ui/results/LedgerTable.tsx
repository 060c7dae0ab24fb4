import type { Ledger } from "../../simulate/result.ts";
import { formatExact } from "../parts/format.ts";
import { Scroll } from "./Card.tsx";
import { imbalance, ledgerRows } from "./ledger-rows.ts";
import styles from "./Results.module.css";

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
      <table className={styles["table"]}>
        <tbody>
          <tr>
            <th scope="row">produced</th>
            <td className={styles["r"]}>{formatExact(ledger.produced)}</td>
          </tr>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row" className={row.colour === "bad" ? styles["bad"] : undefined}>
                {full && <span className={styles["dot"]} style={{ background: `var(--${row.colour})` }} aria-hidden="true" />}
                {row.label}
              </th>
              <td className={`${styles["r"]} ${row.colour === "bad" ? styles["bad"] : ""}`}>{formatExact(row.records)}</td>
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
