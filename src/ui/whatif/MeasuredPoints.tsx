import { useEffect, useRef, useState } from "react";
import { rangeTicks } from "../charts/ticks.ts";
import { formatOp, formatUnit, formatUsd } from "../parts/format.ts";
import type { Measure } from "./measures.ts";
import { axisOf, placeLabels } from "./plot.ts";
import styles from "./WhatIf.module.css";

export type PlotPoint = {
  readonly id: string;
  /** The value of the setting. */
  readonly label: string;
  /** USD a month. */
  readonly x: number;
  readonly y: number;
  readonly ci95: readonly [number, number] | null;
  /** Whether all goals that must hold do. */
  readonly holds: boolean;
};

/** The cost axis shows at least this share of the bill: cents are no trade-off. */
const LEAST_COST_SPAN = 0.1;

const EDGE = { left: 64, right: 14, top: 8, bottom: 22 };

/** Measured points and nothing between them: what was not run is not drawn. */
export function MeasuredPoints({
  points,
  measure,
  label,
}: {
  readonly points: readonly PlotPoint[];
  readonly measure: Measure;
  readonly label: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const watch = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const told = points.map(
    ({ label: value, x, y, holds }) =>
      `${value}: ${formatUnit(y, measure.unit)} at ${formatUsd(x)} a month, ${holds ? "all musts hold" : "a must is missed"}`,
  );
  return (
    <div
      ref={box}
      className={styles["plot"]}
      role="img"
      aria-label={`${measure.label} against monthly cost, by ${label}. ${told.join("; ")}.`}
    >
      {size.width > 120 && size.height > 60 && points.length > 0 && <Plot points={points} measure={measure} {...size} />}
    </div>
  );
}

function Plot({
  points,
  measure,
  width,
  height,
}: {
  readonly points: readonly PlotPoint[];
  readonly measure: Measure;
  readonly width: number;
  readonly height: number;
}) {
  const [lowX, highX] = axisOf(
    points.map(({ x }) => x),
    LEAST_COST_SPAN,
  );
  const limit = measure.target !== null && targetIsNear(points, measure.target) ? [measure.target] : [];
  const [lowY, highY] = axisOf([...points.flatMap(({ y, ci95 }) => [y, ...(ci95 ?? [])]), ...limit], 0.01);
  const right = width - EDGE.right;
  const bottom = height - EDGE.bottom;
  const atX = (value: number): number => EDGE.left + ((value - lowX) / (highX - lowX)) * (right - EDGE.left);
  const atY = (value: number): number => bottom - ((value - lowY) / (highY - lowY)) * (bottom - EDGE.top);
  const labels = placeLabels(
    points.map(({ label, x, y, holds }) => ({ label: `${holds ? "✓" : "✕"} ${label}`, x: atX(x), y: atY(y) })),
    right,
  );
  return (
    <svg width={width} height={height} aria-hidden="true">
      {rangeTicks(lowY, highY, Math.max(2, Math.floor(height / 36))).map((tick) => (
        <g key={tick} transform={`translate(0 ${atY(tick)})`}>
          <line x1={EDGE.left} x2={right} className={styles["grid"]} />
          <text x={EDGE.left - 6} y={4} textAnchor="end">
            {formatUnit(tick, measure.unit)}
          </text>
        </g>
      ))}
      {rangeTicks(lowX, highX, Math.max(3, Math.floor(width / 110))).map((tick) => (
        <g key={tick} transform={`translate(${atX(tick)} 0)`}>
          <line y1={bottom} y2={bottom + 4} className={styles["axis"]} />
          <text y={bottom + 16} textAnchor="middle">
            {formatUsd(tick)}
          </text>
        </g>
      ))}
      <line x1={EDGE.left} x2={right} y1={bottom} y2={bottom} className={styles["axis"]} />
      {limit.map((target) => (
        <g key={target} transform={`translate(0 ${atY(target)})`}>
          <line x1={EDGE.left} x2={right} className={styles["limit"]} />
          <text x={EDGE.left + 4} y={-4} className={styles["limitText"]}>
            {`${formatOp(measure.op)} ${formatUnit(target, measure.unit)}`}
          </text>
        </g>
      ))}
      {points.map(({ id, label, x, y, ci95, holds }, index) => (
        <g key={id} className={holds ? styles["holds"] : styles["misses"]}>
          {ci95 !== null && <line x1={atX(x)} x2={atX(x)} y1={atY(ci95[0])} y2={atY(ci95[1])} />}
          <circle cx={atX(x)} cy={atY(y)} r={4.5} />
          <text x={labels[index]?.x} y={labels[index]?.y} textAnchor={labels[index]?.end === true ? "end" : "start"}>
            {`${holds ? "✓" : "✕"} ${label}`}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** A target far from all points would press them into a line. */
function targetIsNear(points: readonly PlotPoint[], target: number): boolean {
  const values = points.map(({ y }) => y);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = Math.max(high - low, Math.abs(high) * 0.2);
  return target >= low - 2 * span && target <= high + 2 * span;
}
