import type { LoadMethod } from "../../engine/queried/loaded-rows.ts";
import type { QueryShape } from "../../engine/queried/zone-maps.ts";
import type { Reading } from "../../engine/tasks/landed-files.ts";
import type { Advice, PortDecl } from "../contract.ts";
import { field } from "../contract.ts";
import { timesAsLong } from "../drawing/fault-amounts.ts";
import { assumed, published } from "../prices/sources.ts";
import { STARTING_FAMILIES, TASK_FAMILIES } from "./task-ports.ts";

/** Where a warehouse stands in a drawing, whoever makes it. */
export const WAREHOUSE_PORTS: readonly PortDecl[] = [
  {
    id: "data",
    label: "Files",
    direction: "in",
    carries: ["files"],
    required: true,
    partners: ["object-store"],
    help: "Stores whose files each load takes.",
  },
  {
    id: "start",
    label: "Start",
    direction: "in",
    carries: ["triggers"],
    partners: STARTING_FAMILIES,
    help: "Who begins the loads: an orchestrator, or a task that comes before. Without a wire they begin by the clock.",
  },
  { id: "rows", label: "Rows", direction: "out", carries: ["rows"], help: "Answers for dashboards and endpoints." },
  {
    id: "done",
    label: "Done",
    direction: "out",
    carries: ["triggers"],
    partners: TASK_FAMILIES,
    help: "The next task begins when a load has been committed. Under an orchestrator it is the order of the tasks.",
  },
];

/** When loads begin, what they take and how they meet what is in the table. */
export const loadFields = {
  loadEveryMs: field.integer({
    label: "Load every",
    help: "Time between loads by the warehouse's own clock. Rows are seen after the load that took their file, and not before. With a wire into Start whoever is wired there begins the loads instead.",
    unit: "ms",
    default: 300_000,
    min: 1000,
    max: 86_400_000,
    source: assumed("a schedule of five minutes"),
  }),
  reads: field.choice({
    label: "A load takes",
    help: "Files no load before has committed, which somebody has to keep a list of; the hours of the load's data interval, as a prefix by hour names them; or the whole prefix. COPY itself remembers nothing.",
    default: "new-files",
    options: [
      { value: "new-files", label: "new files (a list of what was loaded)" },
      { value: "interval", label: "the hours of its interval" },
      { value: "everything", label: "everything, each time" },
    ],
  }),
  lookbackHours: field.integer({
    onlyWith: { field: "reads", values: ["interval"] },
    label: "Hours before it",
    help: "Hours before the interval that are loaded as well, for files that landed late.",
    unit: "hours",
    default: 0,
    min: 0,
    max: 720,
  }),
  loads: field.choice({
    label: "A load meets old rows",
    help: "Straight into the table, or into a staging table and from there in one transaction. Adding is the only way that is not repeatable: what is loaded twice stands there twice.",
    default: "append",
    options: [
      { value: "append", label: "adds its rows" },
      {
        value: "replace",
        label: "replaces what was loaded of the file",
        help: "Rows of a file that is loaded again, or that took the place of another, take the place of what was loaded of it.",
      },
      {
        value: "merge",
        label: "merges by key",
        help: "A row takes the place of the one with its key: event id, user and start of a session, hour and dimensions of a figure. Staging keeps one row of each key.",
      },
      {
        value: "delete-insert",
        label: "deletes the partition, inserts",
        help: "All rows of the hours that are staged are deleted first: right where a load has the whole hour in hand.",
      },
      { value: "truncate", label: "replaces everything", help: "The table holds what the last load took, and nothing else." },
    ],
  }),
};

/** What a careless load does, before it has done it. */
export function loadAdvice({ reads, loads, lookbackHours }: Loading): Advice[] {
  if (loads === "append" && (reads === "everything" || lookbackHours > 0))
    return [
      {
        field: "loads",
        message:
          "Each load takes files again that one before it has loaded, and adds their rows once more. Merge by key or delete what is loaded again.",
      },
    ];
  if (loads === "append" && reads === "interval")
    return [
      {
        field: "loads",
        message:
          "A load that is tried or cleared again adds its rows once more. Merge by key or delete the interval first, and it may run as often as it likes.",
      },
    ];
  if (loads === "delete-insert" && reads === "new-files")
    return [
      {
        field: "reads",
        message:
          "A file that comes late to its hour is loaded alone, and the hour's other rows are deleted for it. Take the whole interval, or merge by key.",
      },
    ];
  if (loads === "truncate" && reads !== "everything")
    return [
      { field: "reads", message: "Each load leaves only what it took: everything older is gone. Take everything, or do not replace it." },
    ];
  return [];
}

