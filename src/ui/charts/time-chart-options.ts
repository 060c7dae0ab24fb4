import type uPlot from "uplot";
import type { ChartColour, Palette } from "./chart-colours.ts";
import { faded } from "./chart-colours.ts";
import { timeTicks, valueTicks } from "./ticks.ts";

export type ChartLine = {
  readonly label: string;
  /** One value per moment; NaN where there is none. */
  readonly values: Float64Array;
  readonly colour: ChartColour;
  /** Only the edge of a band: not drawn as a line, not named at the head. */
  readonly edge?: boolean;
};

export type ChartMark = { readonly atMs: number; readonly label: string };

/** What is drawn besides the lines; read at every drawing, so that it may change without a new chart. */
export type ChartScene = {
  readonly lines: readonly ChartLine[];
  /** Fills between two lines, given by index: the upper, the lower. */
  readonly band: readonly [number, number] | null;
  readonly limit: { readonly value: number; readonly label: string } | null;
  readonly marks: readonly ChartMark[];
  /** Length of the time axis in simulated ms. */
  readonly spanMs: number;
  /** Moment shown by the rest of the page; a thin line marks it. */
  readonly nowMs: number | null;
  /** A few values far above the rest do not press it flat: they leave the chart at its top, where they are named. */
  readonly cutsPeaks?: boolean;
  readonly unit: "ms" | "count";
  readonly format: (value: number) => string;
  readonly clock: (ms: number) => string;
};

/** Charts of this group share their crosshair. */
export const CROSSHAIR_GROUP = "run-time";

/** A limit further above the data than this would press it flat; it is then left out and the text says so. */
const LIMIT_REACH = 4;

export function dataTop(lines: readonly ChartLine[]): number {
  let top = 0;
  for (const line of lines) for (const value of line.values) if (value > top) top = value;
  return top;
}

export function limitIsDrawn(limit: { readonly value: number } | null, top: number): boolean {
  return limit !== null && (top === 0 || limit.value <= top * LIMIT_REACH);
}

/** Values beyond this share of all, and this many times as high as the one there, are cut off. */
const USUAL_SHARE = 0.95;
const FAR_ABOVE = 2;

/** The highest value a chart has room for: the highest of all, or where a few stand far above the rest the highest of those. */
export function shownTop(scene: ChartScene): number {
  const top = dataTop(scene.lines);
  if (scene.cutsPeaks !== true) return top;
  const sorted = scene.lines.flatMap((line) => Array.from(line.values).filter((value) => !Number.isNaN(value))).sort((a, b) => a - b);
  const usual = sorted[Math.floor((sorted.length - 1) * USUAL_SHARE)] ?? top;
  return usual > 0 && top > usual * FAR_ABOVE ? usual * 1.25 : top;
}

/** Top of the value axis: a little above the data, and above the limit where it is drawn. */
export function axisTop(scene: ChartScene): number {
  const top = shownTop(scene);
  const withLimit = scene.limit !== null && limitIsDrawn(scene.limit, top) ? Math.max(top, scene.limit.value) : top;
  return withLimit > 0 ? withLimit * 1.08 : 1;
}

/** More gaps than this between the first and the last value, and the values are marked and joined. */
const SPARSE_SHARE = 0.2;

/** Whether a line consists of values far apart (a checkpoint's worth at a time) rather than of one for each moment. */
export function isSparse(values: Float64Array): boolean {
  let first = -1;
  let last = -1;
  let known = 0;
  for (let index = 0; index < values.length; index += 1) {
    if (Number.isNaN(values[index] ?? Number.NaN)) continue;
    if (first === -1) first = index;
    last = index;
    known += 1;
  }
  return known > 1 && known < (last - first + 1) * (1 - SPARSE_SHARE);
}

/** Columns as uPlot wants them: the times, then each line, with null where there is no value. */
export function chartColumns(atMs: Float64Array, lines: readonly ChartLine[]): uPlot.AlignedData {
  const columns = lines.map((line) => Array.from(line.values, (value) => (Number.isNaN(value) ? null : value)));
  return [Array.from(atMs), ...columns];
}

function drawLine(chart: uPlot, colour: string, dash: readonly number[], fromX: number, fromY: number, toX: number, toY: number): void {
  const { ctx } = chart;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
  ctx.restore();
}

function drawVertical(chart: uPlot, atMs: number, colour: string, dash: readonly number[]): void {
  const x = Math.round(chart.valToPos(atMs, "x", true));
  drawLine(chart, colour, dash, x, chart.bbox.top, x, chart.bbox.top + chart.bbox.height);
}

/** Room above the lines for the names of incidents, in two rows; a low chart has none. */
const NAMES_PX = 32;
const NAMES_FROM_PX = 190;
const ROW_PX = 15;
const WIDEST_NAME_PX = 170;
const FONT_PX = 11.5;

function namesRoom(scene: ChartScene, heightPx: number): number {
  return heightPx >= NAMES_FROM_PX && scene.marks.length > 0 ? NAMES_PX : 6;
}

/** The names of incidents, each once, on the first row that has room; what has none keeps its line. */
function drawNames(chart: uPlot, scene: ChartScene, palette: Palette): void {
  const { ctx, bbox } = chart;
  if (bbox.top < NAMES_PX * devicePixelRatio * 0.9) return;
  const freeFrom = [bbox.left, bbox.left];
  ctx.save();
  ctx.font = `${FONT_PX * devicePixelRatio}px system-ui, sans-serif`;
  ctx.fillStyle = palette.mute;
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  for (const mark of scene.marks) {
    const width = ctx.measureText(mark.label).width;
    // A whole sentence belongs to the log.
    if (width > WIDEST_NAME_PX * devicePixelRatio) continue;
    const at = chart.valToPos(mark.atMs, "x", true);
    const left = Math.min(at, bbox.left + bbox.width - width);
    const row = freeFrom.findIndex((free) => free <= left);
    if (row === -1) continue;
    ctx.fillText(mark.label, left, (2 + row * ROW_PX) * devicePixelRatio);
    freeFrom[row] = left + width + 10 * devicePixelRatio;
  }
  ctx.restore();
}

