import { defineKind, field } from "../../contract.ts";
import { loadedByTheMinute } from "../../families/warehouse/examples.ts";
import { vacuumTask } from "../../families/warehouse/vacuum.ts";
import { STARTING_FAMILIES, TASK_FAMILIES } from "../../fields/task-ports.ts";
import { assumed, published } from "../../prices/sources.ts";
import { VACUUM_TASK_REMARKS } from "../../remarks/queried.ts";
import { every } from "../../words.ts";

const GUIDE = published("Amazon Redshift Database Developer Guide, vacuuming tables, GitHub awsdocs", "2023-06");

const DOES = { full: "frees and sorts", sort: "sorts", delete: "frees deleted rows" } as const;

export const redshiftVacuum = defineKind({
  id: "redshift-vacuum",
  version: 1,
  family: "batch-job",
  title: "VACUUM",
  summary: "A task that frees a Redshift table's deleted rows and puts what was loaded in order, on a slot of the warehouse.",
  layer: "process",
  ports: [
    {
      id: "table",
      label: "Tables",
      direction: "in",
      carries: ["rows"],
      required: true,
      max: 1,
      partners: ["warehouse"],
      help: "The warehouse whose tables it looks after, with VACUUM set to a task there.",
    },
    {
      id: "start",
      label: "Start",
      direction: "in",
      carries: ["triggers"],
      partners: STARTING_FAMILIES,
      help: "Who begins it: an orchestrator, or the load that comes before. Without a wire it has its own clock.",
    },
    {
      id: "done",
      label: "Done",
      direction: "out",
      carries: ["triggers"],
      partners: TASK_FAMILIES,
      help: "The next task begins when a run has ended well.",
    },
  ],
  fields: {
    does: field.choice({
      label: "What it does",
      help: "FULL is what VACUUM does unless told.",
      default: "full",
      options: [
        { value: "full", label: "both (FULL)" },
        { value: "delete", label: "frees deleted rows (DELETE ONLY)" },
        { value: "sort", label: "puts rows in order (SORT ONLY)" },
      ],
      source: GUIDE,
    }),
    sortsBelowShare: field.number({
      label: "Sorts below",
      help: "It leaves out the sort where at least this share of the rows is sorted (TO threshold PERCENT).",
      unit: "share",
      default: 0.95,
      min: 0,
      max: 1,
      onlyWith: { field: "does", values: ["full", "sort"] },
      source: GUIDE,
    }),
    everyMs: field.integer({
      label: "A run every",
      help: "Time between runs by its own clock. With a wire into Start whoever is wired there begins them instead.",
      unit: "ms",
      default: 86_400_000,
      min: 1000,
      max: 604_800_000,
    }),
  },
  limits: [
    { name: "Sort left out", value: "above 95 %", unit: "of the rows sorted", source: GUIDE },
    {
      name: "Work",
      value: "each row twice",
      unit: "read and written, at the pace of queries, on one slot",
      source: assumed(
        "the guide calls it I/O intensive and gives no pace; rows that came are merged with the sorted ones only where they belong between them",
      ),
    },
  ],
  // Its work is the warehouse's.
  prices: [],
  headline: (props) => `${DOES[props.does]} · ${every(props.everyMs)}, or when started`,
  behaviour: (props, ctx) => vacuumTask(ctx, props),
  remarks: VACUUM_TASK_REMARKS,
  faults: [
    {
      id: "errors",
      label: "Runs fail",
      help: "Runs that begin meanwhile fail, as when their user does not own the table.",
      defaultDurationMs: 600_000,
    },
  ],
  doc: {
    is: "The SQL command VACUUM over the tables of a Redshift: deleted rows make room, and rows that were loaded since the last time are sorted and merged with the others.",
    whenToUse:
      "Use it behind loads that merge, delete or replace, and where queries for a user or a day should read few blocks of a table that is loaded all day.",
    doesNotPromise:
      "It takes a slot for as long as it runs, and the longer nobody has run it the longer it takes. It helps no warehouse but Redshift. DML that runs beside it is not slowed here.",
    weighAgainst:
      "Redshift vacuums by itself when the cluster has time, which a busy one has not. Appending in order of the sort key needs no sort, and loads that only append leave nothing to free.",
  },
  examples: [
    {
      title: "Behind the load",
      ...loadedByTheMinute(
        "redshift",
        { reads: "interval", loads: "merge", vacuum: "told", sortKey: "user", looksAt: "one-user" },
        [
          { id: "vacuum", kind: "redshift-vacuum" },
          { id: "dag", kind: "airflow", settings: { everyMs: 60_000, retries: 2, retryDelayMs: 20_000 } },
          { id: "board", kind: "dashboard", settings: { viewers: 5 } },
        ],
        [
          "dag.triggers -> warehouse.start",
          "warehouse.done -> vacuum.start",
          "warehouse.rows -> vacuum.table",
          "warehouse.rows -> board.rows",
        ],
      ),
      expect: "A query for one user reads a block of one sorted run, and not one of each load.",
    },
    {
      title: "Nothing to help",
      ...loadedByTheMinute(
        "snowflake",
        { loadEveryMs: 60_000 },
        [{ id: "vacuum", kind: "redshift-vacuum", settings: { everyMs: 60_000 } }],
        ["warehouse.rows -> vacuum.table"],
      ),
      expect: "Snowflake keeps no deleted rows in its blocks: the task has nothing to do, and says so.",
    },
  ],
  migrations: [],
});
