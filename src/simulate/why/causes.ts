import type { Cause } from "./cause.ts";
import { durationToSecond } from "../../base/duration.ts";
import type { Finding } from "../../base/finding.ts";
import { exact } from "../../catalogue/words.ts";
import type { Part } from "../../engine/part/part.ts";
import { OPERATES } from "../../engine/processing/operator-host.ts";
import type { OperatorHost } from "../../engine/processing/operator-host.ts";
import type { Machine } from "../compile/build-machine.ts";
import { groupsOf, logsOf } from "../read/groups.ts";
import { activeUntilMs } from "../read/production.ts";
import { remarkOf, remarkText } from "./remark-words.ts";
import type { CostSummary, GoalOutcome, Ledger, TableQuality } from "../../result/result.ts";
import { callersWait, fellBehind, refusals, staleLists, splitUsers, unfitLists } from "./causes-of-lists.ts";

type Evidence = {
  readonly machine: Machine;
  readonly ledger: Ledger;
  readonly quality: { readonly [table: string]: TableQuality };
  readonly cost: CostSummary;
  /** How old the lists were that users saw, p95; null where nothing recommends. */
  readonly staleMs: number | null;
};
/**
 * R14: the chain from a missed goal to the part and the setting. Causes are read off what the run has counted, in order of
 * how directly they explain the goal; nothing is guessed from the drawing alone.
 */
export function explain(goal: GoalOutcome, evidence: Evidence): Cause | null {
  const causes = causesFor(goal.metric, evidence);
  return causes[0] ?? null;
}

function causesFor(metric: string, evidence: Evidence): Cause[] {
  const { machine, staleMs } = evidence;
  switch (metric) {
    case "recommend.staleP95Ms":
      return [...outOfMemory(evidence), ...staleLists(machine, staleMs)];
    case "recommend.knownShare":
      return [...splitUsers(machine), ...outOfMemory(evidence), ...losses(evidence)];
    case "api.errorShare":
      return refusals(machine);
    default:
      return causesOf(metric.split(".")[0], evidence);
  }
}

function causesOf(topic: string, evidence: Evidence): Cause[] {
  const { machine, staleMs } = evidence;
  switch (topic) {
    case "sessions":
    case "aggregates":
    case "windows":
    case "joins":
      return [
        ...staleRows(evidence),
        ...splitKeys(evidence),
        ...repeatsCounted(evidence),
        ...largestFirst([...losses(evidence), ...lateRecords(evidence)]),
        ...restarts(evidence),
      ];
    case "completeness":
      return [...losses(evidence), ...lateRecords(evidence)];
    case "lost":
      return losses(evidence);
    case "late":
      return lateRecords(evidence);
    case "duplicates":
      return [...outOfMemory(evidence), ...restarts(evidence), ...repeatsCounted(evidence)];
    case "lag":
      return [...outOfMemory(evidence), ...fellBehind(machine), ...causesOf("freshness", evidence)];
    case "freshness":
      return [
        ...outOfMemory(evidence),
        ...checkpointWait(evidence),
        ...overloaded(evidence),
        ...restarts(evidence),
        ...slowFiles(evidence),
        ...busiest(evidence),
      ];
    case "recommend":
      return [
        ...outOfMemory(evidence),
        ...staleLists(machine, staleMs),
        ...manyRefusals(machine),
        ...losses(evidence),
        ...unfitLists(machine),
      ];
    case "callers":
      return callersWait(machine);
    case "archive":
      return [...losses(evidence), ...slowFiles(evidence)];
    case "cost":
      return dearest(evidence);
    case "query":
    case "api":
      return busiest(evidence);
    default:
      return [];
  }
}

function largestFirst(causes: readonly Cause[]): Cause[] {
  return [...causes].sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
}

/** Rows that wait for a checkpoint are on average half an interval old when they appear, and the oldest a whole one. */
const LONG_WAIT_MS = 120_000;

function checkpointWait({ machine }: Evidence): Cause[] {
  return processors(machine).flatMap((node): Cause[] => {
    const props = settings(machine, node.id);
    const intervalMs = Number(props.checkpointIntervalMs);
    if (props.guarantee !== "exactly-once" || props.checkpointing !== true || intervalMs < LONG_WAIT_MS) return [];
    return [
      {
        part: node.id,
        setting: "checkpointIntervalMs",
        code: "checkpoint-wait",
        text: `${title(machine, node.id)} shows its rows exactly once, so they wait for the next checkpoint, up to ${durationToSecond(intervalMs)}. Checkpoint more often.`,
      },
    ];
  });
}

/** A part that is busy nearly all the time is the reason whatever else happened. */
const OVERLOADED = 0.85;

function overloaded(evidence: Evidence): Cause[] {
  return busiest(evidence).filter((cause) => (cause.weight ?? 0) >= OVERLOADED * 100);
}

function settings(machine: Machine, part: string): { readonly [field: string]: unknown } {
  return machine.parts.find((entry) => entry.part.id === part)?.props ?? {};
}

