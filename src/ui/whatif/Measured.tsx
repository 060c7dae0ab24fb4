import { useId, useState } from "react";
import type { SettingValue } from "../../design/types.ts";
import { useChartTables } from "../charts/chart-tables.ts";
import { Button } from "../parts/Button.tsx";
import { StateSign } from "../parts/Chip.tsx";
import { formatExact, formatUnit, formatUsd } from "../parts/format.ts";
import { Card, Scroll, Sentence } from "../results/parts/Card.tsx";
import results from "../results/parts/Results.module.css";
import { Heads, Num } from "../results/parts/TableParts.tsx";
import type { MeasuredValue, Study } from "../stores/whatif-store.ts";
import { MeasuredPoints } from "./MeasuredPoints.tsx";
import type { PlotPoint } from "./MeasuredPoints.tsx";
import { measuresOf, missedMusts, readMeasure } from "./measures.ts";
import type { Measure } from "./measures.ts";
import styles from "./WhatIf.module.css";

type MeasuredProps = {
  readonly study: Study | undefined;
  readonly stale: boolean;
  /** Which setting of which part. */
  readonly label: string;
  readonly now: SettingValue;
  readonly text: (value: SettingValue) => string;
  readonly onUse: (value: SettingValue) => void;
};

/** What was measured: points of goal against cost, and the same as a table. */
export function Measured({ study, stale, label, now, text, onUse }: MeasuredProps) {
  const [wanted, setWanted] = useState<string | null>(null);
  const tables = useChartTables();
  const measured = [...(study?.measured ?? [])].sort(byValue);
  const [example] = measured.flatMap(({ result }) => (result === null ? [] : [result]));
  const measures = example === undefined ? [] : measuresOf(example);
  const measure = measures.find(({ id }) => id === wanted) ?? measures[0];
  if (measured.length === 0)
    return (
      <Card grow={2.4} least={360}>
        <Sentence>Run the values: every point here will be one whole run, with its measured goal and its monthly bill.</Sentence>
      </Card>
    );
  const points = measure === undefined ? [] : measured.flatMap((each) => pointOf(each, measure, text));
  return (
    <>
      {measure !== undefined && !tables.shown && (
        <Card
          grow={1.4}
          least={280}
          title={<MeasurePicker measures={measures} measure={measure} onPick={setWanted} />}
          note="against cost, USD a month"
        >
          <MeasuredPoints points={points} measure={measure} label={label} />
          <Caption stale={stale} points={points} />
        </Card>
      )}
      <Card least={350} title={label} note="one run each, same seed">
        <Scroll label={`Measured values of ${label}`}>
          <table className={results["table"]} aria-label={`Measured values of ${label}`}>
            <Heads names={["Value", ...(measure === undefined ? [] : [measure.label]), "A month", "Musts", "Choose"]} />
            <tbody>
              {measured.map((each) => (
                <Row
                  key={JSON.stringify(each.value)}
                  measured={each}
                  measure={measure}
                  text={text}
                  current={each.value === now}
                  onUse={onUse}
                />
              ))}
            </tbody>
          </table>
        </Scroll>
        {tables.shown && <Caption stale={stale} points={points} />}
      </Card>
    </>
  );
}

function byValue(a: MeasuredValue, b: MeasuredValue): number {
  return typeof a.value === "number" && typeof b.value === "number" ? a.value - b.value : 0;
}

function pointOf({ value, result }: MeasuredValue, measure: Measure, text: (value: SettingValue) => string): readonly PlotPoint[] {
  if (result === null) return [];
  const { value: y, ci95 } = readMeasure(result, measure);
  return y === null
    ? []
    : [{ id: JSON.stringify(value), label: text(value), x: result.cost.monthlyUsd, y, ci95, holds: missedMusts(result).length === 0 }];
}

function MeasurePicker({
  measures,
  measure,
  onPick,
}: {
  readonly measures: readonly Measure[];
  readonly measure: Measure;
  readonly onPick: (id: string) => void;
}) {
  const id = useId();
  return (
    <span className={styles["picker"]}>
      <label htmlFor={id} className="visually-hidden">
        Upright axis
      </label>
      <select id={id} value={measure.id} onChange={(event) => onPick(event.currentTarget.value)}>
        {measures.map((each) => (
          <option key={each.id} value={each.id}>
            {each.label}
          </option>
        ))}
      </select>
    </span>
  );
}

function Caption({ stale, points }: { readonly stale: boolean; readonly points: readonly PlotPoint[] }) {
  if (stale)
    return (
      <p className={styles["stale"]} role="status">
        <span aria-hidden="true">! </span>The design has changed since these were measured. Run the values again.
      </p>
    );
  const holding = points.filter(({ holds }) => holds).length;
  return <Sentence>{`Every must holds at ${holding} of ${points.length} points.${costText(points)} Bars: 95 % interval.`}</Sentence>;
}

/** Says so where the bill hardly depends on the setting. */
function costText(points: readonly PlotPoint[]): string {
  const costs = points.map(({ x }) => x);
  const [low, high] = [Math.min(...costs), Math.max(...costs)];
  return points.length > 1 && high > 0 && high - low < 0.01 * high ? " Cost: less than 1 % apart." : "";
}

function Row({
  measured: { value, result, trouble },
  measure,
  text,
  current,
  onUse,
}: {
  readonly measured: MeasuredValue;
  readonly measure: Measure | undefined;
  readonly text: (value: SettingValue) => string;
  readonly current: boolean;
  readonly onUse: (value: SettingValue) => void;
}) {
  if (result === null)
    return (
      <tr>
        <th scope="row">{text(value)}</th>
        <td className={results["wrap"]} colSpan={measure === undefined ? 3 : 4}>
          {trouble}
        </td>
      </tr>
    );
  const missed = missedMusts(result);
  return (
    <tr>
      <th scope="row">{text(value)}</th>
      {measure !== undefined && <Num>{formatUnit(readMeasure(result, measure).value, measure.unit)}</Num>}
      <Num title={`${formatExact(result.cost.monthlyUsd)} USD a month`}>{formatUsd(result.cost.monthlyUsd)}</Num>
      <Num tone={missed.length === 0 ? "ok" : "bad"} title={missed.length === 0 ? undefined : `Missed: ${missed.join(", ")}`}>
        <StateSign tone={missed.length === 0 ? "ok" : "bad"} word={missed.length === 0 ? "Good" : "Missed"} />{" "}
        {missed.length === 0 ? "all hold" : missed.length === 1 ? missed[0] : `${missed.length} missed`}
      </Num>
      <Num>
        {current ? (
          "as it is"
        ) : (
          <Button size="small" aria-label={`Use ${text(value)}`} onClick={() => onUse(value)}>
            Use
          </Button>
        )}
      </Num>
    </tr>
  );
}
