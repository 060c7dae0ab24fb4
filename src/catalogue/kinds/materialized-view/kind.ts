import { defineKind, field } from "../../contract.ts";
import { loadedByTheMinute } from "../../families/warehouse/examples.ts";
import { materializedView } from "../../families/warehouse/view.ts";
import { STARTING_FAMILIES, TASK_FAMILIES } from "../../fields/task-ports.ts";
import { assumed, published } from "../../prices/sources.ts";
import { VIEW_REMARKS } from "../../remarks/views.ts";
import { every } from "../../words.ts";

const REFRESH = published("Amazon Redshift Database Developer Guide, refreshing a materialized view, GitHub awsdocs", "2023-06");

export const materializedViewKind = defineKind({
  id: "materialized-view",
  version: 1,
  family: "warehouse",
  title: "Materialised view",
  alsoCalled: ["MV"],
  summary: "A query of a warehouse whose rows are kept: asked in the place of its tables, and as old as its last refresh.",
  layer: "store",
  ports: [
    {
      id: "source",
      label: "Tables",
      direction: "in",
      carries: ["rows"],
      required: true,
      max: 1,
      partners: ["warehouse"],
      help: "The warehouse whose tables it is made of, and whose slots its refreshes and answers take.",
    },
    {
      id: "start",
      label: "Start",
      direction: "in",
      carries: ["triggers"],
      partners: STARTING_FAMILIES,
      help: "Who has it refreshed: an orchestrator, or the load that comes before. With a wire it is refreshed at no other time.",
    },
    { id: "rows", label: "Rows", direction: "out", carries: ["rows"], help: "Answers for dashboards and endpoints." },
    {
      id: "done",
      label: "Done",
      direction: "out",
      carries: ["triggers"],
      partners: TASK_FAMILIES,
      help: "The next task begins when a refresh has ended. Under an orchestrator it is the order of the tasks.",
    },
  ],
  fields: {
    holds: field.choice({
      label: "Holds",
      help: "What its query selects.",
      default: "hourly-figures",
      options: [
        {
          value: "hourly-figures",
          label: "figures by the hour",
          help: "Counts of the events, GROUP BY hour and the dimensions of the workload.",
        },
        { value: "columns", label: "some columns of every row", help: "SELECT a few columns: as many rows, fewer bytes." },
      ],
    }),
    columnShare: field.number({
      label: "Columns it takes",
      help: "Share of the table's bytes that the columns of its query take: what a refresh reads, and what it holds where it holds rows.",
      unit: "share",
      default: 0.15,
      min: 0.001,
      max: 1,
      source: assumed("10 to 20 %; facts/storage.md 2.2"),
    }),
    refresh: field.choice({
      label: "Refresh",
      help: "When it takes in what its tables have become.",
      default: "by-default",
      options: [
        {
          value: "by-default",
          label: "as its warehouse does by itself",
          help: "Redshift never, Snowflake after each change, BigQuery every half hour at most.",
        },
        { value: "on-load", label: "after each load (AUTO REFRESH YES)" },
        { value: "every", label: "by the clock" },
      ],
      source: REFRESH,
    }),
    everyMs: field.integer({
      label: "Refresh every",
      help: "Time between two refreshes by the clock.",
      unit: "ms",
      default: 3_600_000,
      min: 1000,
      max: 604_800_000,
      step: 1000,
      onlyWith: { field: "refresh", values: ["every"] },
    }),
    sessionGapMs: field.integer({
      label: "Session gap",
      help: "Where the figures count sessions: a session ends when a user does nothing for this long, in ms of event time.",
      unit: "ms",
      default: 600_000,
      min: 1000,
      max: 86_400_000,
      step: 1000,
      advanced: true,
      onlyWith: { field: "holds", values: ["hourly-figures"] },
    }),
  },
  limits: [
    {
      name: "Incremental refresh",
      value: "counts and sums",
      unit: "of rows that are added",
      source: REFRESH,
      note: "COUNT(DISTINCT) of users, sessions, and rows that were deleted take a full one; Snowflake and BigQuery refuse some such views, which a run does not",
    },
    {
      name: "Slots",
      value: "one of the warehouse",
      unit: "for each refresh and each answer",
      source: assumed(
        "a refresh is a statement like any other; Redshift may put its own off while the cluster is busy, which a run does not",
      ),
    },
    { name: "A figure", value: 8, unit: "bytes", source: assumed("a number of a column that is not compressed") },
  ],
  // What it stores is paid with its warehouse.
  prices: [],
  headline: (props) =>
    `${props.holds === "columns" ? "some columns" : "figures by the hour"} · ${
      props.refresh === "every"
        ? `refreshed ${every(props.everyMs)}`
        : props.refresh === "on-load"
          ? "refreshed after each load"
          : "refreshed as its warehouse does"
    }`,
  behaviour: (props, ctx) => materializedView(ctx, props),
  remarks: VIEW_REMARKS,
  faults: [
    {
      id: "errors",
      label: "Refresh fails",
      help: "Refreshes that begin meanwhile fail: who asks goes on seeing what the last good one brought, and a task has failed. A warehouse that adds newer rows reads ever more of them from its table.",
      defaultDurationMs: 600_000,
    },
  ],
  doc: {
    is: "The rows of a query, kept inside a warehouse. Each refresh takes in what has come to its tables, or works everything out again; who asks it reads a few figures in the place of all rows.",
    whenToUse: "Use it where the same question is asked again and again of a large table, and an answer may be as old as the last refresh.",
    doesNotPromise:
      "On Redshift nobody refreshes it unless told, and nothing says to whoever asks how old it is. Each refresh and each answer still takes a slot. It is asked by name here: a warehouse that rewrites queries to use it is not modelled.",
    weighAgainst:
      "An extract (SPICE, Hyper) lies outside the warehouse and spares its slots altogether. A job that writes figures as files is one more pipeline, and any engine can read them.",
  },
  examples: [
    {
      title: "Asked in the place of all rows",
      ...loadedByTheMinute(
        "redshift",
        { loadEveryMs: 60_000 },
        [
          { id: "view", kind: "materialized-view", settings: { refresh: "on-load" } },
          { id: "board", kind: "dashboard" },
        ],
        ["warehouse.rows -> view.source", "view.rows -> board.rows"],
      ),
      expect: "Each load is followed by a refresh that looks at every row again, as the figures count users and sessions.",
    },
    {
      title: "A view nobody refreshes",
      ...loadedByTheMinute(
        "redshift",
        { loadEveryMs: 60_000 },
        [
          { id: "view", kind: "materialized-view" },
          { id: "board", kind: "dashboard" },
        ],
        ["warehouse.rows -> view.source", "view.rows -> board.rows"],
      ),
      expect: "The warehouse has every row, and who asks the view sees none of them.",
    },
    {
      title: "Refreshes that wait for a slot",
      ...loadedByTheMinute(
        "redshift",
        { loadEveryMs: 60_000, slots: 1, nodes: 1 },
        [
          { id: "view", kind: "materialized-view", settings: { holds: "columns", refresh: "every", everyMs: 5000 } },
          { id: "board", kind: "dashboard", settings: { viewers: 400, refreshMs: 10_000 } },
        ],
        ["warehouse.rows -> view.source", "view.rows -> board.rows"],
      ),
      expect: "A crowd holds the only slot, and the next refresh is due while one still waits.",
    },
    {
      title: "A load, and its view behind it",
      ...loadedByTheMinute(
        "snowflake",
        {},
        [
          { id: "view", kind: "materialized-view", settings: { holds: "columns" } },
          { id: "dag", kind: "airflow", settings: { everyMs: 60_000, retries: 2, retryDelayMs: 20_000 } },
          { id: "board", kind: "dashboard", settings: { viewers: 5 } },
        ],
        [
          "dag.triggers -> warehouse.start",
          "warehouse.done -> view.start",
          "dag.triggers -> view.start",
          "warehouse.rows -> view.source",
          "view.rows -> board.rows",
        ],
      ),
      expect: "Snowflake shows newer rows beside those of the view, so it is as fresh as its table, refreshed or not.",
    },
  ],
  migrations: [],
});
