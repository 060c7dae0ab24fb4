import { field } from "../contract.ts";
import type { PortDecl } from "../contract.ts";
import { assumed } from "../prices/sources.ts";

/** Where people who look at stores stand. */
export const VIEWER_PORTS: readonly PortDecl[] = [
  {
    id: "rows",
    label: "Queries",
    direction: "in",
    carries: ["rows"],
    required: true,
    help: "Stores that answer. Endpoints of the API quadrant that read from them are the mix of queries.",
  },
];

/** How often open workbooks ask. */
export const viewerFields = {
  viewers: field.integer({
    label: "Open at once",
    help: "People who have it open at the same time.",
    unit: "people",
    default: 40,
    min: 1,
    max: 100_000,
  }),
  refreshMs: field.integer({
    label: "Looks anew every",
    help: "Time between two looks of one of them: a filter, a drill-down, a reload.",
    unit: "ms",
    default: 60_000,
    min: 1000,
    max: 86_400_000,
    step: 1000,
  }),
  queriesPerRefresh: field.integer({
    label: "Queries of a look",
    help: "Tiles or sheets that ask at each look.",
    unit: "queries",
    default: 8,
    min: 1,
    max: 100,
  }),
} as const;

/** When analysts sit down, and what they do then. */
export const analystFields = {
  people: field.integer({
    label: "People",
    help: "Analysts and data scientists who have a notebook.",
    unit: "people",
    default: 20,
    min: 1,
    max: 5000,
  }),
  sessionsPerDay: field.number({
    label: "Sessions a day",
    help: "Times that each of them sits down, at any hour.",
    unit: "sessions/day",
    default: 3,
    min: 0.01,
    max: 200,
    source: assumed("a working value"),
  }),
  queriesPerSession: field.number({
    label: "Questions of a session",
    help: "Queries on average, each after the answer to the one before.",
    unit: "queries",
    default: 12,
    min: 1,
    max: 1000,
    source: assumed("a working value"),
  }),
  thinkMs: field.integer({
    label: "Thinks for",
    help: "Mean time from an answer to the next question.",
    unit: "ms",
    default: 120_000,
    min: 100,
    max: 3_600_000,
    source: assumed("a working value"),
  }),
} as const;
