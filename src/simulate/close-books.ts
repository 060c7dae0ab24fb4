import { nounFor } from "../base/counted-noun.ts";
import type { Finding } from "../base/finding.ts";
import { designHash } from "../design/hash.ts";
import type { Design } from "../design/types.ts";
import { ASKS } from "../engine/queried/query-target.ts";
import type { EventTrace } from "../engine/rows/event-trace.ts";
import type { Part } from "../engine/part/part.ts";
import { LEAST_BEYOND } from "../base/batched-histogram.ts";
import type { BatchedHistogram } from "../base/batched-histogram.ts";
import type { RunIncident } from "../result/snapshot.ts";
import type { Scenario } from "../scenario/types.ts";
import type { Machine } from "./compile/build-machine.ts";
import { monthlyCost } from "./judge/cost.ts";
import { adviceOf } from "./judge/advice.ts";
import { countChecks } from "./judge/count-checks.ts";
import { judgeGoal, readMetric } from "./judge/measure-goals.ts";
import { judgeFeeds } from "./judge/feed-quality.ts";
import { judgeItems } from "./judge/item-quality.ts";
import { lateChecks } from "./judge/late-checks.ts";
import { erasureFindings } from "./judge/erasure-findings.ts";
import { personalFindings } from "./judge/personal-findings.ts";
import { qualityFindings } from "./judge/quality-findings.ts";
import { alarmsOf } from "./read/alarms.ts";
import { checksOf } from "./read/checks.ts";
import { questionsOf } from "./read/questions.ts";
import { groupsOf, logsOf } from "./read/groups.ts";
import { openGaps } from "./read/open-requests.ts";
import { remainingRows } from "./read/remaining.ts";
import { personalReads } from "./read/personal.ts";
import { pipelinesOf } from "./read/pipelines.ts";
import { activeUntilMs } from "./read/production.ts";
import { judgeTables } from "./judge/session-quality.ts";
import { judgeRecommendations } from "./judge/judge-lists.ts";
import { scenarioHash } from "./read/scenario-hash.ts";
import type { Ledger, LatencySummary, LogSummary, NodeSummary, RunResult } from "../result/result.ts";
import { CUT_SHORT } from "./limits.ts";
import type { Cap } from "./limits.ts";
import { tableCounts } from "./tables/tables.ts";
import type { GroundTruth } from "./judge/truth.ts";
import { ENGINE_VERSION } from "./read/version.ts";
import { goalFindings } from "./why/causes.ts";

export type Ended = {
  readonly machine: Machine;
  readonly design: Design;
  readonly scenario: Scenario | null;
  readonly seed: number;
  readonly atMs: number;
  readonly peakPerSecond: number;
  /** The limit it met, null where it came to its end. */
  readonly cap: Cap | null;
  readonly recordHops: number;
  readonly wallMs: number;
  readonly findings: readonly Finding[];
  /** What struck parts, as it was scheduled or pressed. */
  readonly incidents: readonly RunIncident[];
  readonly truth: GroundTruth | null;
};

/** The ledger with its cross-check: what it calls open must be what parts and wires physically hold, records and requests alike. */
export function balancedLedger(machine: Machine): Ledger {
  const { ledger } = machine.run;
  const totals = ledger.totals();
  let sum = totals.delivered + totals.filtered + totals.deduplicated + totals.inFlight + totals.expired;
  for (const reasons of Object.values(totals.dropped)) for (const count of Object.values(reasons)) sum += count;
  const held = heldAnywhere(machine);
  const recordsBalance = sum === totals.produced && held === ledger.openCopies() && ledger.overdrawn === 0;
  return { ...totals, balanced: recordsBalance && openGaps(machine).length === 0 };
}

