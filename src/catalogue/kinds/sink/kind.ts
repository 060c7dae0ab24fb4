import { defineKind } from "../../contract.ts";
import { sink } from "../../families/sink.ts";
import { assumed } from "../../prices/sources.ts";

export const sinkKind = defineKind({
  id: "sink",
  version: 1,
  family: "sink",
  title: "Sink",
  summary: "Takes everything at once and ends it there: where a textbook queue is measured.",
  layer: "serve",
  ports: [{ id: "in", label: "Records", direction: "in", carries: ["records"], required: true, help: "Records that have arrived." }],
  fields: {},
  limits: [{ name: "Time per record", value: 0, unit: "ms", source: assumed("takes no time by definition") }],
  prices: [],
  headline: () => "takes everything",
  behaviour: (_, ctx) => sink(ctx),
  remarks: {},
  faults: [
    {
      id: "outage",
      label: "Out of reach",
      help: "It takes nothing: what is sent waits where it is, and a group that reads a log for it lags.",
      defaultDurationMs: 30_000,
    },
  ],
  doc: {
    is: "The end of a drawing: every record that arrives is counted as delivered, with the time it took.",
    whenToUse: "Use it behind the part you want to measure, when no store or dashboard is the question.",
    doesNotPromise: "It keeps no rows to query and never pushes back, so it hides what a real end would cost.",
    weighAgainst: "A store with a dashboard measures what people see; a service measures a consumer that takes time.",
  },
  examples: [
    {
      title: "The shortest drawing",
      parts: [
        { id: "load", kind: "poisson-source", settings: { records: 1000 } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> out.in"],
      expect: "1,000 records are delivered in no time.",
    },
    {
      title: "What a log and a job add",
      parts: [
        { id: "load", kind: "poisson-source" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink", settings: { guarantee: "at-least-once" } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> kafka.produce", "kafka.consume -> flink.in", "flink.events -> out.in"],
      expect: "Records arrive some milliseconds later: linger, publishing and the buffers of the job.",
    },
  ],
  migrations: [],
});