/** The fault of a connection that breaks at the wrong moment. */
export const LOST_REPLY = {
  id: "lost-reply",
  label: "Answer lost",
  help: "Loads commit, and whoever began them sees a broken connection: a task fails and is tried again though its rows are there.",
  defaultDurationMs: 600_000,
} as const;

/** What each query asks for. */
export const queryFields = {
  looksAt: field.choice({
    label: "A query looks at",
    help: "Everything that is there; what happened in the last hours; or one user, another one each time. Blocks that cannot hold a row of it are not read, where the order of the rows allows it.",
    default: "everything",
    options: [
      { value: "everything", label: "everything" },
      { value: "last-hours", label: "the last hours", help: "WHERE event_time > now - so many hours." },
      { value: "one-user", label: "one user", help: "WHERE user_id = somebody." },
    ],
  }),
  queryHours: field.number({
    onlyWith: { field: "looksAt", values: ["last-hours"] },
    label: "Hours it looks back",
    help: "How far the WHERE clause reaches back in event time.",
    unit: "hours",
    default: 24,
    min: 0.01,
    max: 8760,
  }),
  columnShare: field.number({
    label: "Columns read",
    help: "Share of a table's bytes that the columns of one query take.",
    unit: "share",
    default: 0.15,
    min: 0.001,
    max: 1,
    advanced: true,
    source: assumed("10 to 20 %; facts/storage.md 2.2"),
  }),
  joinsUsers: field.boolean({
    label: "Joins users",
    help: "Each query joins its rows with their user's. Where rows of a user do not lie on one slice they are sent there first: bytes moved, which take time where they go from one node to another.",
    default: false,
    advanced: true,
  }),
};

export const SORT_ORDERS = [
  { value: "arrival", label: "none: as they came" },
  { value: "time", label: "event time" },
  { value: "user", label: "user" },
] as const;

/** Where deleted rows lie in their blocks until they are vacuumed, as in Redshift. */
export const vacuumField = field.choice({
  label: "VACUUM",
  help: "A row that is deleted or merged away lies in its block and is read by every query until a VACUUM, and each load is a sorted run of its own until one puts it among the others.",
  default: "not-needed",
  options: [
    {
      value: "not-needed",
      label: "not shown",
      help: "Deleted rows are gone at once, each load stays by itself, and neither takes time: what the cluster does in the background is left out.",
    },
    {
      value: "own",
      label: "by itself, when nobody is served",
      help: "After a load, or some minutes later: on a slot, and begun again after a node is lost.",
    },
    { value: "told", label: "when a task tells it to", help: "By a part VACUUM that is wired to its rows." },
  ],
  source: published("Amazon Redshift Database Developer Guide, vacuuming tables, GitHub awsdocs", "2023-06"),
});

type Asking = {
  readonly looksAt: QueryShape["looksAt"];
  readonly queryHours: number;
  readonly columnShare: number;
  readonly joinsUsers: boolean;
};

export function queryShape({ looksAt, queryHours, columnShare, joinsUsers }: Asking): QueryShape {
  return { looksAt, hours: queryHours, columnShare, joinsUsers };
}

type Loading = {
  readonly loadEveryMs: number;
  readonly reads: Reading;
  readonly lookbackHours: number;
  readonly loads: LoadMethod;
};

export function loadSettings({ loadEveryMs, reads, lookbackHours, loads }: Loading): Loading {
  return { loadEveryMs, reads, lookbackHours, loads };
}

/** The fault of a service without machines of yours. */
export const WAREHOUSE_OUTAGE = {
  id: "outage",
  label: "Service away",
  help: "Nobody is answered until it is back; a load that ran is rolled back: one of its own clock begins again, a task fails.",
  defaultDurationMs: 300_000,
} as const;

export const SLOTS_TAKEN_FAULT = {
  id: "queueing",
  label: "Slots taken",
  help: "Other users take every query slot; queries wait until they are done.",
  defaultDurationMs: 120_000,
} as const;

export const WAREHOUSE_SLOW = {
  id: "slow",
  label: "Slow queries",
  help: "Queries and loads take four times as long.",
  defaultDurationMs: 600_000,
  amount: timesAsLong(4),
} as const;

/** Days of rows that lie there, for the bill. */
export const retentionDays = field.integer({
  label: "Kept for",
  help: "Days of rows that are stored and paid for.",
  unit: "days",
  default: 365,
  min: 1,
  max: 3650,
});
