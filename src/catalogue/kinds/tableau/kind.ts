import { defineKind, field } from "../../contract.ts";
import { timesAsLong, timesAsMany } from "../../drawing/fault-amounts.ts";
import { liveWorkbook, workbook } from "../../families/people/people.ts";
import { VIEWER_PORTS, viewerFields } from "../../fields/people-fields.ts";
import { questionProblems, questionsField } from "../../fields/question-list.ts";
import { assumed, published, recalled } from "../../prices/sources.ts";
import { EXTRACT_REMARKS, READER_REMARKS } from "../../remarks/queried.ts";
import { every, plural } from "../../words.ts";

const SEATS = recalled("Tableau list prices: Creator 75, Explorer 42, Viewer 15 USD a month", "2026");
const CAPACITY = published(
  "Tableau Cloud site capacity: refreshes of up to 2 h, ten at once; public copy at deepaksood619.github.io",
  "2025",
);

export const tableau = defineKind({
  id: "tableau",
  version: 1,
  family: "dashboard",
  title: "Tableau",
  summary: "Workbooks that people look at, live on the warehouse or on an extract that is refreshed by the clock, paid by seat.",
  layer: "serve",
  ports: VIEWER_PORTS,
  fields: {
    connection: field.choice({
      label: "Connection",
      help: "Live: every look asks the stores. Extract: a copy is asked, and the stores only by its refreshes.",
      default: "live",
      options: [
        { value: "live", label: "live" },
        { value: "extract", label: "extract" },
      ],
    }),
    ...viewerFields,
    questions: { ...questionsField, onlyWith: { field: "connection", values: ["live"] } },
    everyMs: field.integer({
      label: "Refresh the extract every",
      help: "Viewers see the stores as they were when the last refresh began.",
      unit: "ms",
      default: 3_600_000,
      min: 60_000,
      max: 604_800_000,
      step: 60_000,
      onlyWith: { field: "connection", values: ["extract"] },
    }),
    mbPerSecond: field.number({
      label: "Takes in",
      help: "MB of stored bytes a second that a refresh takes over.",
      unit: "MB/s",
      default: 20,
      min: 0.1,
      max: 1000,
      advanced: true,
      onlyWith: { field: "connection", values: ["extract"] },
      source: assumed("a gigabyte of rows within a minute; no figure is published"),
    }),
    viewerSeats: seats("Viewer seats", 100),
    explorerSeats: seats("Explorer seats", 10),
    creatorSeats: seats("Creator seats", 2),
  },
  limits: [
    { name: "A refresh", value: 2, unit: "h", source: CAPACITY, note: "Not enforced in a run." },
    { name: "Refreshes at once", value: 10, unit: "refreshes", source: CAPACITY, note: "Of a site; a part has one extract." },
    {
      name: "Answer of an extract",
      value: "log-normal, median 200, p99 1,500",
      unit: "ms",
      source: assumed("sub-second answers from memory"),
    },
  ],
  prices: [seatPrice("Viewer", "viewerSeats", 15), seatPrice("Explorer", "explorerSeats", 42), seatPrice("Creator", "creatorSeats", 75)],
  headline: (props) => `${plural(props.viewers, "viewer")} · ${props.connection === "live" ? "live" : `extract ${every(props.everyMs)}`}`,
  behaviour: (props, ctx) =>
    props.connection === "live"
      ? liveWorkbook(ctx, props)
      : workbook(ctx, props, {
          everyMs: props.everyMs,
          bytesPerSecond: props.mbPerSecond * 1e6,
          answer: { medianMs: 200, p99Ms: 1500 },
          slots: 500,
        }),
  remarks: { ...EXTRACT_REMARKS, ...READER_REMARKS },
  faults: [
    {
      id: "burst",
      label: "Rush of viewers",
      help: "Ten times as many people look, as on a Monday at nine.",
      defaultDurationMs: 120_000,
      amount: timesAsMany(10),
    },
    {
      id: "errors",
      label: "Refresh fails",
      help: "Refreshes of the extract fail, and viewers go on seeing what the last good one brought. A live connection has none.",
      defaultDurationMs: 7_200_000,
    },
    {
      id: "slow",
      label: "Slow extract",
      help: "Refreshes of the extract and its answers take four times as long. A live connection is as slow as its stores.",
      defaultDurationMs: 3_600_000,
      amount: timesAsLong(4),
    },
  ],
  doc: {
    is: "Sheets and dashboards that people open, filter and drill into. Live, each of that is a query at the warehouse; with an extract it is one at a copy of its own.",
    whenToUse: "Use it where business users build and share views themselves, and few of them write SQL.",
    doesNotPromise:
      "An extract is as old as its last refresh, and one that fails says so to nobody who looks. Live, a workbook is as fast as the warehouse has slots for it.",
    weighAgainst:
      "Looker asks the warehouse for everything and keeps results for a while. QuickSight is paid by use. Seats are most of the bill of either.",
  },
  examples: [
    {
      title: "Live on a warehouse",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "firehose", kind: "firehose" },
        { id: "raw", kind: "s3" },
        { id: "warehouse", kind: "redshift", settings: { loadEveryMs: 60_000 } },
        { id: "tableau", kind: "tableau", settings: { viewers: 100, refreshMs: 10_000 } },
      ],
      wires: [
        "app.events -> firehose.in",
        "firehose.files -> raw.objects",
        "raw.objects -> warehouse.data",
        "warehouse.rows -> tableau.rows",
      ],
      expect: "Eighty queries a second wait for the slots of the warehouse.",
    },
    {
      title: "On an extract",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "firehose", kind: "firehose" },
        { id: "raw", kind: "s3" },
        { id: "warehouse", kind: "redshift", settings: { loadEveryMs: 60_000 } },
        { id: "tableau", kind: "tableau", settings: { connection: "extract", everyMs: 120_000, viewers: 100, refreshMs: 10_000 } },
      ],
      wires: [
        "app.events -> firehose.in",
        "firehose.files -> raw.objects",
        "raw.objects -> warehouse.data",
        "warehouse.rows -> tableau.rows",
      ],
      expect: "The warehouse has one query every two minutes, and figures are up to two minutes older.",
    },
  ],
  migrations: [],
  check: (props) => questionProblems(props),
});

function seats(label: string, usual: number) {
  return field.integer({
    label,
    help: "People who have one, and pay for it by the month.",
    unit: "people",
    default: usual,
    min: 0,
    max: 100_000,
  });
}

function seatPrice<K extends string>(dimension: string, seat: K, unitPriceUsd: number) {
  return {
    dimension,
    unit: "people-months",
    source: SEATS,
    quantity: (_: unknown, props: { readonly [key in K]: number }) => props[seat],
    unitPriceUsd: () => unitPriceUsd,
  };
}
