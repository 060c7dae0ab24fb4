import { defineKind, field } from "../../contract.ts";
import { listJob } from "../../families/ranking/list-job.ts";
import { itemVectorFields, RECALL_MEASURED } from "../../fields/item-vector-fields.ts";
import { assumed, derived, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { every } from "../../words.ts";
import { LIST_JOB_REMARKS } from "../../remarks/ranking.ts";
import { LISTS_SELDOM } from "../../causes/lists.ts";

export const recommendationJob = defineKind({
  id: "recommendation-job",
  version: 1,
  family: "batch-job",
  title: "Recommendation job",
  summary: "The batch way: every hour or night it trains on all there is and makes one list for every user.",
  layer: "process",
  ports: [
    {
      id: "in",
      label: "Events",
      direction: "in",
      carries: ["records", "files"],
      required: true,
      help: "Files from an object store as they land, or events.",
    },
    {
      id: "lists",
      label: "Lists",
      direction: "out",
      carries: ["records"],
      streams: ["list", "listed-item"],
      partners: ["table-store", "cache", "log", "worker"],
      required: true,
      help: "One list per user and turn, to a store.",
    },
  ],
  fields: {
    everyMs: field.integer({
      label: "Turn every",
      help: "The job begins again after this long. What users do meanwhile no list knows.",
      unit: "ms",
      default: 3_600_000,
      min: 1000,
      max: 604_800_000,
    }),
    firstAtMs: field.optionalNumber({
      label: "First turn at",
      help: "Time into the run, for instance three at night; null: one interval after the start.",
      unit: "ms",
      default: null,
      whenGiven: 600_000,
      absent: "after one interval",
      min: 0,
      max: 604_800_000,
      advanced: true,
    }),
    machines: field.integer({
      label: "Machines",
      help: "Machines that share the work of a turn; both speeds below are of one of them.",
      unit: "machines",
      default: 1,
      min: 1,
      max: 1000,
    }),
    ...itemVectorFields,
    decay: field.number({
      label: "Memory of a user",
      help: "The share of a user's vector that stays with every event; the rest comes from the item.",
      unit: "share",
      default: 0.75,
      min: 0,
      max: 0.999,
      source: RECALL_MEASURED,
    }),
    listLength: field.integer({
      label: "Items on a list",
      help: "How many items a list holds.",
      unit: "items",
      default: 10,
      min: 1,
      max: 100,
    }),
    probes: field.optionalNumber({
      label: "Lists looked into",
      help: "Items stand in about as many lists as the root of their number; only the nearest of these are searched. null: exact.",
      unit: "lists",
      default: null,
      whenGiven: 8,
      absent: "exact search",
      min: 1,
      max: 10_000,
      advanced: true,
      source: derived("100,000 items x 64: 4 probes find 99.8 %, facts/dataplane.md 3.4", "2026-11"),
    }),
    learnsFrom: field.text({
      label: "Learns from",
      help: "Event types that say what a user likes, with commas between. Empty: all that are about an item.",
      default: "",
      maxLength: 200,
    }),
    startUpMs: field.integer({
      label: "Start-up",
      help: "Time until the machines of a turn are there.",
      unit: "ms",
      default: 35_000,
      min: 0,
      max: 3_600_000,
      advanced: true,
      source: assumed("median start of a managed Spark job, under a minute by its vendor; facts/streaming.md 3.1"),
    }),
    eventsPerSecond: field.integer({
      label: "Training speed",
      help: "Events a turn trains on per second.",
      unit: "events/s",
      default: 100_000,
      min: 1,
      max: 1e9,
      advanced: true,
      source: assumed("working value for one machine"),
    }),
    usersPerSecond: field.integer({
      label: "Lists per second",
      help: "Users a turn makes lists for per second.",
      unit: "users/s",
      default: 40,
      min: 1,
      max: 1e9,
      advanced: true,
      source: assumed("20 to 50 ms of CPU per user over 10 k candidates; facts/streaming.md 4.1"),
    }),
  },
  limits: [
    {
      name: "Freshness",
      value: "half a turn on average, a turn at worst, and the job's own time",
      unit: "ms",
      source: assumed("follows from the clock"),
    },
  ],
  prices: [
    {
      dimension: "Machines while working",
      unit: "machine-hours",
      source: recalled("ml.m5.xlarge list price us-east-1", "2026"),
      quantity: (usage, props) => used(usage, "jobHours") * props.machines,
      unitPriceUsd: () => 0.23,
    },
  ],
  entries: (props) => props.listLength,
  headline: (props) => `${every(props.everyMs)} · lists of ${props.listLength}`,
  behaviour: (props, ctx) =>
    listJob(ctx, {
      ...props,
      firstAtMs: props.firstAtMs ?? props.everyMs,
      eventsPerSecond: props.eventsPerSecond * props.machines,
      usersPerSecond: props.usersPerSecond * props.machines,
    }),
  remarks: LIST_JOB_REMARKS,
  causes: [LISTS_SELDOM],
  faults: [
    {
      id: "crash",
      label: "Job fails",
      help: "The turn under way is lost with the lists it had not sent; users keep their old ones until the next turn.",
      defaultDurationMs: 60_000,
    },
  ],
  doc: {
    is: "A batch transform: reads everything, learns item and user vectors, writes a list for every user, and stops until its next turn.",
    whenToUse: "Use it where tastes move slower than its clock, or as the yardstick a streaming design has to beat.",
    doesNotPromise:
      "Between turns nothing moves: a session's mood is over before the list hears of it, and new users wait for their first turn.",
    weighAgainst:
      "Workers that follow every event cost machines around the clock and know the last minute. A shorter clock costs in proportion.",
  },
  examples: [
    {
      title: "A list a minute",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000 } },
        { id: "store", kind: "cassandra" },
        { id: "api", kind: "recommendation-api" },
      ],
      wires: ["users.events -> job.in", "job.lists -> store.write", "users.requests -> api.requests", "api.reads -> store.read"],
      expect: "Served lists are stale by up to a minute and what the job takes.",
    },
    {
      title: "From what has landed in files",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 60_000 } },
        { id: "lake", kind: "s3" },
        { id: "job", kind: "recommendation-job", settings: { everyMs: 120_000, startUpMs: 1000 } },
        { id: "store", kind: "cassandra" },
      ],
      wires: [
        "users.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> lake.objects",
        "lake.objects -> job.in",
        "job.lists -> store.write",
      ],
      expect: "A list knows nothing of what still waits in an open file.",
    },
  ],
  migrations: [],
});
