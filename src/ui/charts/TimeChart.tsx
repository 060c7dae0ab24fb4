import "uplot/dist/uPlot.min.css";
import { Table2 } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type uPlot from "uplot";
import { usePalette } from "./chart-colours.ts";
import { useChartTables } from "./chart-tables.ts";
import { loadUPlot } from "./load-uplot.ts";
import styles from "./TimeChart.module.css";
import { chartColumns, chartOptions, isSparse } from "./time-chart-options.ts";
import type { ChartScene } from "./time-chart-options.ts";

const VirtualTable = lazy(async () => ({ default: (await import("./VirtualTable.tsx")).VirtualTable }));

export type TimeChartProps = ChartScene & {
  readonly title: string;
  /** Quiet words at the right of the title: what the lines are. */
  readonly note?: string;
  /** Simulated ms of each value, rising. */
  readonly atMs: Float64Array;
  /** What the chart shows, in numbers. */
  readonly sentence: ReactNode;
  /** Called with the moment a person clicks on. */
  readonly pick?: (ms: number) => void;
  /** What the table tells beside the lines, by row. */
  readonly tableColumns?: readonly { readonly name: string; readonly cell: (row: number) => string }[];
  /** Least height of the drawing in px. */
  readonly minHeight?: number;
};

/** Lines over simulated time, with the sentence below and the same numbers as a table one key (T) away. */
export function TimeChart(props: TimeChartProps) {
  const { title, note, atMs, lines, clock, format, sentence, minHeight = 84 } = props;
  const tables = useChartTables();
  const [cursor, setCursor] = useState<number | null>(null);
  const at = cursor === null ? undefined : atMs[cursor];
  const shown = at !== undefined && !tables.shown;
  return (
    <figure className={styles["chart"]} aria-label={title}>
      <div className={styles["head"]}>
        <h3>{title}</h3>
        <Legend lines={lines} index={shown ? cursor : null} format={format} />
        <small className={styles["note"]}>{shown ? clock(at) : note}</small>
        <button
          type="button"
          className={styles["toggle"]}
          aria-pressed={tables.shown}
          title="Numbers as a table (T)"
          aria-label={`${title} as a table`}
          onClick={tables.toggle}
        >
          <Table2 size={14} aria-hidden="true" />
        </button>
      </div>
      {tables.shown ? (
        <Suspense>
          <ChartTable {...props} />
        </Suspense>
      ) : (
        <Drawing {...props} minHeight={minHeight} onCursor={setCursor} />
      )}
      <figcaption className={styles["sentence"]}>{sentence}</figcaption>
    </figure>
  );
}

function Legend({
  lines,
  index,
  format,
}: {
  readonly lines: ChartScene["lines"];
  readonly index: number | null;
  readonly format: (value: number) => string;
}) {
  if (lines.length > 5) return null;
  return (
    <span className={styles["legend"]}>
      {lines.map((line) => {
        if (line.edge === true) return null;
        const value = index === null ? undefined : line.values[index];
        return (
          <span key={line.label}>
            <i style={{ background: `var(--${line.colour})` }} aria-hidden="true" />
            {line.label}
            {value !== undefined && !Number.isNaN(value) && <b>{format(value)}</b>}
          </span>
        );
      })}
    </span>
  );
}

function ChartTable({ title, atMs, lines, clock, format, tableColumns = [] }: TimeChartProps) {
  return (
    <VirtualTable
      label={title}
      rows={atMs.length}
      columns={[
        { name: "time", leastPx: 72, cell: (row) => clock(atMs[row] ?? 0) },
        ...lines.map((line) => ({
          name: line.label,
          leastPx: 72,
          align: "right" as const,
          cell: (row: number) => format(line.values[row] ?? Number.NaN),
        })),
        ...tableColumns.map(({ name, cell }) => ({ name, leastPx: 72, align: "right" as const, cell })),
      ]}
    />
  );
}

function Drawing({
  minHeight,
  onCursor,
  ...props
}: TimeChartProps & { readonly minHeight: number; readonly onCursor: (index: number | null) => void }) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const scene = useRef(props);
  const palette = usePalette();
  const shape = `${props.lines.map((line) => `${line.label} ${line.colour} ${isSparse(line.values)}`).join("|")}|${props.band?.join("-") ?? ""}`;

  useEffect(() => {
    scene.current = props;
  });
  // A new chart only for other lines or another theme; whatever else changes is read from `scene` when it draws.
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    let gone = false;
    const resize = new ResizeObserver(() => {
      if (element.clientWidth > 0) chart.current?.setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    void loadUPlot().then((UPlot) => {
      if (gone) return;
      const size = { width: element.clientWidth, height: element.clientHeight };
      const options = chartOptions(() => scene.current, palette, size, onCursor);
      chart.current = new UPlot(options, chartColumns(scene.current.atMs, scene.current.lines), element);
      resize.observe(element);
      chart.current.over.addEventListener("click", () => {
        const ms = chart.current?.posToVal(chart.current.cursor.left ?? -1, "x") ?? -1;
        if (ms >= 0) scene.current.pick?.(ms);
      });
    });
    return () => {
      gone = true;
      resize.disconnect();
      chart.current?.destroy();
      chart.current = null;
      onCursor(null);
    };
  }, [shape, palette, onCursor]);

  useEffect(() => {
    chart.current?.setData(chartColumns(props.atMs, props.lines));
  }, [props.atMs, props.lines, props.limit, props.marks, props.spanMs, props.nowMs]);

  return <div ref={host} className={styles["drawing"]} style={{ minHeight }} role="img" aria-label={`Chart: ${props.title}`} />;
}
