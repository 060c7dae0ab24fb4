import { defineKind, field } from "../../contract.ts";
import { tasteUsers } from "../../families/source.ts";
import { assumed } from "../../prices/sources.ts";
import { TRACE_REMARKS } from "../../remarks/sources.ts";
import { byMs, timesAsMany } from "../../drawing/fault-amounts.ts";

export const webApp = defineKind({
  id: "web-app",
  version: 1,
  family: "source",
  title: "Listeners or shoppers",
  summary: "People who choose what they like in a music or shop app, send what they did, and ask for recommendations.",
  layer: "source",
  population: "tastes",
  replaysEvents: true,
  ports: [
    {
      id: "events",
      label: "Events",
      direction: "out",
      carries: ["records"],
      streams: ["event"],
      required: true,
      help: "What users did, one event at a time, as it reaches the edge.",
    },
    {
      id: "requests",
      label: "Requests",
      direction: "out",
      carries: ["requests"],
      max: 1,
      help: "Calls for recommendations, as the scenario says: at the start of a session and every few actions.",
    },
  ],
  fields: {
    networkMedianMs: field.number({
      label: "Network delay, median",
      help: "Client to front door, one way: half of the calls are faster.",
      unit: "ms",
      default: 40,
      min: 1,
      max: 60_000,
      source: assumed("working value for home and mobile networks"),
    }),
    networkP99Ms: field.number({
      label: "Network delay, p99",
      help: "Client to front door, one way: one call in a hundred is slower.",
      unit: "ms",
      default: 400,
      min: 1,
      max: 600_000,
      source: assumed("working value for home and mobile networks"),
    }),
  },
  limits: [
    {
      name: "Network delay",
      value: "log-normal, median 40, p99 400",
      unit: "ms",
      source: assumed("working value; set it in the fields"),
    },
  ],
  prices: [],
  headline: (props) => `network ${props.networkMedianMs} ms, p99 ${props.networkP99Ms} ms`,
  behaviour: (props, ctx) => tasteUsers(ctx, { networkLatency: { medianMs: props.networkMedianMs, p99Ms: props.networkP99Ms } }),
  remarks: TRACE_REMARKS,
  faults: [
    {
      id: "burst",
      label: "Burst of users",
      help: "Five times as many sessions begin, as in a sale.",
      defaultDurationMs: 300_000,
      amount: timesAsMany(5),
    },
    {
      id: "late",
      label: "Late events",
      help: "A fifth of the events reaches the front door 20 minutes late.",
      defaultDurationMs: 300_000,
      amount: byMs("events are late", 20 * 60_000),
    },
    {
      id: "duplicate",
      label: "Flood of duplicates",
      help: "Three events in ten are sent a second time, with the same event id.",
      defaultDurationMs: 300_000,
    },
    { id: "poison", label: "Bad records", help: "Two events in ten come without their user.", defaultDurationMs: 300_000 },
    {
      id: "hot-key",
      label: "Hot user",
      help: "A bot sends a fifth of all events under one user: its partition everywhere is hot.",
      defaultDurationMs: 300_000,
    },
  ],
  doc: {
    is: "A population with hidden tastes that drift. Each session has a mood; most choices follow it or the user's tastes, some follow the crowd.",
    whenToUse: "Use it where the answer is a recommendation: what users choose next says whether the list they were shown was any good.",
    doesNotPromise:
      "Users do not follow recommendations: their choices are the same whatever they are shown, so designs can be compared fairly.",
    weighAgainst:
      "Mobile app has sessions, phones and clocks for engagement figures, and no tastes. Own trace has real users whose tastes nobody knows.",
  },
  examples: [
    {
      title: "Lists that follow every listen",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "kafka", kind: "kafka" },
        { id: "train", kind: "model-training" },
        { id: "update", kind: "stream-worker", settings: { logic: "update-embeddings", workTime: { constant: 1 } } },
        { id: "vectors", kind: "kafka" },
        { id: "lists", kind: "stream-worker", settings: { logic: "generate-lists", workTime: { constant: 2 } } },
        { id: "store", kind: "cassandra" },
        { id: "api", kind: "recommendation-api" },
      ],
      wires: [
        "users.events -> kafka.produce",
        "kafka.consume -> train.in",
        "kafka.consume -> update.in",
        "train.model -> update.model",
        "update.out -> vectors.produce",
        "vectors.consume -> lists.in",
        "lists.out -> store.write",
        "users.requests -> api.requests",
        "api.reads -> store.read",
      ],
      expect: "Recall at 10 lies well above what popularity gives, and served lists know all but the last seconds.",
    },
    {
      title: "What users do, counted",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "out", kind: "sink" },
      ],
      wires: ["users.events -> out.in"],
      expect: "Events follow sessions, and the requests nobody is wired to are not made.",
    },
  ],
  migrations: [],
});
