import { defineKind } from "../../contract.ts";
import { traceSource } from "../../families/source.ts";
import { assumed } from "../../prices/sources.ts";
import { TRACE_REMARKS } from "../../remarks/sources.ts";

export const traceSourceKind = defineKind({
  id: "trace-source",
  version: 1,
  family: "source",
  title: "Own trace",
  summary: "Replays events of your own from a file: CSV, JSONL or Parquet.",
  layer: "source",
  population: "file",
  ports: [
    {
      id: "events",
      label: "Events",
      direction: "out",
      carries: ["records"],
      streams: ["event"],
      required: true,
      help: "Rows of the file, each when it arrived.",
    },
  ],
  fields: {},
  limits: [
    {
      name: "Rows of a file",
      value: 5_000_000,
      unit: "rows",
      source: assumed("our own limit, so that a run fits into the memory of a browser"),
      note: "Files of up to 1 GB, 256 columns and 366 days.",
    },
  ],
  prices: [],
  headline: () => "replays a file",
  behaviour: (_, ctx) => traceSource(ctx),
  remarks: TRACE_REMARKS,
  faults: [],
  doc: {
    is: "Events that really happened. A row needs a user and an event time; an id, a type, an item and an arrival time are used where the file has them, and every other column travels along.",
    whenToUse:
      "Use it when the question is how a design does on your own load: its bursts, its hot users, its late events. Give the file with --events, or choose it here.",
    doesNotPromise:
      "Without an arrival time every row arrives when it happened, so nothing is late. True time is not known of a file: latency is counted from the event time. The file stays on your machine: links and saved designs do not hold it.",
    weighAgainst: "The mobile app invents users by the numbers of a scenario, and can be made ten times as many or ten times as late.",
  },
  examples: [
    {
      title: "Sessions of your own users",
      parts: [
        { id: "trace", kind: "trace-source" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink" },
        { id: "out", kind: "sink" },
      ],
      wires: ["trace.events -> kafka.produce", "kafka.consume -> flink.in", "flink.sessions -> out.in"],
      expect: "Every session of the file leaves the job once; the table of sessions can be compared with your own.",
    },
    {
      title: "A file in one step",
      parts: [
        { id: "trace", kind: "trace-source" },
        { id: "out", kind: "sink" },
      ],
      wires: ["trace.events -> out.in"],
      expect: "As many records are delivered as the file has readable rows.",
    },
  ],
  migrations: [],
  replaysEvents: true,
});
