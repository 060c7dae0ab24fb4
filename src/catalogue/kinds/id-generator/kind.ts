import { defineKind, field } from "../../contract.ts";
import { byMs, timesAsLong } from "../../drawing/fault-amounts.ts";
import { idGenerator } from "../../families/items/id-generator.ts";
import { AWS_PRICES, assumed, published } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { ID_GENERATOR_REMARKS } from "../../remarks/requests.ts";
import { plural } from "../../words.ts";

const GUIDE = published("Grokking the System Design Interview, part 1: Instagram, PhotoIDs", "2019");
const BITS = published("twitter/snowflake README and Instagram Engineering; facts/anchors.md R12", "2012");
const AS_RUN = published("PostgreSQL 15.18 when run; facts/engines-2026-11.md G4", "2026-11");
const BY_CLOCK = { field: "scheme", values: ["twitter", "instagram", "seconds"] } as const;
const COUNTS = { field: "scheme", values: ["auto-increment", "same-counter"] } as const;

export const idGeneratorKind = defineKind({
  id: "id-generator",
  version: 1,
  family: "service",
  title: "Id generator",
  summary: "Makes an id for each new thing: a ticket server that counts, or Snowflake and its like by the clock.",
  layer: "serve",
  givesKeys: "ids",
  ports: [{ id: "calls", label: "Calls", direction: "in", carries: ["calls"], required: true, help: "Services that ask for an id." }],
  fields: {
    scheme: field.choice({
      label: "Ids",
      help: "What an id is made of.",
      default: "twitter",
      options: [
        {
          value: "auto-increment",
          label: "ticket servers, each its own offset",
          help: "auto_increment_increment = servers: with two, one gives odd and the other even numbers.",
        },
        {
          value: "same-counter",
          label: "ticket servers that count alike",
          help: "Nobody set their offsets: each gives what the other gives.",
        },
        { value: "twitter", label: "Snowflake", help: "41 bits of ms, 10 of worker, 12 of sequence." },
        { value: "instagram", label: "by shard, as Instagram's", help: "41 bits of ms, 13 of shard, 10 of sequence." },
        {
          value: "seconds",
          label: "seconds and a sequence",
          help: "31 bits of seconds, 9 of sequence: 512 ids a second from one server; a second server has the same ones.",
        },
      ],
      source: BITS,
    }),
    servers: field.integer({
      label: "Servers",
      help: "Asked by turns; those that are down are left out.",
      unit: "servers",
      default: 2,
      min: 1,
      max: 1024,
    }),
    clockBack: field.choice({
      label: "A clock that goes back",
      help: "What a server does whose clock is before its last id.",
      default: "refuses",
      options: [
        { value: "refuses", label: "it refuses", help: "Until the clock has passed the last id: errors, and no id twice." },
        { value: "goes on", label: "it goes on", help: "Ids of that time are given a second time." },
      ],
      onlyWith: BY_CLOCK,
      source: BITS,
    }),
    loggedAhead: field.integer({
      label: "Logged ahead",
      help: "Numbers a counter writes to its log before they are used. A crash leaves out the rest of them.",
      unit: "ids",
      default: 32,
      min: 0,
      max: 1e6,
      advanced: true,
      onlyWith: COUNTS,
      source: AS_RUN,
    }),
    handOutTime: field.distribution({
      label: "Makes an id",
      help: "One caller after another at each server, as a law.",
      unit: "ms",
      default: { lognormal: { medianMs: 0.5, p99Ms: 2 } },
      advanced: true,
      source: assumed("a network way within the zone and a lock"),
    }),
  },
  limits: [
    { name: "Snowflake", value: 4096, unit: "ids a ms and worker", source: BITS },
    { name: "Instagram", value: 1024, unit: "ids a ms and shard", source: BITS },
    { name: "Seconds and nine bits", value: 512, unit: "ids a second", source: GUIDE },
    { name: "31 bits of seconds last", value: 68, unit: "years", source: GUIDE, note: "50 years are 1.58 G seconds" },
    { name: "Ids a crash leaves out", value: "up to 32", unit: "ids", source: AS_RUN },
  ],
  prices: [
    {
      dimension: "Machines",
      unit: "instance-hours",
      source: AWS_PRICES,
      quantity: (usage, { servers }) => servers * used(usage, "hours"),
      // m5.large
      unitPriceUsd: () => 0.096,
    },
  ],
  headline: ({ scheme, servers }) => `${scheme.replaceAll("-", " ")} · ${plural(servers, "server")}`,
  behaviour: (props, ctx) => idGenerator(ctx, props),
  remarks: ID_GENERATOR_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Server lost",
      help: "Its calls break off, and a counter leaves out what it had logged ahead. The other servers go on.",
      defaultDurationMs: 60_000,
      targets: ({ servers }) => Array.from({ length: servers }, (_, i) => `server-${i}`),
    },
    {
      id: "clock-back",
      label: "Clock steps back",
      help: "NTP sets the clock of a server back. Ids by the clock are refused or made twice; a counter does not care.",
      defaultDurationMs: 1000,
      amount: byMs("the clock goes back", 2000),
      targets: ({ servers }) => Array.from({ length: servers }, (_, i) => `server-${i}`),
    },
    {
      id: "slow",
      label: "Slow",
      help: "Making an id takes ten times as long.",
      defaultDurationMs: 60_000,
      amount: timesAsLong(10),
      targets: ({ servers }) => Array.from({ length: servers }, (_, i) => `server-${i}`),
    },
  ],
  doc: {
    is: "Servers that make ids of a fixed form: counters with an offset each, or the time, the number of the server and a sequence within it.",
    whenToUse: "Use it where ids should grow with time, so that the newest are together, and nobody minds that they can be guessed.",
    doesNotPromise:
      "Counters of two servers are not in order of time, and leave gaps. A clock that goes back stops a server, or repeats ids.",
    weighAgainst:
      "Keys by chance, or made beforehand, cannot be guessed and are in no order; ids that grow all go to the last range of a sharded store.",
  },
  examples: [
    {
      title: "Snowflake",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: { keys: "ids" } },
        { id: "ids", kind: "id-generator" },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.keys -> ids.calls", "app.store -> db.calls"],
      expect: "An id takes a ms; a clock that steps back stops one of two servers until it has caught up.",
    },
    {
      title: "Odd and even",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: { keys: "ids" } },
        { id: "ids", kind: "id-generator", settings: { scheme: "auto-increment" } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.keys -> ids.calls", "app.store -> db.calls"],
      expect: "Two servers count, and no id is given twice; one that crashes leaves a gap.",
    },
  ],
  migrations: [],
});
