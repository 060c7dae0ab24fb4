import { nounFor } from "../base/counted-noun.ts";
import type { Design } from "../design/types.ts";
import type { RunResult } from "../result/result.ts";
import { CUT_SHORT } from "../simulate/limits.ts";
import { formatMs, formatNumber, formatQuantity, textTable } from "./format.ts";

/** A finished run in words and small tables, for a terminal. */
export function runSummary(result: RunResult, design: Design): string {
  const { engine, timing } = result;
  const called = callerOf(design);
  const head = [
    `${design.title.replaceAll(/\s+/g, " ")}: ${headline(result)}`,
    `${engine.scenario}, seed ${engine.seed}${result.replications === undefined ? "" : ` and ${result.replications - 1} more for the intervals`}: ${formatNumber(timing.records)} ${nounFor(timing.records, "record")} in ${formatMs(engine.simulatedMs)} of simulated time, run in ${formatMs(timing.wallMs)}`,
  ].join("\n");
  return [
    head,
    goals(result),
    latency(result),
    losses(result),
    lag(result, called),
    cost(result, called),
    correctness(result),
    recommendations(result),
    requests(result),
    pipelines(result, called),
    checks(result, called),
    alarms(result),
    findings(result),
  ]
    .filter((block) => block !== "")
    .join("\n\n");
}

/** A part by its title, with the id that options take where that is another word. */
type Called = (part: string) => string;

function callerOf({ system }: Design): Called {
  const titles = new Map(system.parts.map(({ id, title }) => [id, title.replaceAll(/\s+/g, " ")]));
  return (id) => {
    const title = titles.get(id) ?? id;
    return title.toLowerCase() === id.toLowerCase() ? title : `${title} (${id})`;
  };
}

function headline({ verdict, findings: found, ledger }: RunResult): string {
  if (found.some(({ code }) => code === CUT_SHORT)) return "the run was cut short";
  if (!ledger.balanced) return "the books do not balance";
  if (verdict.goals.length === 0) return "nothing was asked of it, so nothing is judged";
  if (!verdict.pass) return "a must-have is missed";
  const wished = verdict.goals.filter(({ pass, must }) => !pass && !must).length;
  if (wished === 0) return "every goal is reached";
  return `every must-have is reached; ${wished} ${nounFor(wished, "goal")} that may be missed ${nounFor(wished, "is", "are")}`;
}

function goals({ verdict }: RunResult): string {
  if (verdict.goals.length === 0) return "";
  const rows = verdict.goals.map(({ label, actual, inWords, ci95, unit, op, target, pass, must }) => [
    pass ? "ok" : "MISSED",
    label,
    inWords ?? formatQuantity(actual, unit),
    ci95 === null ? "" : `${formatQuantity(ci95[0], unit)} to ${formatQuantity(ci95[1], unit)} at 95 %`,
    `needs ${op} ${formatQuantity(target, unit)}${must ? "" : " (may be missed)"}`,
  ]);
  const reasons = verdict.goals.flatMap(({ label, why, pass }) => (pass || why === undefined ? [] : [`${label}: ${why}`]));
  return ["Goals", textTable(rows), ...reasons].join("\n");
}

function latency({ latency: all }: RunResult): string {
  const rows = Object.entries(all).map(([id, each]) => [
    id,
    formatNumber(each.count),
    formatMs(each.p50Ms),
    formatMs(each.p95Ms),
    formatMs(each.p99Ms),
    formatMs(each.maxMs),
  ]);
  return rows.length === 0
    ? ""
    : ["Latency", textTable([["to", "count", "p50", "p95", "p99", "max"], ...rows], [1, 2, 3, 4, 5])].join("\n");
}

function losses({ ledger }: RunResult): string {
  const dropped = Object.entries(ledger.dropped).flatMap(([node, reasons]) =>
    Object.entries(reasons).map(([reason, count]) => [`lost at ${node}: ${reason}`, whole(count)]),
  );
  const rows = [
    ["produced", whole(ledger.produced)],
    ["delivered", whole(ledger.delivered)],
    ["filtered", whole(ledger.filtered)],
    ["deduplicated", whole(ledger.deduplicated)],
    ["in flight", whole(ledger.inFlight)],
    ["expired", whole(ledger.expired)],
    ...dropped,
    ["sent again", whole(ledger.redelivered)],
  ];
  return [`Where it went (${ledger.balanced ? "adds up" : "DOES NOT ADD UP"})`, textTable(rows, [1])].join("\n");
}

function lag({ logs }: RunResult, called: Called): string {
  const rows = Object.entries(logs).flatMap(([log, { groups }]) =>
    Object.entries(groups).map(([consumer, group]) => [
      `${called(log)} to ${called(consumer)}`,
      formatNumber(group.lagRecords.max),
      formatMs(group.lagMs.max),
      formatNumber(group.lagRecords.end),
    ]),
  );
  return rows.length === 0
    ? ""
    : ["Consumer lag", textTable([["log", "peak records", "peak age", "at the end"], ...rows], [1, 2, 3])].join("\n");
}

function cost({ cost: bill }: RunResult, called: Called): string {
  const byNode = new Map<string, number>();
  for (const { node, usd } of bill.lines) byNode.set(node, (byNode.get(node) ?? 0) + usd);
  const rows = [...byNode].sort(([, a], [, b]) => b - a).map(([node, usd]) => [called(node), formatQuantity(usd, "USD")]);
  const unpriced = bill.unpriced.map(({ node, dimension, reason }) => `not priced: ${called(node)}, ${dimension} (${reason})`);
  return [
    `Cost a month: ${formatQuantity(bill.monthlyUsd, "USD")}`,
    ...(rows.length === 0 ? [] : [textTable(rows, [1])]),
    ...unpriced,
  ].join("\n");
}

