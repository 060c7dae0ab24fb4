import { defineKind, field } from "../../contract.ts";
import { modelTraining } from "../../families/ranking/list-job.ts";
import { itemVectorFields, RECALL_MEASURED } from "../../fields/item-vector-fields.ts";
import { assumed, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { plural, every } from "../../words.ts";
import { TRAINING_REMARKS } from "../../remarks/ranking.ts";

export const modelTrainingKind = defineKind({
  id: "model-training",
  version: 1,
  family: "batch-job",
  title: "Model training",
  summary: "Learns a vector for every item from what users meet together, and publishes new vectors when it is done.",
  layer: "process",
  ports: [
    { id: "in", label: "Events", direction: "in", carries: ["records"], required: true, help: "What users met, best in order per user." },
    {
      id: "model",
      label: "Item vectors",
      direction: "out",
      carries: ["model"],
      help: "Published vectors, for workers that move users and look for items.",
    },
  ],
  fields: {
    everyEvents: field.optionalNumber({
      label: "Train every",
      help: "Events after which a training begins. null: only by the clock.",
      unit: "events",
      default: 10_000,
      absent: "by the clock only",
      min: 1,
      max: 1e9,
      source: RECALL_MEASURED,
    }),
    everyMs: field.optionalNumber({
      label: "Or by the clock",
      help: "A training also begins at every multiple of this, for instance once a night. null: never.",
      unit: "ms",
      default: null,
      whenGiven: 3_600_000,
      absent: "by count only",
      min: 1000,
      max: 604_800_000,
    }),
    ...itemVectorFields,
    learnsFrom: field.text({
      label: "Learns from",
      help: "Event types that say what a user likes, with commas between. Empty: all that are about an item.",
      default: "",
      maxLength: 200,
    }),
    begins: field.choice({
      label: "Begins",
      help: "What a training starts from. Vectors of two trainings can be compared a little when the later began with the earlier, and not at all when it began anew.",
      default: "before",
      options: [
        { value: "before", label: "With the vectors before", help: "A warm start: the space drifts." },
        { value: "anew", label: "Anew", help: "From numbers of chance: the space is turned at random." },
      ],
      advanced: true,
    }),
    startUpMs: field.integer({
      label: "Start-up",
      help: "Time until the machines of a training are there.",
      unit: "ms",
      default: 35_000,
      min: 0,
      max: 3_600_000,
      advanced: true,
      source: assumed("median start of a managed Spark job, under a minute by its vendor; facts/streaming.md 3.1"),
    }),
    eventsPerSecond: field.integer({
      label: "Speed",
      help: "Events a training works through per second.",
      unit: "events/s",
      default: 100_000,
      min: 1,
      max: 1e9,
      advanced: true,
      source: assumed("working value for one machine"),
    }),
  },
  limits: [
    {
      name: "Recall gained by training anew",
      value: "0.139 never, 0.146 every 10,000 events",
      unit: "recall at 10, ML-100K",
      source: RECALL_MEASURED,
    },
  ],
  prices: [
    {
      dimension: "Machines while training",
      unit: "machine-hours",
      source: recalled("ml.m5.xlarge list price us-east-1", "2026"),
      quantity: (usage) => used(usage, "trainingHours"),
      unitPriceUsd: () => 0.23,
    },
  ],
  entries: (props) => props.dims,
  headline: (props) =>
    [
      props.everyEvents === null ? null : `every ${plural(props.everyEvents, "event")}`,
      props.everyMs === null ? null : `${every(props.everyMs)}`,
      `${props.dims} dimensions`,
    ]
      .filter((words) => words !== null)
      .join(" · "),
  behaviour: (props, ctx) => modelTraining(ctx, props),
  remarks: TRAINING_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Training fails",
      help: "The training under way is lost, and none begins for a while; workers go on with the vectors they have.",
      defaultDurationMs: 600_000,
    },
  ],
  doc: {
    is: "A job that counts which items users meet near each other, keeps what is more than chance (positive pointwise mutual information), and presses it into short vectors (truncated SVD).",
    whenToUse: "Use it where lists are made from item vectors. New items are unknown until the next training.",
    doesNotPromise:
      "It learns from what it was given before it began; it does not see order beyond its window, and nothing of users it never met.",
    weighAgainst:
      "Training after every event costs far more than it brings; a nightly training with users that move at every event keeps most of the quality.",
  },
  examples: [
    {
      title: "Vectors every thousand events",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "train", kind: "model-training", settings: { everyEvents: 1000, startUpMs: 1000 } },
      ],
      wires: ["users.events -> train.in"],
      expect: "A model is published a little after every thousandth event.",
    },
    {
      title: "By the clock",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "train", kind: "model-training", settings: { everyEvents: null, everyMs: 120_000, startUpMs: 5000 } },
      ],
      wires: ["users.events -> train.in"],
      expect: "A model every two minutes, whatever the load.",
    },
  ],
  migrations: [],
  check: (props) =>
    props.everyEvents === null && props.everyMs === null
      ? [{ field: "everyEvents", message: "It would never train. Say after how many events, or by the clock." }]
      : [],
});