/** Why the books do not balance, and at which part; nothing where they do. */
function booksFindings(machine: Machine, { balanced, produced }: Ledger): Finding[] {
  if (balanced) return [];
  const { ledger } = machine.run;
  const { overdrawn, overdrawnBy } = ledger;
  const titleOf = (id: string): string => machine.parts.find(({ part }) => part.id === id)?.part.title ?? id;
  const gaps = openGaps(machine).map(({ part, why }) => unbalanced(part, `requests do not balance at ${titleOf(part)}: ${why}`));
  if (gaps.length > 0) return gaps;
  const holding = [...machine.nodes].map(([id, node]) => ({ id, held: node.heldEvents() })).filter(({ held }) => held !== 0);
  const worst = holding.toSorted((a, b) => Math.min(0, a.held) - Math.min(0, b.held) || b.held - a.held)[0];
  const part =
    overdrawnBy !== null && overdrawnBy.node !== ""
      ? overdrawnBy.node
      : (worst?.id ?? machine.wires.find(({ waiting }) => waiting > 0)?.toPart ?? machine.parts[0].part.id);
  const open = ledger.openCopies();
  const why =
    overdrawn > 0
      ? `${whole(overdrawn)} copies ended that were not open, the first as ${overdrawnBy?.kind ?? "delivered"}`
      : `${whole(open)} copies are open by the books, and parts and wires hold ${whole(heldAnywhere(machine))}`;
  return [unbalanced(part, `${whole(produced)} ${nounFor(produced, "record")} do not balance at ${titleOf(part)}: ${why}`)];
}

function unbalanced(part: string, what: string): Finding {
  return {
    code: "books-unbalanced",
    severity: "error",
    where: `system.parts.${part}`,
    message: `The books of ${what}. No figure of this run is to be trusted; this is a fault of the simulator, please report the design.`,
  };
}

const whole = (count: number): string => count.toLocaleString("en-US");

function heldAnywhere(machine: Machine): number {
  let held = 0;
  for (const node of machine.nodes.values()) held += node.heldEvents();
  for (const wire of machine.wires) held += wire.heldEvents() + fileEvents(machine, wire);
  return held;
}

/** A run that met a limit is judged by what it has, and has passed nothing. */
function cutShort({ text }: Cap): Finding {
  return { code: CUT_SHORT, severity: "error", where: "", message: `${text} What is judged here is what ran until then.` };
}

/** Events inside files that are on a wire: each carries one copy. Notices of files that are already stored carry none. */
function fileEvents(machine: Machine, wire: Machine["wires"][number]): number {
  if (wire.notices) return 0;
  let held = 0;
  for (let i = wire.head; i < wire.tail; i++) {
    const ref = wire.refs[i];
    if (ref >>> 28 !== 3) continue;
    const file = machine.run.rows.files[ref & 0x0fffffff];
    if (file.stream === 0) held += file.refs.length;
  }
  return held;
}

/** Everything the result says, in the fixed shape. */
export function buildResult(ended: Ended): RunResult {
  const { machine, scenario, design } = ended;
  const ledger = balancedLedger(machine);
  const cost = monthlyCost(machine, design, scenario, ended.atMs);
  const quality = ended.truth === null ? {} : judgeTables(machine, ended.truth);
  const recommendation = judgeRecommendations(machine);
  const measured = {
    machine,
    scenario,
    atMs: ended.atMs,
    ledger,
    peakPerSecond: ended.peakPerSecond,
    quality,
    cost,
    recommendation,
    incidents: ended.incidents,
  };
  const judged = goalFindings(
    (scenario?.goals ?? []).map((goal) => judgeGoal(goal, measured)),
    { machine, system: design.system, ledger, quality, cost, staleMs: recommendation?.staleMsP95 ?? null },
  );
  const latency = latencies(machine);
  return {
    resultVersion: 1,
    engine: {
      version: ENGINE_VERSION,
      scenario: scenario?.id ?? "none",
      scenarioHash: scenarioHash(scenario),
      designHash: designHash(design),
      seed: ended.seed,
      ...replayed(machine.run.trace),
      simulatedMs: ended.atMs,
      warmupMs: machine.run.warmupMs,
    },
    timing: { wallMs: ended.wallMs, records: ledger.produced, recordHops: ended.recordHops },
    verdict: {
      pass: judged.goals.every((goal) => goal.pass || !goal.must) && ledger.balanced && ended.cap === null,
      goals: judged.goals,
    },
    ledger,
    latency,
    nodes: Object.fromEntries(
      machine.parts.map(({ part, kind }) => [part.id, nodeSummary(kind.id, machine.nodes.get(part.id) as Part, machine, ended.atMs)]),
    ),
    logs: logs(machine, ended.atMs),
    cost,
    quality,
    ...(recommendation === null ? {} : { recommendation }),
    ...answeredBooks(machine, ended.atMs),
    ...(Object.keys(judged.causes).length === 0 ? {} : { causes: judged.causes }),
    findings: [
      ...booksFindings(machine, ledger),
      ...(ended.cap === null ? [] : [cutShort(ended.cap)]),
      ...ended.findings,
      ...judged.findings,
      ...countChecks(machine),
      ...lateChecks(machine),
      ...qualityFindings(machine),
      ...personalFindings(machine),
      ...erasureFindings(machine, ended.atMs),
      ...adviceOf(machine, ended.atMs),
      ...thinPercentiles(latency, design),
    ],
    tables: tableCounts(machine, ended.design, ended.truth, quality, ended.atMs),
    measures: Object.fromEntries((scenario?.measures ?? []).map(({ metric }) => [metric, readMetric(metric, measured)])),
    ...ofSomeParts(machine, ended),
  };
}