function correctness({ quality }: RunResult): string {
  const rows = Object.entries(quality).map(([table, each]) => [
    table,
    whole(each.expectedRows),
    whole(each.exact),
    whole(Math.max(0, each.expectedRows - each.exact - each.missing)),
    whole(each.missing),
    whole(each.extra),
    whole(each.duplicates),
    whole(each.late),
  ]);
  return rows.length === 0
    ? ""
    : [
        "Against the truth",
        textTable([["table", "expected", "exact", "different", "missing", "extra", "twice", "late"], ...rows], [1, 2, 3, 4, 5, 6, 7]),
      ].join("\n");
}

function recommendations({ recommendation: quality }: RunResult): string {
  if (quality === undefined) return "";
  const { recallAt10, ndcgAt10, popularityRecallAt10, ceilingRecallAt10, knownShare, coverage, searchRecall, judged, choices, ci95 } =
    quality;
  const share = (value: number | null): string => formatQuantity(value, "share");
  const interval = ci95.recallAt10 === null ? "" : ` (${share(ci95.recallAt10[0])} to ${share(ci95.recallAt10[1])} at 95 %)`;
  return [
    "Recommendations",
    `recall@10 ${share(recallAt10)}${interval}, nDCG@10 ${formatNumber(ndcgAt10)}; popularity ${share(popularityRecallAt10)}, ceiling ${share(ceilingRecallAt10)}`,
    `stale when shown: p50 ${formatMs(quality.staleMsP50)}, p95 ${formatMs(quality.staleMsP95)}, p99 ${formatMs(quality.staleMsP99)}`,
    `made from ${share(knownShare)} of what users had chosen; coverage ${share(coverage)}, search recall ${share(searchRecall)}; ${whole(judged)} of ${whole(choices)} new choices judged`,
  ].join("\n");
}

function requests({ requests: books }: RunResult): string {
  if (books === undefined) return "";
  const rows = Object.entries(books).map(([id, { asked, answered, notFound, refused }]) => [
    id,
    whole(asked),
    whole(answered),
    whole(notFound),
    Object.entries(refused)
      .map(([reason, count]) => `${whole(count)} ${reason}`)
      .join(", ") || "0",
  ]);
  return ["Requests", textTable([["endpoint", "asked", "answered", "nothing there", "refused"], ...rows], [1, 2, 3])].join("\n");
}

function pipelines({ pipelines: all }: RunResult, called: Called): string {
  if (all === undefined) return "";
  const rows = Object.entries(all).map(([id, { runs }]) => {
    const tasks = runs.flatMap((run) => run.tasks);
    const delays = runs.flatMap(({ state, dueMs, endedMs }) => (state === "success" && endedMs !== null ? [endedMs - dueMs] : []));
    return [
      called(id),
      whole(runs.length),
      whole(runs.filter(({ state }) => state === "failed").length),
      whole(runs.filter(({ endedMs }) => endedMs === null).length),
      whole(tasks.filter(({ tries }) => tries.length > 1).length),
      formatMs(delays.length === 0 ? null : delays.reduce((most, delay) => Math.max(most, delay))),
    ];
  });
  return [
    "Pipelines",
    textTable([["", "runs", "failed", "not over", "tasks tried again", "longest from due to done"], ...rows], [1, 2, 3, 4, 5]),
  ].join("\n");
}

function checks({ checks: all }: RunResult, called: Called): string {
  if (all === undefined) return "";
  const rows = Object.entries(all).flatMap(([part, { checks: each }]) =>
    each.map(({ check, on, met, missed, unknown }) => [called(part), `${check} of ${on}`, whole(met), whole(missed), whole(unknown)]),
  );
  return ["Checks of data", textTable([["", "check", "met", "missed", "nothing to look at"], ...rows], [2, 3, 4])].join("\n");
}

function alarms({ alarms: all }: RunResult): string {
  if (all === undefined) return "";
  const raised = Object.entries(all).flatMap(([monitor, { tells, changes }]) =>
    changes.map(({ toldMs, alarm, part, to }) => [`after ${formatMs(toldMs)}`, `${alarm} of ${part}`, to, `${monitor} tells ${tells}`]),
  );
  const faults = Object.values(all).flatMap(({ detections }) =>
    detections.map(({ label, part, atMs, told }) => [
      `${label} (${part})`,
      `after ${formatMs(atMs)}`,
      told === null ? "nobody was told" : `told after ${formatMs(told.atMs - atMs)}`,
      told === null ? "" : `${told.alarm} of ${told.part}`,
    ]),
  );
  if (raised.length + faults.length === 0) return "";
  const most = 20;
  return [
    "Alarms",
    ...(raised.length === 0 ? [] : [textTable(raised.slice(0, most))]),
    ...(raised.length <= most ? [] : [`and ${whole(raised.length - most)} more (SQL: alarms)`]),
    ...(faults.length === 0 ? [] : [textTable([["fault", "began", "first alarm", ""], ...faults])]),
  ].join("\n");
}

function findings({ findings: all }: RunResult): string {
  return all.length === 0
    ? ""
    : ["Worth knowing", ...all.map(({ severity, where, message }) => `${severity}: ${where === "" ? "" : `${where}: `}${message}`)].join(
        "\n",
      );
}

function whole(count: number): string {
  return count.toLocaleString("en-US");
}