function title(machine: Machine, part: string): string {
  return machine.parts.find((entry) => entry.part.id === part)?.part.title ?? part;
}

function processors(machine: Machine): OperatorHost[] {
  return OPERATES.all(machine.nodes.values());
}

/** Tasks trust a log that is not keyed by user: one user's events are spread over tasks. */
function splitKeys({ machine }: Evidence): Cause[] {
  return processors(machine).flatMap((node): Cause[] => {
    const log = groupsOf(machine).find(({ group }) => group === node.group)?.log;
    if (!node.splitsKeysAsLog || log === undefined) return [];
    const key = settings(machine, log.id).key;
    if (key === "user_id") return [];
    const mayExchange = settings(machine, node.id).exchange !== undefined;
    return [
      {
        part: log.id,
        setting: "key",
        code: "split-keys",
        text: `${title(machine, log.id)} places records by ${key === "none" ? "nothing" : String(key)}, and ${title(machine, node.id)} trusts that placement: one user's events reached several tasks, and each made sessions of its own. Key the log by user_id${mayExchange ? ", or exchange records by key" : ""}.`,
      },
    ];
  });
}

function repeatsCounted({ machine }: Evidence): Cause[] {
  return processors(machine).flatMap((node): Cause[] => {
    if (settings(machine, node.id).dedup === true) return [];
    return [
      {
        part: node.id,
        setting: "dedup",
        code: "no-dedup",
        text: `${title(machine, node.id)} does not remove repeats: events that phones sent twice were counted twice. Remove duplicates by event id.`,
      },
    ];
  });
}

/** Sessions that grew backwards or merged left rows behind that nobody takes back. */
function staleRows({ machine, quality }: Evidence): Cause[] {
  const extra = quality.sessions?.extra ?? 0;
  if (extra === 0) return [];
  return processors(machine).flatMap((node): Cause[] => {
    if (settings(machine, node.id).sessionUpdates !== "user-and-start") return [];
    return [
      {
        part: node.id,
        setting: "sessionUpdates",
        code: "stale-rows",
        text: `${title(machine, node.id)} keys its sessions by user and start and takes none back: ${extra.toLocaleString("en-US")} rows of sessions that later began earlier, or became part of another, stayed in the table. Key them by a session id that outlives merging.`,
      },
    ];
  });
}

function lateRecords({ machine, ledger }: Evidence): Cause[] {
  return Object.entries(ledger.dropped).flatMap(([part, reasons]): Cause[] => {
    const late = reasons.late ?? 0;
    if (late === 0) return [];
    const props = settings(machine, part);
    if (props.graceMs !== undefined)
      return [
        {
          part,
          setting: "graceMs",
          code: "late",
          weight: late,
          text: `${late.toLocaleString("en-US")} records came to ${title(machine, part)} after newer ones had used up the grace period, and were turned away as late. Give a longer grace period.`,
        },
      ];
    const setting = Number(props.allowedLatenessMs ?? props.allowedLatenessS ?? 0) > 0 ? "watermarkDelay" : "allowedLateness";
    const field = Object.keys(props).find((name) => name.startsWith(setting)) ?? null;
    return [
      {
        part,
        setting: field,
        code: "late",
        weight: late,
        text: `${late.toLocaleString("en-US")} records came to ${title(machine, part)} after event time had passed them, and were turned away as late. Allow more lateness, or hold the watermark back longer.`,
      },
    ];
  });
}

/** What is handed over by plain calls while nobody is there to take it. */
const NOBODY_UP = "no instance was up";
const KEPT_BY_NOBODY = "Whoever calls a service directly has nowhere to keep a record while it is down. Put a log in front of it.";

/** Longer patience loses less and makes everybody wait; what helps is room for the peak. */
const GIVEN_UP = "caller gave up";
const ROOM_FOR_THE_PEAK = " Give it more instances for the peak, or put a log in front.";

function losses({ machine, ledger }: Evidence): Cause[] {
  const causes = Object.entries(ledger.dropped).flatMap(([part, reasons]) =>
    Object.entries(reasons)
      .filter(([reason]) => reason !== "late")
      .map(([reason, count]) => ({ part, reason, count })),
  );
  causes.sort((a, b) => b.count - a.count);
  const found = causes.map(({ part, reason, count }): Cause => {
    const remark = remarkOf(machine, part, reason);
    const text = reason === NOBODY_UP && remark?.code !== "out-of-memory" ? KEPT_BY_NOBODY : (remark?.text ?? "");
    return {
      part,
      setting: fieldNamed(machine, part, reason === GIVEN_UP ? "instances" : remark?.setting),
      code: `lost.${reason.replaceAll(" ", "-")}`,
      weight: count,
      text: `${count.toLocaleString("en-US")} lost at ${title(machine, part)}: ${reason}. ${text}${reason === GIVEN_UP ? ROOM_FOR_THE_PEAK : ""}`.trim(),
    };
  });
  if (ledger.expired > 0) {
    const [log] = logsOf(machine);
    if (log !== undefined)
      found.push({
        part: log.id,
        setting: fieldNamed(machine, log.id, "retention"),
        code: "expired",
        text: `${ledger.expired.toLocaleString("en-US")} records were removed by retention before a consumer had read them. Keep them longer, or make the consumer faster.`,
      });
  }
  return found;
}

