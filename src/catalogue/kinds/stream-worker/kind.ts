import { defineKind } from "../../contract.ts";
import { lawInWords } from "../../fields/distribution.ts";
import { worker } from "../../families/worker.ts";
import { AWS_PRICES, KAFKA_DOCS, OMB_RESULTS, derived, published } from "../../prices/sources.ts";
import type { RowKindId } from "../../drawing/streams.ts";
import { used } from "../../prices/usage.ts";
import { bytes, plural } from "../../words.ts";
import { workerFields } from "./fields.ts";
import { logicFields } from "./logic-fields.ts";
import { MACHINES, MACHINE_SIZES } from "./machines.ts";
import { memoryAdvice, memoryOf } from "./memory.ts";
import { zoneNames } from "../../drawing/zones.ts";
import { WORKER_REMARKS } from "../../remarks/workers.ts";
import { CALLS_WAIT, FELL_BEHIND, LISTS_SKIPPED, SPLIT_USERS } from "./causes.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";

const instanceNames = (props: { readonly instances: number }): readonly string[] =>
  Array.from({ length: props.instances }, (_, index) => `instance-${index}`);

export const streamWorker = defineKind({
  id: "stream-worker",
  version: 1,
  family: "worker",
  title: "Stream worker",
  summary: "A consumer service with its own logic: polls records, works on each, commits as you choose.",
  layer: "process",
  ports: [
    {
      id: "in",
      label: "Records",
      direction: "in",
      carries: ["records", "messages"],
      required: true,
      help: "Records to work on. From a log the instances read as one consumer group; of a queue each receives ten at most and deletes them after the work, or before it; from wires they are dealt out and cannot be read again.",
    },
    {
      id: "model",
      label: "Item vectors",
      direction: "in",
      carries: ["model"],
      max: 1,
      help: "Published item vectors, where the logic moves users. Without them nothing is known of any item.",
    },
    {
      id: "out",
      label: "Done",
      direction: "out",
      carries: ["records"],
      help: "Each record when its work is done. Without a wire it ends here.",
    },
    {
      id: "dead-letter",
      label: "Dead letters",
      direction: "out",
      carries: ["records"],
      help: "Records that were given up after their tries. Without a wire they are dropped.",
    },
  ],
  fields: { ...workerFields, ...logicFields },
  limits: [
    {
      name: "Records per second",
      value: "instances with a partition / mean work per record",
      unit: "records/ms",
      source: derived("follows from one record at a time per instance; commits and polls come on top", "2026-11"),
    },
    {
      name: "Classic rebalance",
      value: "3 + 0.11 x partitions that move",
      unit: "s",
      source: derived(
        "103 s when 10 consumers gained 900 partitions (Karafka documentation on KIP-848); 3 s group.initial.rebalance.delay",
        "2026",
      ),
      note: "Eager: the whole group stops. Cooperative: only what moves stops, in two rounds (assumed as long).",
    },
    {
      name: "KIP-848 rebalance",
      value: 5,
      unit: "s",
      source: published("Karafka documentation on KIP-848: 5 s for the same case; one server-side heartbeat", "2026"),
      note: "Only partitions that move stop.",
    },
    {
      name: "Commit",
      value: 2.15,
      unit: "ms",
      source: { ...OMB_RESULTS, text: `${OMB_RESULTS.text}: median publish latency with acks all, as a commit is such a write` },
      note: "The end of a transaction takes three of them (assumed).",
    },
    {
      name: "Memory",
      value: "4, 8, 8, 16",
      unit: "GiB",
      source: MACHINE_SIZES,
      note: "Of t3.medium, t3.large, m5.large, m5.xlarge. An instance that wants more is killed.",
    },
    { name: "Transaction time-out", value: "60 s, at most 15 min", unit: "s", source: KAFKA_DOCS },
  ],
  prices: [
    {
      dimension: "Instances",
      unit: "instance-hours",
      source: AWS_PRICES,
      quantity: (usage, props) => props.instances * used(usage, "hours"),
      unitPriceUsd: (props) => MACHINES[props.instance].usdPerHour,
    },
  ],
  headline: (props) =>
    `${DOES[props.logic]}${plural(props.instances, "instance")} · ${lawInWords(props.workTime)} · ${COMMITS[props.commit]}`,
  behaviour: (props, ctx) =>
    worker(ctx, {
      ...props,
      tries: props.poison === "dead-letter" ? props.tries : null,
      memory: memoryOf(props),
    }),
  makes: ({ logic }) => MADE[logic],
  entries: (props) => (props.logic === "generate-lists" ? props.listLength : null),
  remarks: WORKER_REMARKS,
  causes: [LISTS_SKIPPED, FELL_BEHIND, SPLIT_USERS, CALLS_WAIT],
  faults: [
    {
      id: "crash",
      label: "Instance crash",
      help: "An instance dies at once and starts again after this long. The group notices after the session time-out, or when a member with a fixed id is back.",
      defaultDurationMs: 60_000,
      targets: instanceNames,
    },
    {
      id: "zone-loss",
      label: "Zone lost",
      help: "The instances of a zone die at once; instance n stands in zone n mod 3. The group notices after the session time-out.",
      defaultDurationMs: 60_000,
      targets: zoneNames,
    },
    {
      id: "outage",
      label: "Service down",
      help: "All instances die at once and start again after this long, as after a bad release. A log keeps what comes meanwhile; calls over plain wires are refused and lost.",
      defaultDurationMs: 60_000,
    },
    {
      id: "zombie",
      label: "Long pause",
      help: "A whole process stands still, as in a long garbage collection. Beyond the session time-out its partitions move, and it wakes up with work that is no longer its own.",
      defaultDurationMs: 60_000,
      targets: instanceNames,
    },
    {
      id: "stuck",
      label: "Work hangs",
      help: "The work on one record hangs while heartbeats go on. Beyond the max poll interval the instance is put out of the group.",
      defaultDurationMs: 360_000,
      targets: instanceNames,
    },
    {
      id: "slow",
      label: "Slow instance",
      help: "The work of an instance takes four times as long.",
      defaultDurationMs: 120_000,
      amount: timesAsLong(4),
      targets: instanceNames,
    },
    {
      id: "rolling-restart",
      label: "Rolling restart",
      help: "One instance after the other finishes what it has, leaves, and comes back, as in a deployment; together they take this long.",
      defaultDurationMs: 90_000,
    },
    {
      id: "poison",
      label: "Poison record",
      help: "Every try of the next record of an instance fails, wherever it is read, until a mended version is there after this long.",
      defaultDurationMs: 300_000,
      targets: instanceNames,
    },
  ],
  doc: {
    is: "Instances of a program you wrote around a consumer client. Each polls some records, works through them one after the other, commits offsets and polls again.",
    whenToUse: "Use it to save records, call models or other services, or to move records from one log to another with your own code.",
    doesNotPromise:
      "It promises no more than its commit policy: records are lost or repeated by where a crash falls between work and commit. Order holds inside a partition only, and it keeps no state. What it polls must fit into memory: more kills it, and it reads the same records again.",
    weighAgainst:
      "A stream processor brings state, event time and checkpoints; Lambda needs no machines but blocks a shard on a failing batch. Transactions cost latency and cover only what goes from log to log.",
  },
  examples: [
    {
      title: "Committed after the work",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 200 } },
        { id: "kafka", kind: "kafka", settings: { partitions: 6 } },
        {
          id: "worker",
          kind: "stream-worker",
          settings: {
            staticMembership: true,
            sessionTimeoutMs: 6000,
            maxPollIntervalMs: 10_000,
            workTime: { constant: 4 },
          },
        },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> kafka.produce", "kafka.consume -> worker.in", "worker.out -> out.in"],
      expect: "A crash repeats what was done since the last commit and loses nothing.",
    },
    {
      title: "A poll that does not fit",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 200, records: 4000 } },
        { id: "kafka", kind: "kafka", settings: { partitions: 2 } },
        {
          id: "worker",
          kind: "stream-worker",
          settings: { instances: 1, staticMembership: true, workTime: { constant: 6 }, recordMemoryKb: 20_000, startUpMs: 2000 },
        },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> kafka.produce", "kafka.consume -> worker.in", "worker.out -> out.in"],
      expect:
        "While it falls behind, polls grow until one does not fit into 4 GiB. Then every start reads the same records and is killed again, until a poll may return 189 at most.",
    },
    {
      title: "From log to log in transactions",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 200 } },
        { id: "kafka", kind: "kafka", settings: { partitions: 4 } },
        {
          id: "worker",
          kind: "stream-worker",
          settings: { commit: "transactional", poison: "dead-letter", tries: 3 },
        },
        { id: "results", kind: "kafka", settings: { partitions: 4 } },
        { id: "reader", kind: "stream-worker", settings: { isolation: "read_committed" } },
        { id: "out", kind: "sink" },
      ],
      wires: [
        "load.out -> kafka.produce",
        "kafka.consume -> worker.in",
        "worker.out -> results.produce",
        "results.consume -> reader.in",
        "reader.out -> out.in",
      ],
      expect: "A crash neither loses nor repeats a record for readers of committed rows.",
    },
  ],
  migrations: [],
  advise: (props, measured) => memoryAdvice(props, used(measured, "memoryPeakBytes"), used(measured, "memoryKills")),
  check: (props) => [
    ...(memoryOf(props).baseBytes + memoryOf(props).recordBytes > memoryOf(props).limitBytes
      ? [
          {
            field: "instance",
            message: `Before any record ${bytes(memoryOf(props).baseBytes)} are taken of ${bytes(memoryOf(props).limitBytes)}: not one record fits. Take a machine with more memory.`,
          },
        ]
      : []),
    ...(props.commit === "transactional" && props.handOff
      ? [{ field: "handOff", message: "A transaction belongs to the thread that polls. Turn hand-off off, or commit after the work." }]
      : []),
    ...(props.heartbeatMs * 2 > props.sessionTimeoutMs
      ? [
          {
            field: "heartbeatMs",
            message: `A session of ${props.sessionTimeoutMs} ms needs at least two heartbeats. Choose ${Math.floor(props.sessionTimeoutMs / 2)} ms or less.`,
          },
        ]
      : []),
  ],
});

const DOES = { pass: "", "update-embeddings": "moves users · ", "generate-lists": "makes lists · " } as const;
const COMMITS = { before: "commits before", after: "commits after", auto: "auto-commit", transactional: "transactional" } as const;

/** What leaves at `out`, where it is not what came in. */
const MADE: { readonly [logic: string]: { readonly [port: string]: readonly RowKindId[] } } = {
  pass: {},
  "update-embeddings": { out: ["vector"] },
  "generate-lists": { out: ["list", "listed-item"] },
};
