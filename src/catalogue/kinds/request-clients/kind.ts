import { defineKind, field } from "../../contract.ts";
import { byMs, shareOf, timesAsMany } from "../../drawing/fault-amounts.ts";
import type { Distribution } from "../../contract.ts";
import { requestClients } from "../../families/items/request-clients.ts";
import type { CrowdOptions } from "../../families/items/request-clients.ts";
import { CLIENT_FIELDS, clientOptions } from "../../fields/client-fields.ts";
import { plural } from "../../words.ts";
import { assumed, derived, published } from "../../prices/sources.ts";

type CrowdProps = { readonly sessionRequests: number; readonly people: number; readonly thinkTime: Distribution };
const CROWDS = {
  open: (): CrowdOptions | null => null,
  sessions: ({ sessionRequests, thinkTime }: CrowdProps): CrowdOptions | null => ({
    is: "sessions",
    meanRequests: sessionRequests,
    thinkTime,
  }),
  people: ({ people, thinkTime }: CrowdProps): CrowdOptions | null => ({ is: "people", people, thinkTime }),
};

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
    crowd: field.choice({
      label: "They come",
      help: "Whether somebody who has an answer asks again. Who waits for answers asks less often when they are late.",
      default: "open",
      options: [
        { value: "open", label: "one request each", help: "As many requests as the scenario says, however they are answered." },
        {
          value: "sessions",
          label: "in sessions",
          help: "Somebody comes, asks, waits, thinks, asks again, and leaves: in all as many requests as the scenario says.",
        },
        {
          value: "people",
          label: "a fixed number of people",
          help: "The same people ask, wait and think all the time; the scenario's rate does not matter.",
        },
      ],
    }),
    sessionRequests: field.number({
      label: "Requests of a session",
      help: "On average; how many differs from session to session (geometric).",
      unit: "requests",
      default: 5,
      min: 1,
      max: 10_000,
      onlyWith: { field: "crowd", values: ["sessions"] },
    }),
    people: field.integer({
      label: "People",
      help: "Who are there all the time. With N of them, response time R and think time Z, N / (R + Z) requests come.",
      unit: "people",
      default: 100,
      min: 1,
      max: 1_000_000,
      onlyWith: { field: "crowd", values: ["people"] },
    }),
    thinkTime: field.distribution({
      label: "Think time",
      help: "From an answer, or an error, until the same person asks again, as a law.",
      unit: "ms",
      default: { exponential: 5000 },
      onlyWith: { field: "crowd", values: ["sessions", "people"] },
      source: assumed("some seconds to read a page"),
    }),
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
  headline: ({ roundTripMedianMs, timeoutMs, retries, crowd, people }) =>
    `${crowd === "people" ? `${plural(people, "person", "people")} · ` : crowd === "sessions" ? "sessions · " : ""}${roundTripMedianMs} ms away · waits ${timeoutMs} ms · ${retries} more tries`,
  behaviour: (props, ctx) =>
    requestClients(ctx, {
      ...clientOptions(props),
      far: { share: props.farShare, addedMs: props.farAddedMs },
      crowd: CROWDS[props.crowd](props),
    }),
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
    is: "An open crowd, sessions or a fixed number of people, with the API's mix of requests. It follows only links somebody was told of, by how popular they are or because they are new, and knows for each reply what it should have been.",
    whenToUse: "Use it before a service of stored things: short links, pastes, photos. It says which answers were wrong, missing or stale.",
    doesNotPromise:
      "Unless they come in sessions or are a fixed number of people, clients come whether or not they are served. One request is one call.",
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
    {
      title: "People who wait and think",
      parts: [
        { id: "clients", kind: "request-clients", settings: { crowd: "people", people: 20, thinkTime: { exponential: 1000 } } },
        { id: "app", kind: "app-service", settings: { instances: 1, threads: 1, workTime: { exponential: 40 } } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "As many requests come as are answered: the slower it is, the fewer come.",
    },
  ],
  migrations: [],
});
