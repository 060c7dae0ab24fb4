import { defineKind, field } from "../../contract.ts";
import { join } from "../../families/service.ts";
import { assumed } from "../../prices/sources.ts";
import { duration } from "../../words.ts";

export const joinKind = defineKind({
  id: "join",
  version: 1,
  family: "service",
  title: "Join of copies",
  summary: "Waits until a record has come by every wire that ends here, then sends it on once.",
  layer: "process",
  ports: [
    {
      id: "in",
      label: "Copies",
      direction: "in",
      carries: ["records"],
      required: true,
      max: 30,
      partners: ["source", "service", "worker", "function", "edge", "cache", "stream-processor"],
      help: "One wire from each branch; a record is complete when it has come by all of them.",
    },
    {
      id: "out",
      label: "Joined",
      direction: "out",
      carries: ["records"],
      help: "Records at the instant their last copy came. Without a wire they end here.",
    },
  ],
  fields: {
    timeoutMs: field.number({
      label: "Gives up after",
      help: "From the first copy of a record. If one is missing then, all its copies are dropped: copy missing.",
      unit: "ms",
      default: 60_000,
      min: 1,
      max: 86_400_000,
      source: assumed("long against the times of stations, short against a run"),
    }),
  },
  limits: [{ name: "Own time", value: 0, unit: "ms", source: assumed("takes no time by definition; only copies wait for each other") }],
  prices: [],
  headline: (props) => `all copies, or none after ${duration(props.timeoutMs)}`,
  behaviour: (props, ctx) => join(ctx, { timeoutMs: props.timeoutMs }),
  remarks: {},
  faults: [],
  doc: {
    is: "The end of a fork: where one wire was split into several, it holds the copies of a record until the slowest has come, and lets one go on.",
    whenToUse: "Use it behind parallel work on the same record, such as several look-ups of one request, to see what the slowest costs.",
    doesNotPromise:
      "It keeps what it holds in memory without a limit. A copy that comes twice by one wire counts once; one that never comes costs the whole record.",
    weighAgainst: "A quorum needs only some of the copies. Work in a row adds the means up; work side by side costs the slowest of them.",
  },
  examples: [
    {
      title: "Two look-ups side by side",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 80, records: 50_000 } },
        { id: "left", kind: "service", settings: { serviceTime: { exponential: 10 } } },
        { id: "right", kind: "service", settings: { serviceTime: { exponential: 10 } } },
        { id: "both", kind: "join" },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> left.in", "load.out -> right.in", "left.out -> both.in", "right.out -> both.in", "both.out -> out.in"],
      expect: "70 ms on average, 20 more than one look-up alone: (12 - 0.8) / 8 of its 50 ms.",
    },
    {
      title: "A branch that loses copies",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 80, records: 50_000 } },
        { id: "left", kind: "service", settings: { serviceTime: { exponential: 10 } } },
        { id: "right", kind: "service", settings: { serviceTime: { exponential: 10 }, queueLimit: 3 } },
        { id: "both", kind: "join", settings: { timeoutMs: 2000 } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> left.in", "load.out -> right.in", "left.out -> both.in", "right.out -> both.in", "both.out -> out.in"],
      expect: "One record in eight finds the short queue full; its other copy waits two seconds and is given up.",
    },
  ],
  migrations: [],
});