/** What only some drawings have: orchestrators, checks, questions, monitors, personal data, erased users. */
function ofSomeParts(
  machine: Machine,
  { incidents, atMs }: Pick<Ended, "incidents" | "atMs">,
): Pick<RunResult, "pipelines" | "checks" | "questions" | "alarms" | "personal" | "remaining"> {
  const pipelines = pipelinesOf(machine);
  const checks = checksOf(machine);
  const questions = questionsOf(machine);
  const alarms = alarmsOf(machine, incidents);
  const personal = personalReads(machine);
  const remaining = remainingRows(machine, atMs);
  return {
    ...(pipelines === null ? {} : { pipelines }),
    ...(checks === null ? {} : { checks }),
    ...(questions === null ? {} : { questions }),
    ...(alarms === null ? {} : { alarms }),
    ...(personal === null ? {} : { personal }),
    ...(remaining === null ? {} : { remaining }),
  };
}

function replayed(trace: EventTrace | null): Pick<RunResult["engine"], "events"> {
  if (trace === null) return {};
  return { events: { file: trace.name, rows: trace.rows, hash: trace.hash, rejected: trace.rejects.count } };
}

/** What became of requests, of lists and of stored things. */
function answeredBooks(machine: Machine, atMs: number): Pick<RunResult, "requests" | "items" | "feeds"> {
  const items = judgeItems(machine, atMs);
  const feeds = judgeFeeds(machine);
  if (machine.run.desk.rows.length === 0 && items === null) return {};
  return { requests: requestBooks(machine), ...(items === null ? {} : { items }), ...(feeds === null ? {} : { feeds }) };
}

function requestBooks(machine: Machine): NonNullable<RunResult["requests"]> {
  const { endpoints, places } = machine.run.desk;
  return Object.fromEntries(
    endpoints.map(({ id, asked, answered, notFound, refused, refusedAt }) => {
      const by = [...refusedAt].map(([place, reasons]) => [places[place], reasons] as const).sort(([a], [b]) => (a < b ? -1 : 1));
      const refusedBy = Object.fromEntries(by.map(([part, reasons]) => [part, inOrder(reasons)]));
      return [id, { asked, answered, notFound, refused: inOrder(refused), ...(by.length === 0 ? {} : { refusedBy }) }];
    }),
  );
}

