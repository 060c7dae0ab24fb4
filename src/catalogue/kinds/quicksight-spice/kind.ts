import { defineKind, field } from "../../contract.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";
import { extract } from "../../families/serve.ts";
import { assumed, recalled } from "../../prices/sources.ts";
import { GB, used } from "../../prices/usage.ts";
import { EXTRACT_REMARKS } from "../../remarks/queried.ts";
import { every } from "../../words.ts";

const QUOTAS = recalled("QuickSight quotas: 32 scheduled refreshes a day and dataset in Enterprise, 8 in Standard", "2025");
/** 32 a day. */
const MOST_OFTEN_MS = 45 * 60_000;

export const quicksightSpice = defineKind({
  id: "quicksight-spice",
  version: 1,
  family: "query-engine",
  title: "QuickSight SPICE",
  alsoCalled: ["QuickSight", "SPICE"],
  summary: "A copy of a warehouse's rows in memory, refreshed by the clock, that dashboards ask instead of the warehouse.",
  layer: "serve",
  ports: [
    {
      id: "source",
      label: "Store",
      direction: "in",
      carries: ["rows"],
      required: true,
      partners: ["warehouse", "query-engine"],
      help: "Stores that each refresh queries once.",
    },
    { id: "rows", label: "Rows", direction: "out", carries: ["rows"], help: "Answers for dashboards and endpoints." },
  ],
  fields: {
    everyMs: field.integer({
      label: "Refresh every",
      help: "Time between two refreshes. Viewers see the warehouse as it was when the last one began.",
      unit: "ms",
      default: 3_600_000,
      min: 60_000,
      max: 604_800_000,
      step: 60_000,
      source: QUOTAS,
    }),
    mbPerSecond: field.number({
      label: "Takes in",
      help: "MB of stored bytes a second that a refresh takes over from the warehouse.",
      unit: "MB/s",
      default: 20,
      min: 0.1,
      max: 1000,
      advanced: true,
      source: assumed("a gigabyte of rows within a minute; no figure is published"),
    }),
    answerMedianMs: field.number({
      label: "Answer, median",
      help: "A tile answered from memory.",
      unit: "ms",
      default: 200,
      min: 1,
      max: 60_000,
      advanced: true,
      source: assumed("sub-second answers from memory"),
    }),
    answerP99Ms: field.number({
      label: "Answer, p99",
      help: "One tile in a hundred takes longer.",
      unit: "ms",
      default: 1500,
      min: 1,
      max: 600_000,
      advanced: true,
      source: assumed("sub-second answers from memory"),
    }),
  },
  limits: [
    { name: "Refreshes", value: "32 a day", unit: "scheduled, for each dataset", source: QUOTAS },
    {
      name: "Freshness",
      value: "a period, half of one on average",
      unit: "beside the store behind it",
      source: assumed("a row waits for the next refresh"),
    },
  ],
  prices: [
    {
      dimension: "SPICE capacity",
      unit: "GB-months",
      source: recalled("QuickSight SPICE, us-east-1: 0.38 USD per GB-month in Enterprise", "2025"),
      quantity: (usage) => used(usage, "storedBytes") / GB,
      unitPriceUsd: () => 0.38,
    },
  ],
  headline: (props) => `refreshed ${every(props.everyMs)}`,
  behaviour: (props, ctx) =>
    extract(ctx, {
      everyMs: props.everyMs,
      bytesPerSecond: props.mbPerSecond * 1e6,
      answer: { medianMs: props.answerMedianMs, p99Ms: props.answerP99Ms },
      slots: 500,
    }),
  remarks: EXTRACT_REMARKS,
  faults: [
    {
      id: "errors",
      label: "Refresh fails",
      help: "Refreshes that begin meanwhile fail, and viewers go on seeing what the last good one brought.",
      defaultDurationMs: 7_200_000,
    },
    {
      id: "slow",
      label: "Slow refresh",
      help: "Refreshes and answers take four times as long.",
      defaultDurationMs: 3_600_000,
      amount: timesAsLong(4),
    },
  ],
  doc: {
    is: "What dashboards show, copied out of the warehouse ahead of time. A refresh asks the warehouse once; a thousand viewers after it ask only the copy.",
    whenToUse: "Use it where many people look at the same figures, and an hour more or less does not matter.",
    doesNotPromise:
      "It is as old as its last refresh. One that fails leaves the old figures standing, without a word to whoever looks at them. Rows that a store took in one by one are not in it.",
    weighAgainst:
      "Asking the warehouse directly is fresher and fills its query slots at nine in the morning. A materialised view stays inside the warehouse and still takes a slot for each look.",
  },
  examples: [
    {
      title: "A crowd that no longer queues",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "firehose", kind: "firehose" },
        { id: "raw", kind: "s3" },
        { id: "warehouse", kind: "redshift", settings: { loadEveryMs: 60_000 } },
        { id: "spice", kind: "quicksight-spice", settings: { everyMs: 120_000 } },
        { id: "board", kind: "dashboard", settings: { viewers: 400, refreshMs: 10_000 } },
      ],
      wires: [
        "app.events -> firehose.in",
        "firehose.files -> raw.objects",
        "raw.objects -> warehouse.data",
        "warehouse.rows -> spice.source",
        "spice.rows -> board.rows",
      ],
      expect: "Four hundred viewers are answered within two seconds, and the warehouse has one query every two minutes.",
    },
    {
      title: "Yesterday's figures",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "firehose", kind: "firehose" },
        { id: "raw", kind: "s3" },
        { id: "warehouse", kind: "redshift", settings: { loadEveryMs: 60_000 } },
        { id: "spice", kind: "quicksight-spice", settings: { everyMs: 86_400_000 } },
        { id: "board", kind: "dashboard" },
      ],
      wires: [
        "app.events -> firehose.in",
        "firehose.files -> raw.objects",
        "raw.objects -> warehouse.data",
        "warehouse.rows -> spice.source",
        "spice.rows -> board.rows",
      ],
      expect: "Nothing of today is seen: the first refresh is due tomorrow.",
    },
  ],
  migrations: [],
  advise: (props) =>
    props.everyMs < MOST_OFTEN_MS
      ? [
          {
            field: "everyMs",
            message:
              "QuickSight takes 32 scheduled refreshes a day, one every 45 min: more often needs incremental refresh, which a run does not show.",
          },
        ]
      : [],
});
