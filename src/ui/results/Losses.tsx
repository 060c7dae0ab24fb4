import { Suspense, useMemo } from "react";
import type { Ledger } from "../../result/result.ts";
import { StackedBar } from "../charts/StackedBar.tsx";
import { TimeChart } from "../charts/TimeChart.tsx";
import { formatExact, formatNumber, formatShare, plural, pluralExact } from "../parts/format.ts";
import { NumberText } from "../parts/NumberText.tsx";
import { select } from "../stores/view-store.ts";
import { Card, Cards, Scroll, Sentence } from "./parts/Card.tsx";
import { lastIndex } from "./lag/lag-columns.ts";
import { ledgerRows, lossRows, reasonText, totalLate, totalLost } from "./ledger-rows.ts";
import { LedgerTable } from "./LedgerTable.tsx";
import { partTitle } from "./parts/part-names.ts";
import { RateChart } from "./RateChart.tsx";
import { Answers, Owners } from "./requests/request-cards.ts";
import { RejectedRows } from "./RejectedRows.tsx";
import styles from "./parts/Results.module.css";
import { Num } from "./parts/TableParts.tsx";
import { sampleScale } from "./parts/sample-scale.ts";
import { asksOnly } from "./parts/asks-only.ts";
import type { RunView } from "./parts/use-run-view.ts";

/** Where records were lost and why, and the account that shows that nothing else was. */
export function Losses({ view }: { readonly view: RunView }) {
  const { ledger } = view;
  if (ledger === null) return null;
  const scale = sampleScale(view.whole?.findings ?? []);
  const titleOf = (part: string): string => partTitle(view.design, part);
  if (asksOnly(view))
    return (
      <Cards>
        <Card title="Failures by owner" note="requests">
          <Suspense>
            <Owners view={view} />
          </Suspense>
        </Card>
        <Card grow={1.2} title="Of what was acknowledged">
          <Suspense>{view.whole !== null && <Answers whole={view.whole} />}</Suspense>
        </Card>
      </Cards>
    );
  return (
    <Cards>
      <Card grow={1.2} least={360} title="Conservation ledger" note="records">
        <div className={styles["bar"]}>
          <StackedBar
            label="Where every record went"
            format={formatExact}
            pieces={ledgerRows(ledger, titleOf).map((row) => ({ id: row.id, label: row.label, value: row.records, colour: row.colour }))}
          />
        </div>
        <LedgerTable ledger={ledger} titleOf={titleOf} full />
        {scale !== null && <Sentence>{scale}</Sentence>}
      </Card>
      <Card grow={1.2} least={400} title="Lost and late" note="by part and reason">
        <LossTable view={view} />
      </Card>
      {(view.whole?.tables["rejects"] ?? 0) > 0 && !view.kept && (
        <Card grow={1.2} title="Set aside before the run" note="rows of your file">
          <RejectedRows count={view.whole?.tables["rejects"] ?? 0} />
        </Card>
      )}
      {view.whole?.recommendation !== undefined && !view.kept && (
        <Card grow={1.3}>
          <RateChart view={view} />
        </Card>
      )}
      {view.series.columns.has("dropped") && (
        <Card grow={1.2} least={480}>
          <DroppedChart view={view} />
        </Card>
      )}
    </Cards>
  );
}

function lossSentence(ledger: Ledger): string {
  const lost = totalLost(ledger);
  const late = totalLate(ledger);
  const share = ledger.produced === 0 ? null : lost / ledger.produced;
  const head =
    lost === 0 ? "Nothing lost" : `${formatExact(lost)} of ${pluralExact(ledger.produced, "record")} lost, ${formatShare(share)}`;
  const tail = late === 0 ? "" : `; ${formatExact(late)} came too late and were turned away`;
  const again = ledger.redelivered === 0 ? "" : ` ${formatExact(ledger.redelivered)} were delivered again and counted once.`;
  return `${head}${tail}.${again}`;
}

function LossTable({ view }: { readonly view: RunView }) {
  const { ledger } = view;
  if (ledger === null) return null;
  const losses = lossRows(ledger, (part) => partTitle(view.design, part));
  const lateTables = Object.entries(view.whole?.quality ?? {}).filter(([, quality]) => quality.late > 0);
  return (
    <>
      <Scroll label="Losses by part and reason">
        <table className={styles["table"]}>
          <tbody>
            {losses.map(({ id, part = "", reason = "", records, colour }) => (
              <tr key={id}>
                <th scope="row">
                  <button type="button" className={styles["link"]} title="Show this part" onClick={() => select({ parts: [part] })}>
                    {partTitle(view.design, part)}
                  </button>
                </th>
                <td className={styles["wrap"]}>{reasonText(reason)}</td>
                <td className={`${styles["r"]} ${styles[colour]}`}>
                  <NumberText value={records} text={formatExact(records)} unit="records" />
                </td>
                <Num>{formatShare(ledger.produced === 0 ? null : records / ledger.produced)}</Num>
              </tr>
            ))}
            {lateTables.map(([table, quality]) => (
              <tr key={table}>
                <th scope="row">{table}</th>
                <td className={`${styles["wrap"]} ${styles["mute"]}`}>rows that late events changed</td>
                <Num>{formatExact(quality.late)}</Num>
                <td />
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Sentence>{lossSentence(ledger)}</Sentence>
    </>
  );
}

function DroppedChart({ view }: { readonly view: RunView }) {
  const { series } = view;
  const lines = useMemo(
    () => [{ label: "dropped", values: series.columns.get("dropped") ?? new Float64Array(series.length), colour: "bad" as const }],
    [series],
  );
  const values = lines[0]?.values ?? new Float64Array(0);
  const last = lastIndex(values, view.until);
  const first = values.findIndex((value) => value > 0);
  const sentence =
    first === -1 || last === null
      ? "No record was dropped."
      : `first at ${view.clock(series.atMs[first] ?? 0)}; ${plural(values[last] ?? 0, "record")} in all`;
  return (
    <TimeChart
      title="Gone so far"
      note="lost, late and expired"
      atMs={series.atMs}
      lines={lines}
      band={null}
      limit={null}
      marks={view.incidents}
      spanMs={view.spanMs}
      nowMs={view.nowMs}
      unit="count"
      format={formatNumber}
      clock={view.clock}
      pick={view.pick}
      sentence={sentence}
    />
  );
}
