import { formatMs, formatNumber, textTable } from "../format.ts";
import type { BrowserSpeed } from "./browser.ts";
import { machineLine } from "./machine.ts";
import type { Machine } from "./machine.ts";
import type { KernelSpeed } from "./measure.ts";
import { spreadOf } from "./builds/paired.ts";
import { growthText, megabytes } from "./builds/against-report.ts";
import type { MemoryCost } from "./memory.ts";
import type { DenseCost, MemoryPoint, ProductCost, StageCost } from "./product.ts";
import type { RecommendCost, ServedCost } from "./recommend.ts";
import { PAGE_FIGURES } from "./page.ts";
import type { PageTimes } from "./page.ts";
import type { BatchCost } from "./batch.ts";
import type { ChainSpeed, RequestsCost } from "./requests.ts";
import type { SparseCost } from "./sparse.ts";
import type { SweepSpeed } from "./sweep.ts";

/** All figures of a bench; a section that was not asked for is null. */
export type BenchResult = {
  readonly machine: Machine;
  readonly kernel: readonly KernelSpeed[] | null;
  readonly product: readonly (ProductCost & { readonly design: string; readonly operators: readonly StageCost[] })[] | null;
  readonly dense: readonly (DenseCost & { readonly design: string })[] | null;
  readonly length: {
    readonly shortMs: number;
    readonly shortRecords: number;
    readonly longMs: number;
    readonly longRecords: number;
    readonly memory: readonly MemoryPoint[];
  } | null;
  readonly recommend: { readonly sizes: readonly RecommendCost[]; readonly served: ServedCost } | null;
  readonly sweep: SweepSpeed | null;
  readonly browser: readonly BrowserSpeed[] | string | null;
  readonly sparse: readonly SparseCost[] | null;
  readonly batch: readonly BatchCost[] | null;
  readonly memory: readonly MemoryCost[] | null;
  readonly page: readonly PageTimes[] | string | null;
  readonly requests: (RequestsCost & { readonly chain: ChainSpeed }) | null;
};

const COST_LIMIT = 11;
/** A million events a second, within a twentieth. */
const LEAST_OFFERED = 950_000;
/** A thousand requests a second, within a twentieth. */
const LEAST_REQUESTS = 950;
/** Calls a second of processor time, every one of them measured. */
const LEAST_CALLS = 250_000;
const SWEEP_TARGET = 1.8;
const BROWSER_TARGET = 0.9;

export function benchReport(result: BenchResult): string {
  const { machine } = result;
  return [
    `${machineLine(machine)} Times are CPU time of the process where nothing else is said.`,
    kernelTable(result),
    ...(result.product ?? []).map(productTable),
    denseTable(result),
    lengthTable(result),
    recommendTable(result),
    servedTable(result),
    sweepLine(result),
    browserTable(result),
    sparseTable(result),
    batchTable(result),
    ...(result.memory ?? []).map(memoryTable),
    pageTable(result),
    requestsLine(result),
  ]
    .filter((block) => block !== "")
    .join("\n\n");
}

const met = (reached: boolean): string => (reached ? "met" : "not met");
const times = (ratio: number): string => `${ratio.toFixed(2)}x`;

function kernelTable({ kernel }: BenchResult): string {
  if (kernel === null) return "";
  const rows = kernel.map((each) => [
    each.title,
    formatNumber(each.heapPerSecond),
    formatNumber(each.enginePerSecond),
    times(each.ratio),
    `${each.targetRatio}x`,
    met(each.ratio >= each.targetRatio),
  ]);
  return [
    "Queueing networks, records/s: a plain event heap, the engine's stations, and their ratio",
    textTable([["", "event heap", "engine", "ratio", "target", ""], ...rows], [1, 2, 3, 4]),
  ].join("\n");
}

function productTable(cost: ProductCost & { readonly design: string; readonly operators: readonly StageCost[] }): string {
  const ns = (value: number): string => value.toFixed(0);
  const total = ((cost.runMs + cost.resultMs) * 1e6) / cost.records;
  return [
    `${cost.design}: ${formatNumber(cost.records)} records, ${formatNumber(cost.recordHops)} hops, ${formatMs(cost.runMs)} for the run and ${formatMs(cost.resultMs)} for the result; ns per record`,
    textTable(
      [
        ...cost.stages.map(({ stage, nsPerRecord }) => [stage, ns(nsPerRecord)]),
        ["all", ns(total)],
        ...cost.operators.map(({ stage, nsPerRecord }) => [`  operator alone: ${stage}`, ns(nsPerRecord)]),
      ],
      [1],
    ),
  ].join("\n");
}

