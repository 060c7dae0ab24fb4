import { useChartTables } from "./chart-tables.ts";
import type { ChartColour } from "./chart-colours.ts";
import styles from "./BarChart.module.css";

export type Bar = {
  readonly id: string;
  /** Name of the bar in tables and tooltips. */
  readonly label: string;
  /** What stands below the bar when there is room. */
  readonly tick: string;
  readonly value: number;
  readonly colour: ChartColour;
  /** Why the bar has another colour than its neighbours. */
  readonly note?: string;
};

const TICKED_BARS = 40;
/** Letters that fit below an upright bar. */
const UPRIGHT_TICK = 4;

/** Bars of one quantity, from zero: upright, or one below the other where they have names. */
export function BarChart({
  label,
  bars,
  format,
}: {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly format: (value: number) => string;
}) {
  const { shown } = useChartTables();
  if (shown) return <BarTable label={label} bars={bars} format={format} />;
  // Names need a line each: below upright bars they would be cut.
  const lies = bars.length <= TICKED_BARS && bars.some(({ tick }) => tick.length > UPRIGHT_TICK);
  const top = Math.max(...bars.map((bar) => bar.value), 0) || 1;
  return (
    <ol className={styles["bars"]} aria-label={label} data-dense={bars.length > TICKED_BARS} data-lies={lies}>
      {bars.map((bar) => (
        <li key={bar.id} title={`${bar.label}: ${format(bar.value)}${bar.note === undefined ? "" : ` · ${bar.note}`}`}>
          <span className={styles["track"]}>
            <svg aria-hidden="true" viewBox={lies ? "0 0 100 1" : "0 0 1 100"} preserveAspectRatio="none">
              {lies ? (
                <rect x={0} y={0} height={1} width={(bar.value / top) * 100} fill={`var(--${bar.colour})`} />
              ) : (
                <rect x={0} width={1} y={100 - (bar.value / top) * 100} height={(bar.value / top) * 100} fill={`var(--${bar.colour})`} />
              )}
            </svg>
          </span>
          {bars.length <= TICKED_BARS && (
            <span className={styles["tick"]} aria-hidden="true">
              {bar.tick}
            </span>
          )}
          {lies && (
            <span className={styles["value"]} aria-hidden="true">
              {format(bar.value)}
            </span>
          )}
          <span className="visually-hidden">{`${bar.label}: ${format(bar.value)}${bar.note === undefined ? "" : `, ${bar.note}`}`}</span>
        </li>
      ))}
    </ol>
  );
}

function BarTable({
  label,
  bars,
  format,
}: {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly format: (value: number) => string;
}) {
  return (
    <div className={styles["scroll"]} tabIndex={0} role="group" aria-label={label}>
      <table className={styles["table"]}>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.id}>
              <th scope="row">{bar.label}</th>
              <td>{format(bar.value)}</td>
              <td className={styles["why"]}>{bar.note ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