function highest(lines: readonly ChartLine[]): { readonly value: number; readonly index: number } {
  let found = { value: 0, index: 0 };
  for (const line of lines)
    line.values.forEach((value, index) => {
      if (value > found.value) found = { value, index };
    });
  return found;
}

/** Over the lines: the limit by its name, and what lies beyond the top by its value. */
function drawNotes(chart: uPlot, scene: ChartScene, palette: Palette): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.font = `600 ${FONT_PX * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = "left";
  if (scene.limit !== null && bbox.height > 120 * devicePixelRatio && limitIsDrawn(scene.limit, shownTop(scene))) {
    ctx.fillStyle = palette.warn;
    ctx.textBaseline = "bottom";
    ctx.fillText(
      `goal ${scene.limit.label}`,
      bbox.left + 6 * devicePixelRatio,
      chart.valToPos(scene.limit.value, "y", true) - 3 * devicePixelRatio,
    );
  }
  const top = axisTop(scene);
  if (dataTop(scene.lines) > top) {
    const { value, index } = highest(scene.lines);
    const words = `${scene.format(value)} \u25b2`;
    const x = chart.valToPos((chart.data[0] as readonly number[])[index] ?? 0, "x", true);
    ctx.fillStyle = palette.ink;
    ctx.textBaseline = "top";
    ctx.fillText(words, Math.max(bbox.left, x - ctx.measureText(words).width - 8 * devicePixelRatio), bbox.top + 3 * devicePixelRatio);
  }
  ctx.restore();
}

/** Behind the lines: incidents, the limit, and the moment the page shows. */
function drawScene(chart: uPlot, scene: ChartScene, palette: Palette): void {
  for (const mark of scene.marks) drawVertical(chart, mark.atMs, faded(palette.warn, 0.55), [2, 3]);
  if (scene.nowMs !== null && scene.nowMs < scene.spanMs) drawVertical(chart, scene.nowMs, palette.line2, []);
  if (scene.limit !== null && limitIsDrawn(scene.limit, shownTop(scene))) {
    const y = Math.round(chart.valToPos(scene.limit.value, "y", true));
    drawLine(chart, palette.warn, [4, 4], chart.bbox.left, y, chart.bbox.left + chart.bbox.width, y);
  }
}

function axes(scene: () => ChartScene, palette: Palette): uPlot.Axis[] {
  const common = { stroke: palette.mute, font: "11.5px system-ui, sans-serif", ticks: { show: false } };
  return [
    {
      ...common,
      size: 18,
      gap: 3,
      grid: { show: false },
      splits: (chart) => timeTicks(0, scene().spanMs, Math.max(2, Math.floor(chart.bbox.width / devicePixelRatio / 90))),
      values: (_chart, ticks) =>
        ticks.map((tick) =>
          scene()
            .clock(tick)
            .slice(0, scene().spanMs > 120_000 ? 5 : 8),
        ),
    },
    {
      ...common,
      size: 52,
      gap: 4,
      grid: { stroke: palette.line, width: 1 / devicePixelRatio },
      splits: (chart) =>
        dataTop(scene().lines) === 0 && scene().limit === null
          ? [0]
          : valueTicks(axisTop(scene()), Math.max(1, Math.min(5, Math.floor(chart.bbox.height / devicePixelRatio / 26))), scene().unit),
      // The zero would meet the first time below it; the axis always starts there.
      values: (_chart, ticks) => ticks.map((tick) => (tick === 0 ? "" : scene().format(tick))),
    },
  ];
}

/** Options of a chart for the lines of `scene()`; its values may change later, the number and colours of lines may not. */
export function chartOptions(
  scene: () => ChartScene,
  palette: Palette,
  size: { readonly width: number; readonly height: number },
  onCursor: (index: number | null) => void,
): uPlot.Options {
  const { lines, band } = scene();
  return {
    ...size,
    // Half a time stands beyond the last tick.
    padding: [(chart) => namesRoom(scene(), chart.height), 16, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      sync: { key: CROSSHAIR_GROUP, setSeries: false },
      points: { size: 6 },
    },
    scales: { x: { time: false, range: () => [0, scene().spanMs] }, y: { range: () => [0, axisTop(scene())] } },
    axes: axes(scene, palette),
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: palette[line.colour],
        width: line.edge === true ? 0 : 1.75,
        points: { show: isSparse(line.values), size: 4, fill: palette[line.colour], width: 0 },
        spanGaps: isSparse(line.values),
      })),
    ],
    ...(band === null
      ? {}
      : {
          bands: [
            { series: [band[0] + 1, band[1] + 1] as [number, number], fill: faded(palette[lines[band[0]]?.colour ?? "accent"], 0.13) },
          ],
        }),
    hooks: {
      drawClear: [(chart) => drawScene(chart, scene(), palette)],
      draw: [
        (chart) => {
          drawNames(chart, scene(), palette);
          drawNotes(chart, scene(), palette);
        },
      ],
      setCursor: [(chart) => onCursor(chart.cursor.idx ?? null)],
    },
  };
}
