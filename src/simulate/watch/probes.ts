import { durationToSecond } from "../../base/duration.ts";
import { WATCHES } from "../../engine/part/monitor.ts";
import type { Probe } from "../../engine/part/monitor.ts";
import { PIPELINES } from "../../engine/pipelines/pipelines.ts";
import { CHECKPOINTED, OPERATES } from "../../engine/processing/operator-host.ts";
import type { Part } from "../../engine/part/part.ts";
import { CHECKS } from "../../engine/quality/checks.ts";
import type { Machine } from "../compile/build-machine.ts";
import { groupsOf, logsOf } from "../read/groups.ts";
import { allStores, servingStores } from "../read/stores.ts";

/** Gives every monitor of the machine the probes for what is there: lag, skew, checkpoints, back-pressure, errors, outages, stale stores, failed tasks and missed checks of data. */
export function attachProbes(machine: Machine): void {
  const probes = [
    ...lagProbes(machine),
    ...skewProbes(machine),
    ...processorProbes(machine),
    ...errorProbes(machine),
    ...downProbes(machine),
    ...freshnessProbes(machine),
    ...pipelineProbes(machine),
    ...qualityProbes(machine),
  ];
  for (const watcher of WATCHES.all(machine.nodes.values())) watcher.watch(probes);
}

const title = (machine: Machine, id: string): string => machine.parts.find(({ part }) => part.id === id)?.part.title ?? id;

function lagProbes(machine: Machine): Probe[] {
  return groupsOf(machine).map(
    ({ log, group }): Probe => ({
      label: "lag",
      part: group.id,
      rule: "lagMs",
      read: (at) => group.measure(at).ms,
      describe: (value) => `${title(machine, group.id)} is ${durationToSecond(value)} behind in ${title(machine, log.id)}`,
    }),
  );
}

function skewProbes(machine: Machine): Probe[] {
  return logsOf(machine).map(
    (log): Probe => ({
      label: "skew",
      part: log.id,
      rule: "partitionSkew",
      read: () => {
        const sizes = Array.from({ length: log.partitionCount() }, (_, p) => log.partition(p).end);
        const total = sizes.reduce((sum, size) => sum + size, 0);
        // Too few rows say nothing about skew.
        return total < 1000 * sizes.length ? null : Math.max(...sizes) / (total / sizes.length);
      },
      describe: (value) => `${title(machine, log.id)}: the largest partition holds ${value.toFixed(1)} times the mean`,
    }),
  );
}

function processorProbes(machine: Machine): Probe[] {
  return OPERATES.all(machine.nodes.values()).flatMap((host): Probe[] => [...checkpointProbes(machine, host), busyProbe(machine, host)]);
}

function checkpointProbes(machine: Machine, host: Part): Probe[] {
  const node = CHECKPOINTED.of(host);
  return node === null ? [] : [checkpointProbe(machine, node)];
}

function checkpointProbe(machine: Machine, node: { readonly id: string; checkpointAgeMs(at: number): number | null }): Probe {
  return {
    label: "checkpoint age",
    part: node.id,
    rule: "checkpointAgeMs",
    read: (at) => node.checkpointAgeMs(at),
    describe: (value) => `${title(machine, node.id)}: the last checkpoint completed ${durationToSecond(value)} ago`,
  };
}

function busyProbe(machine: Machine, node: Part): Probe {
  let busyBefore = 0;
  let lastAt = 0;
  return {
    label: "back-pressure",
    part: node.id,
    rule: "backPressureShare",
    read: (at) => {
      const busy = node.meter.busyMs;
      const share = at > lastAt ? (busy - busyBefore) / ((at - lastAt) * (node.servers() ?? 1)) : 0;
      busyBefore = busy;
      lastAt = at;
      return share;
    },
    describe: (value) => `${title(machine, node.id)}: tasks are busy ${(100 * value).toFixed(0)} % of the time`,
  };
}

