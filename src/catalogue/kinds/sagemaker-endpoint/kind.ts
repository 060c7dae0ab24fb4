import { defineKind, field } from "../../contract.ts";
import { rankingEndpoint } from "../../families/ranking/when-asked.ts";
import { assumed, derived, recalled } from "../../prices/sources.ts";
import { MILLION, used } from "../../prices/usage.ts";
import { count, plural } from "../../words.ts";
import { zoneNames } from "../../drawing/zones.ts";
import { ENDPOINT_REMARKS } from "../../remarks/ranking.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";

/** ml.m5.xlarge: 0.23 USD/h by the list that is recalled; one blog of 2025 says 0.269. Larger ones are multiples. */
const MACHINES = {
  "ml.m5.xlarge": { vcpu: 4, usdPerHour: 0.23 },
  "ml.m5.2xlarge": { vcpu: 8, usdPerHour: 0.461 },
  "ml.m5.4xlarge": { vcpu: 16, usdPerHour: 0.922 },
} as const;
type Machine = keyof typeof MACHINES;

const INSTANCE_PRICE = recalled("ml.m5.xlarge list price us-east-1, 0.23 USD/h; one blog of 2025 says 0.269", "2026");
const FEATURE_PRICE = recalled("SageMaker Feature Store online, on demand: 1.25 USD/M writes of 1 KB, 0.25 USD/M reads of 4 KB", "2024");
const SCALING = recalled(
  "Application Auto Scaling target tracking: 3 minutes above, 15 minutes a tenth below, 300 s cooldown; 3 to 8 min to scale out",
  "2024",
);

const instanceNames = (props: { readonly instances: number }): readonly string[] =>
  Array.from({ length: props.instances }, (_, i) => `instance-${i}`);

