import { defineKind, field } from "../../contract.ts";
import { monitor } from "../../families/serve.ts";
import { AWS_PRICES, assumed, published } from "../../prices/sources.ts";
import { duration } from "../../words.ts";

/** One for each threshold. */
const ALARMS = 5;

export const monitoring = defineKind({
  id: "monitoring",
  version: 1,
  family: "monitor",
  title: "Monitoring",
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
    { dimension: "Alarms", unit: "alarm-months", source: AWS_PRICES, quantity: () => ALARMS, unitPriceUsd: () => 0.1 },
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
    }),
  remarks: {},
  faults: [],
  doc: {
    is: "A watcher with five alarms: lag, skew of partitions, age of the last checkpoint, back-pressure, and the share that is refused.",
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
  ],
  migrations: [],
});
