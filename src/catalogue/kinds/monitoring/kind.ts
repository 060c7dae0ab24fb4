import { defineKind, field } from "../../contract.ts";
import { monitor } from "../../families/serve.ts";
import { AWS_PRICES, assumed, published, recalled } from "../../prices/sources.ts";
import { duration } from "../../words.ts";

/** One for each threshold that always stands. */
const ALARMS = 5;
const DAY_MS = 86_400_000;
const CLOUDWATCH = recalled("CloudWatch: M out of N datapoints, and how an alarm treats missing data (missing unless set)", "2025");
/** A file a minute, and a task a minute behind it. */
const FILE_A_MINUTE = { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 5000, pollMs: 1000 } as const;

export const monitoring = defineKind({
  id: "monitoring",
  version: 1,
  family: "monitor",
  title: "Monitoring",
  alsoCalled: ["CloudWatch", "alarm"],
  nearestTo: ["Prometheus", "Datadog", "New Relic"],
  summary: "Watches every part and raises alarms, as late as real alarms are. Needs no wires.",
  layer: "govern",
  ports: [],
  fields: {
    periodMs: field.integer({
      label: "Look every",
      help: "ms of one period; figures are gathered per period.",
      unit: "ms",
      default: 60_000,
      min: 1000,
      max: 3_600_000,
      step: 1000,
    }),
    evaluationPeriods: field.integer({
      label: "Alarm after",
      help: "Periods in a row that must be bad before an alarm. More hides short troubles and tells of long ones later.",
      unit: "periods",
      default: 3,
      min: 1,
      max: 100,
    }),
    datapointsToAlarm: field.optionalNumber({
      label: "Of them bad",
      help: "So many of those periods must be bad, in any order. null: all of them.",
      unit: "periods",
      default: null,
      whenGiven: 3,
      absent: "all of them",
      min: 1,
      max: 100,
      source: CLOUDWATCH,
      advanced: true,
    }),
    missingData: field.choice({
      label: "A period without a value",
      help: "What it counts as. Where nothing comes any more, a freshness that is not published is no alarm unless missing data counts as bad.",
      default: "missing",
      options: [
        { value: "missing", label: "as missing: it does not count" },
        { value: "ignore", label: "ignored: the alarm stays as it is" },
        { value: "breaching", label: "as bad" },
        { value: "not-breaching", label: "as good" },
      ],
      source: CLOUDWATCH,
      advanced: true,
    }),
    tells: field.text({
      label: "Tells",
      help: "Who hears of an alarm.",
      default: "on call",
      maxLength: 60,
    }),
    freshnessMs: field.optionalNumber({
      label: "Newest row older than",
      help: "Alarm when the newest row of a store that dashboards read is older than this. null: nobody watches it.",
      unit: "ms",
      default: null,
      whenGiven: 900_000,
      absent: "not watched",
      min: 1000,
      max: 30 * DAY_MS,
    }),
    failedTasks: field.boolean({
      label: "Failed tasks",
      help: "Alarm when a task of an orchestrator has failed for good: one bad period is enough, and it stands until a run has ended well.",
      default: false,
    }),
    qualityMisses: field.boolean({
      label: "Missed checks of data",
      help: "Alarm when a quality check found rows that break a rule: one bad period is enough, and it stands until a check found none.",
      default: false,
    }),
    lagMs: field.integer({
      label: "Lag above",
      help: "Alarm when the oldest record a consumer has not read is older than this.",
      unit: "ms",
      default: 60_000,
      min: 100,
      max: 86_400_000,
      step: 1000,
    }),
    partitionSkew: field.number({
      label: "Skew above",
      help: "Alarm when the busiest partition takes this many times the mean.",
      unit: "times the mean",
      default: 3,
      min: 1,
      max: 1000,
    }),
    checkpointAgeMs: field.integer({
      label: "Checkpoint older than",
      help: "Alarm when the last complete checkpoint is older than this.",
      unit: "ms",
      default: 180_000,
      min: 1000,
      max: 86_400_000,
      step: 1000,
    }),
    backPressureShare: field.number({
      label: "Back-pressure above",
      help: "Alarm when a part makes the one before it wait for more than this share of the time.",
      unit: "share",
      default: 0.5,
      min: 0.01,
      max: 1,
    }),
    errorShare: field.number({
      label: "Refused above",
      help: "Alarm when more than this share of records or queries is refused or dropped.",
      unit: "share",
      default: 0.01,
      min: 0.0001,
      max: 1,
    }),
    metrics: field.integer({
      label: "Own metrics",
      help: "Custom metrics that are paid; every combination of dimensions is one.",
      unit: "metrics",
      default: 60,
      min: 0,
      max: 10_000,
      advanced: true,
    }),
  },
  limits: [
    { name: "Figures are published after", value: "1 to 2", unit: "min", source: assumed("no published figure; facts/streaming.md 5") },
    {
      name: "An alarm comes after",
      value: "period x periods in a row, and the delay above",
      unit: "ms",
      source: assumed("facts/streaming.md 5"),
    },
  ],
  prices: [
    {
      dimension: "Own metrics (CloudWatch)",
      unit: "metric-months",
      source: published("CloudWatch price notes, GitHub nishinoshake/aws-rough issue 37; first 10,000", "2022-04"),
      quantity: (_, props) => props.metrics,
      unitPriceUsd: () => 0.3,
    },
    { dimension: "Alarms", unit: "alarm-months", source: AWS_PRICES, quantity: (_, props) => alarmsOf(props), unitPriceUsd: () => 0.1 },
    { dimension: "Dashboard", unit: "dashboard-months", source: AWS_PRICES, quantity: () => 1, unitPriceUsd: () => 3 },
  ],
  headline: (props) => `lag above ${duration(props.lagMs)} · ${props.evaluationPeriods} x ${duration(props.periodMs)}`,
  behaviour: (props, ctx) =>
    monitor(ctx, {
      periodMs: props.periodMs,
      evaluationPeriods: props.evaluationPeriods,
      lagMs: props.lagMs,
      partitionSkew: props.partitionSkew,
      checkpointAgeMs: props.checkpointAgeMs,
      backPressureShare: props.backPressureShare,
      errorShare: props.errorShare,
      datapointsToAlarm: Math.min(props.evaluationPeriods, Math.round(props.datapointsToAlarm ?? props.evaluationPeriods)),
      missingData: props.missingData,
      tells: props.tells,
      freshnessMs: props.freshnessMs,
      failedTasks: props.failedTasks ? 0 : null,
      qualityMisses: props.qualityMisses ? 0 : null,
    }),
  remarks: {},
  faults: [],
  doc: {
    is: "A watcher with five alarms: lag, skew of partitions, age of the last checkpoint, back-pressure, and the share that is refused; three more as you turn them on: freshness of stores, failed tasks, missed checks of data. Who was told of what, and when, stands in the log.",
    whenToUse:
      "Put one in every design that somebody is called for: the run shows when an alarm would have come, and which troubles pass unseen.",
    doesNotPromise:
      "It changes nothing and mends nothing. Between the trouble and the alarm lie the period, the periods in a row and the delay of the figures.",
    weighAgainst:
      "Short periods and single bad periods tell soon and cry wolf; long ones sleep through a burst. Prometheus samples faster and is one more thing to run.",
  },
  examples: [
    {
      title: "An alarm in time",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 20_000 } },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink", settings: { parallelism: 1 } },
        { id: "out", kind: "sink" },
        { id: "watch", kind: "monitoring", settings: { evaluationPeriods: 1 } },
      ],
      wires: ["load.out -> kafka.produce", "kafka.consume -> flink.in", "flink.events -> out.in"],
      expect: "One task cannot keep up; an alarm on lag comes minutes later.",
    },
    {
      title: "A burst nobody hears of",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink" },
        { id: "out", kind: "sink" },
        { id: "watch", kind: "monitoring", settings: { evaluationPeriods: 15 } },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> flink.in", "flink.events -> out.in"],
      expect: "A trouble shorter than 15 minutes passes without an alarm.",
    },
    {
      title: "Told of bad rows",
      parts: [
        { id: "services", kind: "upstream-services" },
        { id: "drop", kind: "batch-drop", settings: FILE_A_MINUTE },
        { id: "raw", kind: "s3" },
        { id: "dag", kind: "airflow", settings: { everyMs: 120_000, mostWorkers: 2 } },
        {
          id: "check",
          kind: "quality-check",
          settings: { startUpMedianMs: 3000, startUpP99Ms: 6000, reads: "new-files", onBadRows: "fail" },
        },
        {
          id: "watch",
          kind: "monitoring",
          settings: { failedTasks: true, qualityMisses: true, freshnessMs: 300_000, evaluationPeriods: 2 },
        },
      ],
      wires: ["services.events -> drop.in", "drop.files -> raw.objects", "raw.objects -> check.in", "dag.triggers -> check.start"],
      expect: "Some rows lack their customer, the check fails, and whoever is on call hears of it within two minutes.",
    },
  ],
  migrations: [],
});

type Watched = { readonly freshnessMs: number | null; readonly failedTasks: boolean; readonly qualityMisses: boolean };

function alarmsOf({ freshnessMs, failedTasks, qualityMisses }: Watched): number {
  return ALARMS + [freshnessMs !== null, failedTasks, qualityMisses].filter(Boolean).length;
}