function inOrder(counts: ReadonlyMap<string, number>): { readonly [reason: string]: number } {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function summary(histogram: BatchedHistogram): LatencySummary {
  const p = (q: number) => histogram.quantile(q);
  const bounds = (q: number) => histogram.quantileBounds(q);
  return {
    count: histogram.count,
    meanMs: histogram.whole.mean,
    p50Ms: p(0.5),
    p95Ms: p(0.95),
    p99Ms: p(0.99),
    p999Ms: p(0.999),
    maxMs: histogram.whole.max,
    ci95: { meanMs: histogram.meanBounds(), p50Ms: bounds(0.5), p95Ms: bounds(0.95), p99Ms: bounds(0.99), p999Ms: bounds(0.999) },
  };
}

/** A p99 from too few records says so: ten must lie beyond it. */
function thinPercentiles(latency: { readonly [id: string]: LatencySummary }, design: Design): Finding[] {
  return Object.entries(latency).flatMap(([id, { count }]): Finding[] => {
    const needed = Math.round(LEAST_BEYOND / 0.01);
    if (count >= needed) return [];
    const title = design.system.parts.find((part) => part.id === id)?.title ?? id;
    return [
      {
        code: "few-records",
        severity: "note",
        where: `latency.${id}`,
        message: `The p99 of ${title} rests on ${count.toLocaleString("en-US")} ${nounFor(count, "record")}; ${needed.toLocaleString("en-US")} are needed before it means much. Run longer, or read p50 and p95.`,
      },
    ];
  });
}

function latencies(machine: Machine): { [id: string]: LatencySummary } {
  const result: Record<string, LatencySummary> = {};
  // In the order of the drawing: which sink saw its first record first depends on windows, and results must not.
  for (const { part } of machine.parts) {
    const recorder = machine.recorders.get(part.id);
    if (recorder !== undefined && recorder.whole.count > 0) result[part.id] = summary(recorder.whole);
  }
  for (const { responses, endpoints } of ASKS.all(machine.nodes.values())) {
    const refused = new Set(endpoints.filter(({ target }) => target.granted?.refuses === true).map(({ id }) => id));
    for (const [endpoint, histogram] of responses) if (!refused.has(endpoint)) result[endpoint] = summary(histogram);
  }
  for (const { id, responses } of machine.run.desk.endpoints) if (responses.count > 0) result[id] = summary(responses);
  return result;
}

function nodeSummary(kind: string, node: Part, machine: Machine, atMs: number): NodeSummary {
  const { meter } = node;
  const servers = node.servers();
  const spanMs = activeUntilMs(machine, node, atMs) - machine.run.warmupMs;
  const served = meter.serviceCount > 0;
  return {
    kind,
    arrivals: meter.arrivals,
    departures: meter.departures,
    utilisation: servers === null || spanMs <= 0 ? null : meter.busyMs / (servers * spanMs),
    queueMean: served && spanMs > 0 ? meter.queue.recordMs / spanMs : null,
    queueMax: served ? meter.queueMax : null,
    waitMs: {
      mean: served ? meter.waitSumMs / meter.serviceCount : null,
      p50: meter.waits.quantile(0.5),
      p99: meter.waits.quantile(0.99),
      ci95: { mean: meter.waits.meanBounds(), p50: meter.waits.quantileBounds(0.5), p99: meter.waits.quantileBounds(0.99) },
    },
    serviceMs: { mean: served ? meter.serviceSumMs / meter.serviceCount : null },
    downMs: meter.downMs,
  };
}

function logs(machine: Machine, atMs: number): { [id: string]: LogSummary } {
  const result: Record<string, LogSummary> = {};
  for (const log of logsOf(machine)) {
    const active = log.partitionCount();
    const groups: Record<string, LogSummary["groups"][string]> = {};
    for (const { log: owner, group } of groupsOf(machine)) {
      if (owner !== log) continue;
      const end = group.measure(atMs);
      groups[group.id] = {
        committed: group.committed.slice(0, active),
        lagRecords: { max: group.lagMaxRecords, end: end.records },
        lagMs: { max: group.lagMaxMs, end: end.ms },
        rebalances: group.rebalances,
      };
    }
    result[log.id] = {
      partitions: Array.from({ length: active }, (_, p) => {
        const { name, end: last, start, bytes } = log.partition(p);
        return { id: name, end: last, start, bytes };
      }),
      groups,
    };
  }
  return result;
}
