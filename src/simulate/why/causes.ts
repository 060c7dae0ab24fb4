import { nounFor, wasOrWere } from "../../base/counted-noun.ts";
import type { Finding } from "../../base/finding.ts";
import type { Part } from "../../engine/part/part.ts";
import type { GoalOutcome, OfferedCause } from "../../result/result.ts";
import type { Machine } from "../compile/build-machine.ts";
import { groupsOf, logsOf } from "../read/groups.ts";
import { activeUntilMs } from "../read/production.ts";
import type { Cause, Evidence } from "./cause.ts";
import { heldOfErased, refusedReaders, shownPersonal } from "./causes-of-access.ts";
import { dearest } from "./causes-of-cost.ts";
import { fellBehind, refusals, staleLists, unfitLists } from "./causes-of-lists.ts";
import { causesWith } from "./declared-causes.ts";
import { remarkOf } from "./remark-words.ts";
import { offered } from "./removals.ts";
import { fieldNamed, nameIn, titleOf } from "./settings-of.ts";
import { unreached } from "./unreached.ts";

/**
 * R14: the chain from a missed goal to the part and the setting. Causes are read off what the run has counted, in order of
 * how directly they explain the goal; nothing is guessed from the drawing alone.
 */
export function explain(goal: GoalOutcome, evidence: Evidence): readonly Cause[] {
  // Where nobody asked or nobody was answered no part was slow.
  if (goal.actual === null && asksOfClients(goal.metric)) return refusals(evidence.machine).slice(0, 1);
  const dry = unreached(goal, evidence);
  return dry.length > 0 ? dry : firstOfEach(causesFor(goal.metric, evidence)).slice(0, MOST_OFFERED);
}

/** Causes of one goal that are worth a counter-run each. */
const MOST_OFFERED = 5;

/** One thing may be named for two reasons, and is tried once. */
function firstOfEach(causes: readonly Cause[]): Cause[] {
  return causes.filter(({ code, part }, at) => causes.findIndex((other) => other.code === code && other.part === part) === at);
}

/** Metrics of what clients asked and got, one answer at a time. */
function asksOfClients(metric: string): boolean {
  return ["reads", "writes", "feeds", "answers", "requests"].includes(metric.split(".")[0]);
}

function causesFor(metric: string, evidence: Evidence): Cause[] {
  switch (metric) {
    case "recommend.staleP95Ms":
      return [...outOfMemory(evidence), ...staleLists(evidence)];
    case "recommend.knownShare":
      return [...causesWith("split-users", evidence), ...outOfMemory(evidence), ...losses(evidence)];
    case "personal.cellsShown":
      return shownPersonal(evidence.machine);
    case "erasure.remainingRows":
      return heldOfErased(evidence.machine);
    case "query.refused":
      return refusedReaders(evidence.machine);
    case "api.errorShare":
      return refusals(evidence.machine);
    case "stored.expiredShare":
      return largestFirst(causesWith("expired-stays", evidence));
    case "reads.p99Ms":
    case "writes.p99Ms":
    case "feeds.p99Ms":
      return lateAnswers(evidence);
    default:
      return causesOf(metric.split(".")[0], evidence);
  }
}

