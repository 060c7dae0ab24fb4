import type { LoadMethod } from "../../engine/queried/loaded-rows.ts";
import type { Reading } from "../../engine/tasks/landed-files.ts";
import type { Advice, PortDecl } from "../contract.ts";
import { field } from "../contract.ts";
import { assumed } from "../prices/sources.ts";
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

type Loading = {
  readonly loadEveryMs: number;
  readonly reads: Reading;
  readonly lookbackHours: number;
  readonly loads: LoadMethod;
};

export function loadSettings({ loadEveryMs, reads, lookbackHours, loads }: Loading): Loading {
  return { loadEveryMs, reads, lookbackHours, loads };
}
