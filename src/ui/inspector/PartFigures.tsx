import type { ReactNode } from "react";
import { formatMs, formatNumber, formatShare, formatUsd } from "../parts/format.ts";
import { NumberText } from "../parts/NumberText.tsx";
import { resultOf, useRun } from "../stores/run-store.ts";
import { useShallow } from "zustand/react/shallow";
import { goToField } from "../stores/canvas-store.ts";
import { adviceOn, placeOf } from "../part-view/part-problems.ts";
import type { NodeSummary } from "../../result/result.ts";
import { Section } from "../parts/Section.tsx";
import styles from "./Inspector.module.css";

/** What the run shows of this part: live while it runs, whole once it is over. */
export function PartFigures({ partId }: { readonly partId: string }) {
  const sample = useRun((run) => run.snapshot?.nodes[partId]);
  const summary = useRun((run) => resultOf(run)?.nodes[partId]);
  const dropped = useRun((run) => run.snapshot?.ledger.dropped[partId]);
  const lines = useRun((run) => resultOf(run)?.cost.lines);
  if (sample === undefined && summary === undefined) return null;
  const cost = lines?.filter((line) => line.node === partId).reduce((sum, line) => sum + line.usd, 0);
  return (
    <Section title="In this run" open>
      <dl className={styles["figures"]}>
        {sample !== undefined && (
          <>
            <Row name="Now" value={sample.figure === "" ? "–" : sample.figure} />
            <Row name="Rate" value={<NumberText value={sample.ratePerSecond} unit="/s" />} />
            <Row
              name="Busiest resource"
              value={
                sample.utilisation === null ? (
                  "none"
                ) : (
                  <NumberText value={sample.utilisation} unit="share" text={formatShare(sample.utilisation)} />
                )
              }
            />
            <Row name="Waiting" value={<NumberText value={sample.queue} />} />
          </>
        )}
        {summary !== undefined && (
          <>
            <Row name="Came in, went out" value={`${formatNumber(summary.arrivals)}, ${formatNumber(summary.departures)}`} />
            <Row
              name="Wait, mean · p50 · p99"
              value={`${formatMs(summary.waitMs.mean)} · ${formatMs(summary.waitMs.p50)} · ${formatMs(summary.waitMs.p99)}`}
            />
            <Row name="Service, mean" value={formatMs(summary.serviceMs.mean)} />
            <Row
              name="Queue, mean · most seen"
              value={`${formatNumber(summary.queueMean)}${seen(summary) ? ` · ${formatNumber(summary.queueMax)}` : ""}`}
            />
            <Row name="Down" value={formatMs(summary.downMs)} />
          </>
        )}
        {Object.entries(dropped ?? {}).map(([reason, count]) => (
          <Row key={reason} name={`Lost: ${reason}`} value={<NumberText value={count} />} bad={count > 0} />
        ))}
        {cost !== undefined && (
          <Row name="Cost a month" value={<NumberText value={cost} unit="USD a month" kind="closed form" text={formatUsd(cost)} />} />
        )}
      </dl>
      <Advice partId={partId} />
    </Section>
  );
}

/** What the run found about this part; a sentence that names a setting leads to it. */
function Advice({ partId }: { readonly partId: string }) {
  const findings = useRun(useShallow((run) => (run.status === "refused" ? [] : adviceOn(partId, run.findings))));
  if (findings.length === 0) return null;
  return (
    <ul className={styles["problems"]} aria-label="What the run found">
      {findings.map((finding) => {
        const field = placeOf(finding)?.field;
        return (
          <li key={`${finding.code} ${finding.message}`} data-severity={finding.severity}>
            {finding.message}
            {field !== undefined && (
              <button type="button" className={styles["link"]} onClick={() => goToField(partId, field)}>
                Show the setting
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Row({ name, value, bad = false }: { readonly name: string; readonly value: ReactNode; readonly bad?: boolean }) {
  return (
    <div data-bad={bad || undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Parts that do not know their longest queue are looked at now and then: what is below the mean was between two looks. */
function seen({ queueMean, queueMax }: NodeSummary): boolean {
  return queueMax !== null && queueMax >= (queueMean ?? 0);
}