export const sagemakerEndpoint = defineKind({
  id: "sagemaker-endpoint",
  version: 1,
  family: "service",
  title: "SageMaker endpoint",
  alsoCalled: ["SageMaker", "inference"],
  nearestTo: ["Vertex AI", "Triton"],
  summary: "A model that ranks when asked: the candidates a vector index found, or every item; instances follow the load, minutes later.",
  layer: "serve",
  ports: [
    {
      id: "invoke",
      label: "Invocations",
      direction: "in",
      carries: ["requests"],
      required: true,
      help: "Requests by user, straight from the API (every item is scored) or from a vector index with its candidates.",
    },
    {
      id: "model",
      label: "Item vectors",
      direction: "in",
      carries: ["model"],
      required: true,
      max: 1,
      help: "Each published model is deployed beside the one that answers, and takes over when it is there.",
    },
    {
      id: "vectors",
      label: "User vectors",
      direction: "in",
      carries: ["records"],
      help: "Into a feature store beside the endpoint, read at each call. Needed without an index in front, which sends the vector along.",
    },
  ],
  fields: {
    instance: field.choice({
      label: "Instance",
      help: "Its vCPU work on one call each.",
      default: "ml.m5.xlarge",
      options: (Object.keys(MACHINES) as Machine[]).map((value) => ({ value, label: `${value} (${MACHINES[value].vcpu} vCPU)` })),
    }),
    instances: field.integer({
      label: "Instances",
      help: "There from the start, and never fewer. One has no second zone to fail over to.",
      unit: "instances",
      default: 2,
      min: 1,
      max: 100,
    }),
    maxInstances: field.integer({
      label: "At most",
      help: "Instances that scaling may reach.",
      unit: "instances",
      default: 8,
      min: 1,
      max: 1000,
    }),
    targetPerMinute: field.optionalNumber({
      label: "Scale by",
      help: "Invocations per instance and minute that are aimed at. null: the number never changes.",
      unit: "calls/min",
      default: null,
      whenGiven: 1000,
      absent: "never scales",
      min: 1,
      max: 1e9,
    }),
    scaleOutMs: field.integer({
      label: "Scale-out takes",
      help: "Time from the wish for an instance until it answers: machine, image, model.",
      unit: "ms",
      default: 300_000,
      min: 0,
      max: 3_600_000,
      source: SCALING,
    }),
    cooldownMs: field.integer({
      label: "Cooldown",
      help: "Time after a change in which nothing is changed again.",
      unit: "ms",
      default: 300_000,
      min: 0,
      max: 86_400_000,
      advanced: true,
      source: SCALING,
    }),
    deployMs: field.integer({
      label: "Deployment takes",
      help: "Time until a published model answers. As many new instances are paid meanwhile (blue/green).",
      unit: "ms",
      default: 300_000,
      min: 0,
      max: 86_400_000,
      source: SCALING,
    }),
    listLength: field.integer({ label: "List length", help: "Items on the list.", unit: "items", default: 10, min: 1, max: 1000 }),
    popularity: field.boolean({
      label: "Popularity counts",
      help: "How often an item was met is added to the cosine.",
      default: true,
    }),
    versions: field.choice({
      label: "Versions",
      help: "Each training has a space of its own: vectors of two are comparable in part when one began with the other, else not at all.",
      default: "matching",
      options: [
        {
          value: "matching",
          label: "Matching",
          help: "A user is ranked in the version their vector was made in; candidates keep their order where it is not deployed.",
        },
        {
          value: "newest",
          label: "Newest only",
          help: "Until a user does something after a training, the order of their list is off, or chance.",
        },
      ],
    }),
    kept: field.integer({
      label: "Versions kept",
      help: "Models loaded at the same time, the newest and those before it (a multi-model endpoint).",
      unit: "versions",
      default: 2,
      min: 1,
      max: 20,
      onlyWith: { field: "versions", values: ["matching"] },
    }),
    withoutVector: field.choice({
      label: "Unknown users",
      help: "What a user without a vector that can be ranked with gets.",
      default: "popular",
      options: [
        { value: "popular", label: "What is popular" },
        { value: "nothing", label: "404" },
      ],
    }),
    handlerMs: field.number({
      label: "Per call",
      help: "ms of a vCPU per call beside the scores: parsing, Python, the answer.",
      unit: "ms",
      default: 2,
      min: 0,
      max: 10_000,
      source: assumed("a Python handler; capacity = vCPU / model ms, facts/storage.md 5.4"),
    }),
    scoreMs: field.number({
      label: "Per item",
      help: "ms of a vCPU per item that is scored.",
      unit: "ms",
      default: 0.0035,
      min: 0,
      max: 1000,
      source: assumed("20 to 50 ms of CPU for 10,000 candidates in NumPy; facts/streaming.md 4.1"),
    }),
    queueLimit: field.integer({
      label: "May wait",
      help: "Calls that may wait for a vCPU; beyond that the answer is an error (503).",
      unit: "requests",
      default: 1000,
      min: 0,
      max: 1e9,
      advanced: true,
    }),
  },
  limits: [
    {
      name: "Calls",
      value: "instances x vCPU / (per call + items x per item)",
      unit: "calls/ms",
      source: assumed("follows from the fields"),
    },
    {
      name: "Overhead of a call",
      value: "log-normal, median 6, p99 10",
      unit: "ms",
      source: assumed("5 to 10 ms of routing and network; facts/storage.md 5.4"),
    },
    {
      name: "Reading a user's vector",
      value: "log-normal, median 5, p99 20",
      unit: "ms",
      source: assumed("feature store online, standard tier; facts/storage.md 5.4"),
      note: "Holds the vCPU's worker while it waits.",
    },
    { name: "Invocation time-out", value: 60, unit: "s", source: recalled("Amazon SageMaker Developer Guide", "2023") },
    {
      name: "Scoring 100 of an index, 4 vCPU",
      value: 1700,
      unit: "calls/s",
      source: derived("4 / (2 + 100 x 0.0035) ms", "2026-11"),
      note: "Every one of 4,000 items: 250; of 100,000: 11.",
    },
  ],
  prices: [
    {
      dimension: "Instances",
      unit: "instance-hours",
      source: INSTANCE_PRICE,
      quantity: (usage) => used(usage, "instanceHours"),
      unitPriceUsd: (props) => MACHINES[props.instance].usdPerHour,
    },
    {
      dimension: "Features written",
      unit: "million writes",
      source: FEATURE_PRICE,
      quantity: (usage) => used(usage, "writes") / MILLION,
      unitPriceUsd: () => 1.25,
    },
    {
      dimension: "Features read",
      unit: "million reads",
      source: FEATURE_PRICE,
      quantity: (usage) => used(usage, "reads") / MILLION,
      unitPriceUsd: () => 0.25,
    },
  ],
  headline: (props) =>
    `${plural(props.instances, "instance")} · ${props.targetPerMinute === null ? "fixed" : `${count(props.targetPerMinute)} calls/min each, at most ${props.maxInstances}`}`,
  behaviour: (props, ctx) =>
    rankingEndpoint(ctx, {
      ...props,
      least: props.instances,
      most: props.maxInstances,
      target: props.targetPerMinute,
      periodsAbove: 3,
      periodsBelow: 15,
      threadsPerInstance: MACHINES[props.instance].vcpu,
      length: props.listLength,
      lookup: { medianMs: 5, p99Ms: 20 },
      overhead: { medianMs: 6, p99Ms: 10 },
      timeoutMs: 60_000,
    }),
  remarks: ENDPOINT_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Instance lost",
      help: "Its calls break off; the others answer on until it is replaced.",
      defaultDurationMs: 300_000,
      targets: instanceNames,
    },
    {
      id: "zone-loss",
      label: "Zone lost",
      help: "The instances of one zone are away. A single instance may have been in it.",
      defaultDurationMs: 600_000,
      targets: zoneNames,
    },
    {
      id: "slow",
      label: "Slow instance",
      help: "Its calls take four times as long.",
      defaultDurationMs: 60_000,
      amount: timesAsLong(4),
      targets: instanceNames,
    },
    { id: "outage", label: "Outage", help: "No instance answers: calls break off and new ones are refused.", defaultDurationMs: 60_000 },
  ],
  doc: {
    is: "Instances with a model behind one address. A call scores what it is given (the candidates of a vector index) or every item, by the cosine to the user's vector and by popularity, and leaves out what the user has met.",
    whenToUse:
      "Use it behind an index that finds a hundred candidates, where the order of ten matters; alone only for small catalogues, as every item is scored in every call.",
    doesNotPromise:
      "An instance that is asked for is there minutes later: a peak must be met by what is there, or by a target well below what an instance can do. One instance has no second zone.",
    weighAgainst:
      "The index alone answers sooner and cheaper with the same vectors. Saved lists need neither, and know nothing of the last minutes.",
  },
  examples: [
    {
      title: "Candidates ranked",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "train", kind: "model-training", settings: { everyEvents: 500, startUpMs: 1000, dims: 16 } },
        { id: "update", kind: "stream-worker", settings: { logic: "update-embeddings", workTime: { constant: 1 } } },
        { id: "index", kind: "vector-index", settings: { results: 100, popularity: false, buildOverheadMs: 5000 } },
        { id: "rank", kind: "sagemaker-endpoint", settings: { deployMs: 10_000 } },
        { id: "api", kind: "recommendation-api" },
      ],
      wires: [
        "users.events -> train.in",
        "users.events -> update.in",
        "train.model -> update.model",
        "train.model -> index.model",
        "train.model -> rank.model",
        "update.out -> index.vectors",
        "users.requests -> api.requests",
        "api.reads -> index.search",
        "index.ranked -> rank.invoke",
      ],
      expect: "The nearest hundred come from the index, and popularity decides their order.",
    },
    {
      title: "Every item scored",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "train", kind: "model-training", settings: { everyEvents: 500, startUpMs: 1000, dims: 16 } },
        { id: "update", kind: "stream-worker", settings: { logic: "update-embeddings", workTime: { constant: 1 } } },
        {
          id: "rank",
          kind: "sagemaker-endpoint",
          settings: { instances: 1, deployMs: 10_000, targetPerMinute: 60, scaleOutMs: 60_000, scoreMs: 0.5 },
        },
        { id: "api", kind: "recommendation-api" },
      ],
      wires: [
        "users.events -> train.in",
        "users.events -> update.in",
        "train.model -> update.model",
        "train.model -> rank.model",
        "update.out -> rank.vectors",
        "users.requests -> api.requests",
        "api.reads -> rank.invoke",
      ],
      expect: "A call takes as long as all items take to score, and instances come a minute after they were missed.",
    },
  ],
  migrations: [],
  check: (props) =>
    props.maxInstances < props.instances
      ? [{ field: "maxInstances", message: "It starts with more instances than it may ever have. Raise this or lower the instances." }]
      : [],
});