function denseTable({ dense }: BenchResult): string {
  if (dense === null) return "";
  const rows = dense.map((each) => [
    each.design,
    formatNumber(each.offeredPerSecond),
    each.nsPerRecord.toFixed(0),
    each.resultNsPerRecord.toFixed(0),
    times(each.timesRealTime),
    met(each.timesRealTime >= 1 && each.offeredPerSecond >= LEAST_OFFERED),
  ]);
  return [
    "A million events a second offered, once settled: events/s, ns per record, ns for the result, simulated seconds per second (target 1x)",
    textTable([["", "events/s", "ns", "result", "real time", ""], ...rows], [1, 2, 3, 4]),
  ].join("\n");
}

function lengthTable({ length }: BenchResult): string {
  if (length === null) return "";
  const ratio = length.longMs / length.shortMs;
  const rows = length.memory.map(({ simulatedMs, records, rssMb, usedMb }) => [
    formatMs(simulatedMs),
    formatNumber(records),
    `${rssMb.toFixed(0)} MB`,
    `${usedMb.toFixed(0)} MB`,
  ]);
  return [
    `A run ten times longer costs ${times(ratio)} (${formatMs(length.shortMs)} for ${formatNumber(length.shortRecords)} records, ${formatMs(length.longMs)} for ${formatNumber(length.longRecords)}; at most ${COST_LIMIT}x: ${met(ratio <= COST_LIMIT)})`,
    "Memory along the longer run",
    textTable([["at", "records", "resident", "in use"], ...rows], [0, 1, 2, 3]),
  ].join("\n");
}

function recommendTable({ recommend }: BenchResult): string {
  if (recommend === null) return "";
  const { sizes } = recommend;
  const row = (stage: string, figure: (cost: RecommendCost) => string): string[] => [stage, ...sizes.map(figure)];
  const trainMs = ({ readMs, mergeMs, pmiMs, factorsMs }: RecommendCost): number => readMs + mergeMs + pmiMs + factorsMs;
  const rows = [
    row("listens learned from", ({ listens }) => formatNumber(listens)),
    row("read them", ({ readMs }) => formatMs(readMs)),
    row("merge the pairs", ({ mergeMs }) => formatMs(mergeMs)),
    row("information of pairs", ({ pmiMs }) => formatMs(pmiMs)),
    row("factors", ({ factorsMs }) => formatMs(factorsMs)),
    row("factors, from earlier ones", ({ furtherMs }) => formatMs(furtherMs)),
    row("first training in all", (cost) => formatMs(trainMs(cost))),
    row("list of ten, one by one", ({ plainMs }) => formatMs(plainMs)),
    row("list of ten, vector instructions", ({ searchMs }) => formatMs(searchMs)),
    row("  times as fast", ({ plainMs, searchMs }) => times(plainMs / searchMs)),
    row("inverted file: build", ({ fileBuildMs }) => formatMs(fileBuildMs)),
    row("inverted file: list of ten", ({ fileMs }) => formatMs(fileMs)),
    row("  times as fast as one by one", ({ plainMs, fileMs }) => times(plainMs / fileMs)),
    row("  recall", ({ fileRecall }) => `${(fileRecall * 100).toFixed(1)} %`),
  ];
  const head = ["", ...sizes.map(({ items, dims }) => `${formatNumber(items)} x ${dims}`)];
  return [
    "Recommendations alone: items x numbers of a vector",
    textTable(
      [head, ...rows],
      sizes.map((_, i) => i + 1),
    ),
  ].join("\n");
}

function servedTable({ recommend }: BenchResult): string {
  if (recommend === null) return "";
  const { items, dims, requestsPerSecond, trainings, judged, timesRealTime, stages } = recommend.served;
  const fast = met(timesRealTime >= 1 && requestsPerSecond >= LEAST_REQUESTS);
  return [
    `${formatNumber(items)} items x ${dims}, ${formatNumber(requestsPerSecond)} requests/s: ${times(timesRealTime)} real time (target 1x: ${fast}), with ${trainings} trainings and ${formatNumber(judged)} lists judged`,
    textTable(
      stages.map(({ stage, ms, share }) => [stage, formatMs(ms), `${(share * 100).toFixed(1)} %`]),
      [1, 2],
    ),
  ].join("\n");
}