function causesOf(topic: string, evidence: Evidence): Cause[] {
  switch (topic) {
    case "sessions":
    case "aggregates":
    case "windows":
    case "joins":
      return [
        ...causesWith("unseen", evidence),
        ...causesWith("dropped", evidence),
        ...causesWith("rewritten", evidence),
        ...causesWith("stale-rows", evidence),
        ...causesWith("split-keys", evidence),
        ...causesWith("repeats", evidence),
        ...largestFirst([...losses(evidence), ...causesWith("late", evidence), ...causesWith("unread", evidence)]),
        ...causesWith("restart", evidence),
        ...pipelines(evidence),
      ];
    case "completeness":
      return [...losses(evidence), ...causesWith("dropped", evidence), ...causesWith("late", evidence), ...pipelines(evidence)];
    case "lost":
      return losses(evidence);
    case "late":
      return causesWith("late", evidence);
    case "duplicates":
      return [
        ...outOfMemory(evidence),
        ...causesWith("rewritten", evidence),
        ...causesWith("restart", evidence),
        ...causesWith("repeats", evidence),
      ];
    case "lag":
      return [...outOfMemory(evidence), ...fellBehind(evidence), ...causesOf("freshness", evidence)];
    case "freshness":
      return [
        ...outOfMemory(evidence),
        ...causesWith("unseen", evidence),
        ...pipelines(evidence),
        ...causesWith("commit-wait", evidence),
        ...overloaded(evidence),
        ...causesWith("restart", evidence),
        ...causesWith("file-age", evidence),
        ...busiest(evidence),
      ];
    case "recommend":
      return [
        ...outOfMemory(evidence),
        ...staleLists(evidence),
        ...manyRefusals(evidence.machine),
        ...losses(evidence),
        ...unfitLists(evidence),
      ];
    case "callers":
      return causesWith("calls-wait", evidence);
    case "archive":
      return [...losses(evidence), ...causesWith("dropped", evidence), ...pipelines(evidence), ...causesWith("file-age", evidence)];
    case "pipelines":
      return [...causesWith("restart", evidence), ...pipelines(evidence)];
    case "cost":
      return dearest(evidence);
    case "query":
    case "api":
      return busiest(evidence);
    default:
      return causesOfItems(topic, evidence);
  }
}

/** What clients who store things, follow links and read feeds missed. */
function causesOfItems(topic: string, evidence: Evidence): Cause[] {
  const lost = causesWith("lost-items", evidence);
  const refused = whatTheyWaitedFor(refusals(evidence.machine), evidence);
  if (topic === "feeds") return [...refused, ...lost, ...busiest(evidence)];
  if (topic === "requests") return [...refused, ...lost];
  return ["answers", "writes", "keys"].includes(topic) ? [...lost, ...refused, ...busiest(evidence)] : [];
}

/** A service had no thread left, which its threads may have spent on waiting for somebody else. */
const NO_THREAD = "refused.service-busy";

/**
 * Clients who gave up name no reason of their own, and a service without a free thread only half of one: what they waited for is a
 * part that had all it could do, where there is one.
 */
function whatTheyWaitedFor(refused: readonly Cause[], evidence: Evidence): Cause[] {
  const [first] = refused;
  const gaveUp = first !== undefined && evidence.machine.parts.some(({ part, kind }) => part.id === first.part && kind.family === "source");
  return [...(gaveUp || first?.code === NO_THREAD ? overloaded(evidence) : []), ...refused];
}

/** Why answers to clients came late: whoever had all it could do, then whoever turned many away, so that they asked again. */
function lateAnswers(evidence: Evidence): Cause[] {
  return [...overloaded(evidence), ...manyRefusals(evidence.machine), ...busiest(evidence)];
}

/** What held a pipeline up longest comes first. */
function pipelines(evidence: Evidence): Cause[] {
  return largestFirst(causesWith("pipeline", evidence));
}

function largestFirst(causes: readonly Cause[]): Cause[] {
  return [...causes].sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
}

/** A part that is busy nearly all the time is the reason whatever else happened. */
const OVERLOADED = 0.85;

function overloaded(evidence: Evidence): Cause[] {
  return busiest(evidence).filter((cause) => (cause.weight ?? 0) >= OVERLOADED * 100);
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
      counted: true,
      towards: "more",
      text: `${count.toLocaleString("en-US")} lost at ${titleOf(machine, part)}: ${reason}. ${text}${reason === GIVEN_UP ? ROOM_FOR_THE_PEAK : ""}`.trim(),
    };
  });
  if (ledger.expired > 0) {
    const [log] = logsOf(machine);
    if (log !== undefined)
      found.push({
        part: log.id,
        setting: fieldNamed(machine, log.id, "retention"),
        code: "expired",
        counted: true,
        towards: "more",
        text: `${ledger.expired.toLocaleString("en-US")} ${nounFor(ledger.expired, "record")} ${wasOrWere(ledger.expired)} removed by retention before a consumer had read them. Keep them longer, or make the consumer faster.`,
      });
  }
  return found;
}

