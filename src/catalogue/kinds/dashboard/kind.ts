import { defineKind, field } from "../../contract.ts";
import { loadedByTheMinute } from "../../families/warehouse/examples.ts";
import { dashboard } from "../../families/serve.ts";
import { questionProblems, questionsField } from "../../fields/question-list.ts";
import { assumed, published } from "../../prices/sources.ts";
import { READER_REMARKS } from "../../remarks/queried.ts";
import { every, plural } from "../../words.ts";
import { timesAsMany } from "../../drawing/fault-amounts.ts";

export const dashboardKind = defineKind({
  id: "dashboard",
  version: 1,
  family: "dashboard",
  title: "Dashboard",
  nearestTo: ["Grafana", "Superset", "Power BI", "Metabase"],
  summary: "People watching figures: every refresh queries the stores, by the endpoints of the API quadrant.",
  layer: "serve",
  ports: [
    {
      id: "rows",
      label: "Queries",
      direction: "in",
      carries: ["rows"],
      required: true,
      help: "Stores that answer. Endpoints of the API quadrant that read from them are the mix of queries.",
    },
  ],
  fields: {
    viewers: field.integer({
      label: "Viewers",
      help: "People who have it open at the same time.",
      unit: "people",
      default: 40,
      min: 1,
      max: 100_000,
    }),
    refreshMs: field.integer({
      label: "Refresh every",
      help: "Time between two refreshes of one open dashboard.",
      unit: "ms",
      default: 60_000,
      min: 1000,
      max: 86_400_000,
      step: 1000,
    }),
    queriesPerRefresh: field.integer({
      label: "Queries per refresh",
      help: "Tiles that ask at each refresh.",
      unit: "queries",
      default: 4,
      min: 1,
      max: 100,
    }),
    questions: questionsField,
    authors: field.integer({
      label: "Authors",
      help: "People who build it, and pay the author price.",
      unit: "people",
      default: 1,
      min: 0,
      max: 1000,
      advanced: true,
    }),
  },
  limits: [
    {
      name: "Load",
      value: "viewers x queries / refresh",
      unit: "queries/s",
      source: assumed("every viewer has it open through the whole run"),
    },
  ],
  prices: [
    {
      dimension: "Viewers (QuickSight Reader)",
      unit: "people-months",
      source: published("selftaughtcloud.com on QuickSight prices, secondary", "2025"),
      quantity: (_, props) => props.viewers,
      unitPriceUsd: () => 3,
    },
    {
      dimension: "Authors (QuickSight Author)",
      unit: "people-months",
      source: published("selftaughtcloud.com on QuickSight prices, secondary", "2025"),
      quantity: (_, props) => props.authors,
      unitPriceUsd: () => 24,
    },
  ],
  headline: (props) => `${plural(props.viewers, "viewer")} · ${every(props.refreshMs)}`,
  behaviour: (props, ctx) => dashboard(ctx, props),
  remarks: READER_REMARKS,
  faults: [
    {
      id: "burst",
      label: "Rush of viewers",
      help: "Ten times as many people look, as after bad news.",
      defaultDurationMs: 120_000,
      amount: timesAsMany(10),
    },
  ],
  doc: {
    is: "The people at the end: each open dashboard asks its stores again and again, and what they see is as fresh as the store.",
    whenToUse: "Put one at the end of a design whose goal is that somebody sees something: freshness and query time are measured here.",
    doesNotPromise:
      "It keeps nothing and hides nothing: no cache, no extract. A query that takes longer than the refresh is still waited for.",
    weighAgainst:
      "Extracts (SPICE, Hyper) turn many queries into one per refresh, at the price of freshness. An API serves programs rather than people.",
  },
  examples: [
    {
      title: "More viewers than slots",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "druid", kind: "druid", settings: { concurrency: 2 } },
        { id: "dashboard", kind: "dashboard", settings: { viewers: 150, refreshMs: 30_000 } },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> druid.ingest", "druid.rows -> dashboard.rows"],
      expect: "Queries wait for a slot, and the p99 rises though each is quick.",
    },
    {
      title: "Questions of a warehouse, each with its own price",
      ...loadedByTheMinute(
        "redshift",
        { loadEveryMs: 60_000, sortKey: "time" },
        [
          {
            id: "dashboard",
            kind: "dashboard",
            settings: {
              viewers: 20,
              refreshMs: 10_000,
              questions: "hours 0.05 group country x3, top 10 app_version, join device_type, user",
            },
          },
        ],
        ["warehouse.rows -> dashboard.rows"],
      ),
      expect:
        "Counts of a column read a few bytes, the rows of a user every column of every load; each has its latency, and how much of the truth it told.",
    },
    {
      title: "A quiet dashboard",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "druid", kind: "druid" },
        { id: "dashboard", kind: "dashboard", settings: { viewers: 5 } },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> druid.ingest", "druid.rows -> dashboard.rows"],
      expect: "Answers come well under a second.",
    },
  ],
  migrations: [],
  check: (props) => questionProblems(props),
});