function sweepLine({ sweep }: BenchResult): string {
  if (sweep === null) return "";
  return `${sweep.runs} runs of a sweep: ${formatMs(sweep.oneMs)} on one thread, ${formatMs(sweep.twoMs)} on two, by the wall: ${times(sweep.ratio)} on ${sweep.cores} cores (target ${SWEEP_TARGET}x: ${met(sweep.ratio >= SWEEP_TARGET)})`;
}

function requestsLine({ requests }: BenchResult): string {
  if (requests === null) return "";
  const { requestsPerSecond, simulatedSeconds, calls, ms, callsPerSecond, chain } = requests;
  const { title, heapHopsPerSecond, engineHopsPerSecond } = chain;
  return [
    `Stored things: ${formatNumber(requests.requests)} requests at ${requestsPerSecond}/s over ${simulatedSeconds} s, ${formatNumber(calls)} calls through balancer, service, cache and store in ${formatMs(ms)}: ${formatNumber(callsPerSecond)} calls/s (target ${formatNumber(LEAST_CALLS)}/s: ${met(callsPerSecond >= LEAST_CALLS)})`,
    `${title}: ${formatNumber(heapHopsPerSecond)} hops/s by a plain event heap, ${formatNumber(engineHopsPerSecond)} by the engine's stations: ${times(engineHopsPerSecond / heapHopsPerSecond)}`,
  ].join("\n");
}

function browserTable({ browser }: BenchResult): string {
  if (browser === null) return "";
  if (typeof browser === "string") return browser;
  const rows = browser.map((each) => [
    each.title,
    formatNumber(each.nodePerSecond),
    formatNumber(each.browserPerSecond),
    times(each.ratio),
    met(each.ratio >= BROWSER_TARGET),
  ]);
  return [
    `The engine in a worker of Chromium and in Node, records/s by the wall (target ${BROWSER_TARGET}x)`,
    textTable([["", "Node", "Chromium", "ratio", ""], ...rows], [1, 2, 3]),
  ].join("\n");
}

function sparseTable({ sparse }: BenchResult): string {
  if (sparse === null) return "";
  const rows = sparse.map(({ row, events, days, cpuMs, denseCpuMs, ratio }) => [
    row,
    formatNumber(events),
    `${days}`,
    formatMs(cpuMs),
    formatMs(denseCpuMs),
    `${times(ratio.median)} (${ratio.lowest.toFixed(2)} to ${ratio.highest.toFixed(2)})`,
    `${((cpuMs * 1000) / events).toFixed(0)} µs`,
    formatMs(cpuMs / days),
  ]);
  return [
    "Few events over many days, and as many within one: processor time of the process, start and all, and their ratio",
    textTable([["", "events", "days", "over the days", "in one day", "ratio", "an event", "a day"], ...rows], [1, 2, 3, 4, 5, 6, 7]),
  ].join("\n");
}

function batchTable({ batch }: BenchResult): string {
  if (batch === null) return "";
  const rows = batch.map(({ row, runs, rows: records, files, cpuMs, targetMs }) => [
    row,
    formatNumber(runs),
    formatNumber(records),
    formatNumber(files),
    formatMs(cpuMs),
    `${formatMs(targetMs)}, ${met(cpuMs <= targetMs)}`,
  ]);
  return [
    "Ten Glue jobs in a row, each hour, ordered by Airflow: processor time of the process, start and all",
    textTable([["", "runs", "rows", "files read first", "time", "target"], ...rows], [1, 2, 3, 4]),
  ].join("\n");
}

function memoryTable({ design, sizes, growth }: MemoryCost): string {
  const rows = sizes.map(({ records, peakBytes }) => [formatNumber(records), megabytes(peakBytes)]);
  return [
    `Peak memory of a run of ${design}, longest to shortest: ${growthText(growth)}`,
    textTable([["records", "peak"], ...rows], [0, 1]),
  ].join("\n");
}

function pageTable({ page }: BenchResult): string {
  if (page === null) return "";
  if (typeof page === "string") return page;
  const rows = PAGE_FIGURES.map(({ id, title, targetMs }) => {
    const { median, lowest, highest } = spreadOf(page.map((times) => times[id]));
    const wanted = targetMs === null ? ["", ""] : [formatMs(targetMs), met(median <= targetMs)];
    return [title, formatMs(median), `${formatMs(lowest)} to ${formatMs(highest)}`, ...wanted];
  });
  return [
    `First visits in Chromium, ${page.length} of them, by the wall`,
    textTable([["", "median", "range", "at most", ""], ...rows], [1, 2, 3]),
  ].join("\n");
}
