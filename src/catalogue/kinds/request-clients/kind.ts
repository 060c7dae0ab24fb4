import { defineKind, field } from "../../contract.ts";
import { byMs, shareOf, timesAsMany } from "../../drawing/fault-amounts.ts";
import { requestClients } from "../../families/items/request-clients.ts";
import { CLIENT_FIELDS, clientOptions } from "../../fields/client-fields.ts";
import { assumed, derived, published } from "../../prices/sources.ts";

export const requestClientsKind = defineKind({
  id: "request-clients",
  version: 1,
  family: "source",
  title: "Clients of an API",
  alsoCalled: ["client", "user", "browser"],
  summary: "People and programs that store things, follow links to them, and hold every answer against what they were told.",
  layer: "source",
  population: "requests",
  ports: [
    {
      id: "requests",
      label: "Requests",
      direction: "out",
      carries: ["calls"],
      // An API has a program for each endpoint: a store has none, and gives nothing a key.
      partners: ["service", "edge"],
      required: true,
      help: "Calls by the endpoints of the API, to a balancer or a service; with several wires by turns, as DNS deals addresses out.",
    },
  ],
  fields: {
    ...CLIENT_FIELDS,
    farShare: field.number({
      label: "In a far region",
      help: "Share of the clients that live in a second region, further from the edge.",
      unit: "share",
      default: 0,
      min: 0,
      max: 1,
    }),
    farAddedMs: field.number({
      label: "Further away by",
      help: "What the edge and back takes longer from there; a new connection goes that way several times.",
      unit: "ms",
      default: 110,
      min: 0,
      max: 60_000,
      advanced: true,
      source: derived("150 ms from California to the Netherlands and back, less the 40 ms of one continent; facts/storage.md 1", "2024"),
    }),
  },
  limits: [
    {
      name: "Name look-up",
      value: "log-normal, median 20, p99 120",
      unit: "ms",
      source: assumed("a resolver of the provider that mostly has the name"),
    },
    {
      name: "Round trip, California to the Netherlands",
      value: 150,
      unit: "ms",
      source: published("System Design Primer, latency numbers; facts/storage.md 1", "2024"),
    },
  ],
  prices: [],
  headline: ({ roundTripMedianMs, timeoutMs, retries }) => `${roundTripMedianMs} ms away · waits ${timeoutMs} ms · ${retries} more tries`,
  behaviour: (props, ctx) => requestClients(ctx, { ...clientOptions(props), far: { share: props.farShare, addedMs: props.farAddedMs } }),
  remarks: {},
  faults: [
    {
      id: "burst",
      label: "Rush",
      help: "Five times as many requests come, in the same mix.",
      defaultDurationMs: 60_000,
      amount: timesAsMany(5),
    },
    {
      id: "region-latency",
      label: "Region slow",
      help: "The edge and back takes longer for the clients of the far region; for all where there is one region.",
      defaultDurationMs: 120_000,
      amount: byMs("the edge and back takes longer", 200),
    },
    {
      id: "hot-key",
      label: "A link goes viral",
      help: "Half of all that is read is one link: its key is hot wherever it lies.",
      defaultDurationMs: 120_000,
      amount: shareOf("of the reads that want one key", 0.5),
    },
  ],
  doc: {
    is: "An open crowd with the API's mix of requests. It follows only links somebody was told of, by how popular they are or because they are new, and knows for each reply what it should have been.",
    whenToUse: "Use it before a service of stored things: short links, pastes, photos. It says which answers were wrong, missing or stale.",
    doesNotPromise:
      "Clients come whether or not they are served: those who were turned away do not come less often. One request is one call.",
    weighAgainst:
      "Listeners or shoppers ask for lists of recommendations and send events; a Poisson source sends records that nobody answers.",
  },
  examples: [
    {
      title: "Short links from one store",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "Every answer is right; most of what a redirect takes is the way to the edge.",
    },
    {
      title: "Impatient clients",
      parts: [
        { id: "clients", kind: "request-clients", settings: { timeoutMs: 20, retries: 2, hedgeAfterMs: 10 } },
        { id: "app", kind: "app-service", settings: { instances: 1, workTime: { exponential: 10 } } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "Attempts are given up and made again, and what they stored stands there twice.",
    },
  ],
  migrations: [],
});