function errorProbes(machine: Machine): Probe[] {
  const { ledger } = machine.run;
  let producedBefore = 0;
  let badBefore = 0;
  const source = machine.parts.find(({ kind }) => kind.family === "source");
  if (source === undefined) return [];
  return [
    {
      label: "errors",
      part: source.part.id,
      rule: "errorShare",
      read: () => {
        const totals = ledger.totals();
        let bad = totals.filtered + totals.expired;
        for (const reasons of Object.values(totals.dropped)) for (const count of Object.values(reasons)) bad += count;
        const share = totals.produced > producedBefore ? (bad - badBefore) / (totals.produced - producedBefore) : 0;
        producedBefore = totals.produced;
        badBefore = bad;
        return share;
      },
      describe: (value) => `${(100 * value).toFixed(1)} % of records were refused or lost in the last minute`,
    },
  ];
}

function downProbes(machine: Machine): Probe[] {
  return [...machine.nodes.values()].map(
    (node): Probe => ({
      label: "down",
      part: node.id,
      rule: "down",
      read: (at) => (node.isDown(at) ? 1 : 0),
      describe: () => `${title(machine, node.id)} is down or has partitions without a leader`,
    }),
  );
}

/** What dashboards read, else every store: nothing is stale where nothing has come yet. */
function freshnessProbes(machine: Machine): Probe[] {
  const served = servingStores(machine);
  return (served.length > 0 ? served : allStores(machine)).map(
    ({ id, visible }): Probe => ({
      label: "freshness",
      part: id,
      rule: "freshnessMs",
      read: (at) => (visible.newestEventAt === -Infinity ? null : Math.max(0, at - visible.newestEventAt)),
      describe: (value) => `${title(machine, id)}: its newest row is ${durationToSecond(value)} old`,
    }),
  );
}

/** Tasks that failed for good; without a run that ended, or a task that failed, there is no value. */
function pipelineProbes(machine: Machine): Probe[] {
  return machine.parts.flatMap(({ part: { id } }): Probe[] => {
    const told = PIPELINES.of(machine.nodes.get(id));
    if (told === null) return [];
    return [
      {
        ...{ label: "failed tasks", part: id, rule: "failedTasks", once: true },
        read: (at, sinceMs) => {
          const failures = countWithin(told.failuresMs, (each) => each, sinceMs, at);
          return failures === 0 && countWithin(told.endsMs, (each) => each, sinceMs, at) === 0 ? null : failures;
        },
        describe: (value) => `${title(machine, id)}: ${value === 1 ? "a task" : `${value} tasks`} failed for good`,
      },
    ];
  });
}

function qualityProbes(machine: Machine): Probe[] {
  return machine.parts.flatMap(({ part: { id } }): Probe[] => {
    const told = CHECKS.of(machine.nodes.get(id));
    if (told === null) return [];
    const endOf = ({ endedMs }: (typeof told.checked)[number]): number => endedMs;
    return [
      {
        ...{ label: "checks of data", part: id, rule: "qualityMisses", once: true },
        read: (at, sinceMs) => {
          const ended = countWithin(told.checked, endOf, sinceMs, at);
          if (ended === 0) return null;
          const last = told.checked.findLastIndex((each) => endOf(each) <= at);
          return told.checked.slice(last - ended + 1, last + 1).filter((each) => each.ended !== "passed").length;
        },
        describe: (value) => `${title(machine, id)}: ${value === 1 ? "an attempt" : `${value} attempts`} found rows that break a rule`,
      },
    ];
  });
}

/** How many of a list in order of time lie after `since`, and not after `at`. */
function countWithin<T>(list: readonly T[], timeOf: (each: T) => number, since: number, at: number): number {
  let count = 0;
  for (let i = list.length - 1; i >= 0 && timeOf(list[i]) > since; i--) if (timeOf(list[i]) <= at) count++;
  return count;
}