/** The last thing said of a kill is the crash loop it led to. */
function outOfMemory(evidence: Evidence): Cause[] {
  return causesWith("out-of-memory", evidence).reverse();
}

/** Fields that say how much a part can do at once, by kind. */
const SIZES = ["parallelism", "servers", "tasks", "cores", "threads"];

/** Of a part that was away for longer than this leaves, what little it did says nothing. */
const LEAST_THERE = 0.1;

function busiest({ machine }: Evidence): Cause[] {
  const busy = [...machine.nodes.values()].flatMap((node) => {
    const servers = node.servers();
    const spanMs = activeUntilMs(machine, node, Infinity) - machine.run.warmupMs;
    // Of the time it was there: an outage is no capacity to spare. What began in time may end after it, which makes no more than all of it.
    const thereMs = Math.max(spanMs - node.meter.downMs, spanMs * LEAST_THERE);
    return servers === null ? [] : [{ node, utilisation: Math.min(1, node.meter.busyMs / (servers * thereMs)) }];
  });
  busy.sort((a, b) => b.utilisation - a.utilisation);
  const lag = groupsOf(machine).reduce((most, { group }) => Math.max(most, group.lagMaxRecords), 0);
  return busy.slice(0, 1).map(({ node, utilisation }) => ({
    part: node.id,
    setting: SIZES.reduce<string | null>((found, field) => found ?? fieldNamed(machine, node.id, field), null),
    code: "bottleneck",
    towards: "more",
    weight: 100 * utilisation,
    text: `${nameIn(machine, node.id)} was the busiest part, ${atWork(utilisation, node)}${lag > 0 ? `; up to ${Math.round(lag).toLocaleString("en-US")} records waited in a log` : ""}.`,
  }));
}

function atWork(utilisation: number, { meter }: Part): string {
  const percent = (100 * utilisation).toFixed(0);
  return meter.downMs > 0 ? `at work for ${percent} % of the time it was there` : `${percent} % of its time at work on average`;
}

/** Errors explain what users missed only where there were many. */
const MANY_REFUSED = 0.01;

function manyRefusals(machine: Machine): Cause[] {
  const asked = machine.run.desk.endpoints.reduce((sum, book) => sum + book.asked, 0);
  return refusals(machine).filter(({ weight }) => (weight ?? 0) > MANY_REFUSED * asked);
}

/** One finding per missed goal, pointing at the setting. */
export function goalFindings(
  goals: readonly GoalOutcome[],
  evidence: Evidence,
): { readonly goals: GoalOutcome[]; readonly findings: Finding[]; readonly causes: { readonly [goal: string]: readonly OfferedCause[] } } {
  const findings: Finding[] = [];
  const causes: Record<string, readonly OfferedCause[]> = {};
  const explained = goals.map((goal) => {
    if (goal.pass) return goal;
    const found = explain(goal, evidence);
    const [cause] = found;
    if (cause === undefined) return goal;
    causes[goal.id] = found.map((each) => offered(evidence.machine, each));
    const where = cause.setting === null ? `system.parts.${cause.part}` : `system.parts.${cause.part}.settings.${cause.setting}`;
    if (!findings.some((finding) => finding.where === where && finding.code === `goal.${cause.code}`)) {
      findings.push({
        code: `goal.${cause.code}`,
        severity: goal.must ? "error" : "warning",
        where,
        message: `${goal.label}: ${cause.text}`,
      });
    }
    return { ...goal, why: cause.text, ...(cause.mends === undefined ? {} : { mends: cause.mends }) };
  });
  return { goals: explained, findings, causes };
}
