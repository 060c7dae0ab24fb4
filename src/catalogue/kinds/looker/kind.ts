import { defineKind, field } from "../../contract.ts";
import { timesAsMany } from "../../drawing/fault-amounts.ts";
import { cachedDashboard } from "../../families/people/people.ts";
import { VIEWER_PORTS, viewerFields } from "../../fields/people-fields.ts";
import { assumed, recalled } from "../../prices/sources.ts";
import { duration, plural } from "../../words.ts";
import { READER_REMARKS } from "../../remarks/queried.ts";

const PRICES = recalled("Looker: about 5,000 USD a month for the platform; viewer 30, standard 60, developer 120", "2026");
const ANSWER_MS = 100;

export const looker = defineKind({
  id: "looker",
  version: 1,
  family: "dashboard",
  title: "Looker",
  summary: "Dashboards that ask the warehouse in its own SQL and keep each result for a while, paid by platform and seat.",
  layer: "serve",
  ports: VIEWER_PORTS,
  fields: {
    ...viewerFields,
    cacheMs: field.integer({
      label: "Results are kept for",
      help: "The same question is answered from the last result for so long, and is that much older. 0 asks the store each time.",
      unit: "ms",
      default: 3_600_000,
      min: 0,
      max: 604_800_000,
      source: recalled("one hour unless a model says otherwise (persist_for)", "2026"),
    }),
    questions: field.integer({
      label: "Different questions",
      help: "Tiles times what viewers choose in their filters: only a question that was asked lately has a result.",
      unit: "questions",
      default: 200,
      min: 1,
      max: 100_000,
      source: assumed("a working value"),
    }),
    viewerSeats: field.integer({
      label: "Viewer seats",
      help: "People who only look.",
      unit: "people",
      default: 100,
      min: 0,
      max: 100_000,
    }),
    standardSeats: field.integer({
      label: "Standard seats",
      help: "People who explore.",
      unit: "people",
      default: 10,
      min: 0,
      max: 100_000,
    }),
    developerSeats: field.integer({
      label: "Developer seats",
      help: "People who write models.",
      unit: "people",
      default: 2,
      min: 0,
      max: 10_000,
    }),
  },
  limits: [{ name: "Answer from a result", value: ANSWER_MS, unit: "ms", source: assumed("no figure is published") }],
  prices: [
    { dimension: "Platform", unit: "months", source: PRICES, quantity: () => 1, unitPriceUsd: () => 5000 },
    { dimension: "Viewers", unit: "people-months", source: PRICES, quantity: (_, props) => props.viewerSeats, unitPriceUsd: () => 30 },
    {
      dimension: "Standard users",
      unit: "people-months",
      source: PRICES,
      quantity: (_, props) => props.standardSeats,
      unitPriceUsd: () => 60,
    },
    {
      dimension: "Developers",
      unit: "people-months",
      source: PRICES,
      quantity: (_, props) => props.developerSeats,
      unitPriceUsd: () => 120,
    },
  ],
  headline: (props) =>
    `${plural(props.viewers, "viewer")} · ${props.cacheMs === 0 ? "no results kept" : `results for ${duration(props.cacheMs)}`}`,
  behaviour: (props, ctx) => cachedDashboard(ctx, props, { questions: props.questions, keptMs: props.cacheMs, answerMs: ANSWER_MS }),
  remarks: READER_REMARKS,
  faults: [
    {
      id: "burst",
      label: "Rush of viewers",
      help: "Ten times as many people look, as on a Monday at nine; what others have just asked is answered at once.",
      defaultDurationMs: 120_000,
      amount: timesAsMany(10),
    },
  ],
  doc: {
    is: "A model of the business over a warehouse: people choose measures and filters, and it writes the SQL. It holds no data but the results of what was asked lately.",
    whenToUse: "Use it where a figure has to mean the same to everybody, and the warehouse is strong enough to be asked for all of it.",
    doesNotPromise: "A kept result is as old as it is kept. What nobody has asked lately costs a query, and so does every new filter.",
    weighAgainst:
      "An extract, as Tableau's or SPICE, answers every question from its copy. The platform alone costs more than a small warehouse.",
  },
  examples: [
    {
      title: "Asked once, looked at often",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "firehose", kind: "firehose" },
        { id: "raw", kind: "s3" },
        { id: "warehouse", kind: "redshift", settings: { loadEveryMs: 60_000 } },
        { id: "looker", kind: "looker", settings: { viewers: 100, refreshMs: 10_000 } },
      ],
      wires: [
        "app.events -> firehose.in",
        "firehose.files -> raw.objects",
        "raw.objects -> warehouse.data",
        "warehouse.rows -> looker.rows",
      ],
      expect: "Two hundred queries reach the warehouse in an hour, whatever the number of viewers.",
    },
    {
      title: "Nothing kept",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "druid", kind: "druid" },
        { id: "looker", kind: "looker", settings: { cacheMs: 0 } },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> druid.ingest", "druid.rows -> looker.rows"],
      expect: "Every look is a query.",
    },
  ],
  migrations: [],
});