function restarts(evidence: Evidence): Cause[] {
  return remarked(evidence, ["restarted", "worker-lost"]);
}

/** The last thing said of a kill is the crash loop it led to. */
function outOfMemory(evidence: Evidence): Cause[] {
  return remarked(evidence, ["out-of-memory"]).reverse();
}

function remarked({ machine }: Evidence, codes: readonly string[]): Cause[] {
  return [...machine.nodes.values()].flatMap((node: Part): Cause[] =>
    node.remarks
      .filter((remark) => codes.includes(remark.code))
      .map((remark) => ({
        part: node.id,
        setting: fieldNamed(machine, node.id, remark.setting),
        code: remark.code,
        text: remarkText(machine, node.id, remark),
      })),
  );
}

function busiest({ machine }: Evidence): Cause[] {
  const busy = [...machine.nodes.values()].flatMap((node) => {
    const servers = node.servers();
    const spanMs = activeUntilMs(machine, node, Infinity) - machine.run.warmupMs;
    return servers === null ? [] : [{ node, utilisation: node.meter.busyMs / (servers * spanMs) }];
  });
  busy.sort((a, b) => b.utilisation - a.utilisation);
  const lag = groupsOf(machine).reduce((most, { group }) => Math.max(most, group.lagMaxRecords), 0);
  return busy.slice(0, 1).map(({ node, utilisation }) => ({
    part: node.id,
    setting:
      fieldNamed(machine, node.id, "parallelism") ?? fieldNamed(machine, node.id, "servers") ?? fieldNamed(machine, node.id, "tasks"),
    code: "bottleneck",
    weight: 100 * utilisation,
    text: `${title(machine, node.id)} was the busiest part, ${(100 * utilisation).toFixed(0)} % of its time at work on average${lag > 0 ? `; up to ${Math.round(lag).toLocaleString("en-US")} records waited in a log` : ""}.`,
  }));
}

/** Errors explain what users missed only where there were many. */
const MANY_REFUSED = 0.01;

function manyRefusals(machine: Machine): Cause[] {
  const asked = machine.run.desk.rows.length;
  return refusals(machine).filter(({ weight }) => (weight ?? 0) > MANY_REFUSED * asked);
}

/** The part with the largest share of the bill, and what of it costs most. */
function dearest({ machine, cost }: Evidence): Cause[] {
  const byPart = new Map<string, number>();
  for (const { node, usd } of cost.lines) byPart.set(node, (byPart.get(node) ?? 0) + usd);
  const [worst] = [...byPart].sort((a, b) => b[1] - a[1]);
  if (worst === undefined) return [];
  const [part, usd] = worst;
  const [line] = cost.lines.filter(({ node }) => node === part).sort((a, b) => b.usd - a.usd);
  const share = Math.round((100 * usd) / cost.monthlyUsd);
  return [
    {
      part,
      setting: null,
      code: "dearest",
      text: `${title(machine, part)} is ${share} % of the bill, most of it for ${line.dimension.toLowerCase()}: ${exact(Math.round(line.quantity))} ${line.unit} a month. Begin there.`,
    },
  ];
}

function slowFiles({ machine }: Evidence): Cause[] {
  return machine.parts
    .filter(({ kind }) => kind.family === "connector")
    .map(({ part }) => ({
      part: part.id,
      setting: fieldNamed(machine, part.id, "rotate") ?? fieldNamed(machine, part.id, "bufferS"),
      code: "file-age",
      text: `${part.title} shows records only when a file closes. Close files sooner, at the price of more and smaller ones.`,
    }));
}

/** The kind's own field behind an engine setting: `retention` finds `retentionHours`. */
function fieldNamed(machine: Machine, part: string, name: string | undefined): string | null {
  if (name === undefined) return null;
  const stem = name.replace(/Ms$/, "");
  return Object.keys(settings(machine, part)).find((field) => field === name || field.startsWith(stem)) ?? null;
}

/** One finding per missed goal, pointing at the setting. */
export function goalFindings(
  goals: readonly GoalOutcome[],
  evidence: Evidence,
): { readonly goals: GoalOutcome[]; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const explained = goals.map((goal) => {
    if (goal.pass) return goal;
    const cause = explain(goal, evidence);
    if (cause === null) return goal;
    const where = cause.setting === null ? `system.parts.${cause.part}` : `system.parts.${cause.part}.settings.${cause.setting}`;
    if (!findings.some((finding) => finding.where === where && finding.code === `goal.${cause.code}`)) {
      findings.push({
        code: `goal.${cause.code}`,
        severity: goal.must ? "error" : "warning",
        where,
        message: `${goal.label}: ${cause.text}`,
      });
    }
    return { ...goal, why: cause.text };
  });
  return { goals: explained, findings };
}
