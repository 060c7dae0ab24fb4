import { defineKind, field } from "../../contract.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";
import { keyService } from "../../families/items/key-service.ts";
import { AWS_PRICES, assumed, published } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { KEY_SERVICE_REMARKS } from "../../remarks/requests.ts";
import { plural } from "../../words.ts";

const GUIDE = published("Grokking the System Design Interview, part 1: TinyURL, keys made beforehand; facts/storage.md 5.7", "2019");

export const keyServiceKind = defineKind({
  id: "key-service",
  version: 1,
  family: "service",
  title: "Key generation service",
  alsoCalled: ["KGS", "key generator"],
  summary: "Gives out keys that were made beforehand, each once: a table of unused and one of used keys, a batch in memory.",
  layer: "serve",
  givesKeys: "keys made beforehand",
  ports: [
    {
      id: "calls",
      label: "Calls",
      direction: "in",
      carries: ["calls"],
      // It gives out keys and nothing else: what clients want is made of them by a service.
      partners: ["service"],
      required: true,
      help: "Services that ask for a block of keys.",
    },
  ],
  fields: {
    batch: field.integer({
      label: "Keys in memory",
      help: "Taken from the table of unused keys at a time. A crash loses those that nobody was given.",
      unit: "keys",
      default: 10_000,
      min: 1,
      max: 1e7,
      source: assumed("some blocks of 1,000"),
    }),
    marks: field.choice({
      label: "Marks as used",
      help: "When a batch goes to the table of used keys: before any key of it is given, or when all of it has been.",
      default: "before",
      options: [
        { value: "before", label: "before it gives them", help: "A crash wastes what was in memory." },
        { value: "after", label: "when they are given", help: "A crash gives keys a second time." },
      ],
      source: GUIDE,
    }),
    hasStandby: field.boolean({
      label: "Standby",
      help: "A copy that takes over when the service dies. It takes a batch of its own.",
      default: true,
      source: GUIDE,
    }),
    standbyAfterMs: field.integer({
      label: "Takes over after",
      help: "Until the standby is found and asked; meanwhile nobody gets keys.",
      unit: "ms",
      default: 10_000,
      min: 0,
      max: 600_000,
      onlyWith: { field: "hasStandby", values: [true] },
      source: assumed("three checks that fail, one every few seconds"),
    }),
    loadTime: field.distribution({
      label: "Takes a batch",
      help: "Reading a batch from its tables and marking it, as a law.",
      unit: "ms",
      default: { lognormal: { medianMs: 20, p99Ms: 100 } },
      advanced: true,
      source: assumed("one transaction over some thousand short rows"),
    }),
    handOutTime: field.distribution({
      label: "Gives a block",
      help: "Under one lock, one caller after another, as a law.",
      unit: "ms",
      default: { lognormal: { medianMs: 0.5, p99Ms: 2 } },
      advanced: true,
      source: assumed("a network way within the zone and a lock"),
    }),
  },
  limits: [
    { name: "Key table, six letters of 64", value: "68.7 G keys, 412 GB", unit: "keys", source: GUIDE },
    { name: "At 200 new links a second they last", value: 10.9, unit: "years", source: GUIDE },
  ],
  prices: [
    {
      dimension: "Machines",
      unit: "instance-hours",
      source: AWS_PRICES,
      quantity: (usage, { hasStandby }) => (hasStandby ? 2 : 1) * used(usage, "hours"),
      // m5.large
      unitPriceUsd: () => 0.096,
    },
  ],
  headline: ({ batch, hasStandby }) => `${plural(batch, "key")} in memory · ${hasStandby ? "standby" : "no standby"}`,
  behaviour: ({ hasStandby, standbyAfterMs, ...props }, ctx) =>
    keyService(ctx, { ...props, standbyAfterMs: hasStandby ? standbyAfterMs : null }),
  remarks: KEY_SERVICE_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Crash",
      help: "Keys in memory are gone. Nobody gets keys until the standby has taken over, or until it is back.",
      defaultDurationMs: 60_000,
    },
    {
      id: "slow",
      label: "Slow",
      help: "Giving and loading keys takes ten times as long.",
      defaultDurationMs: 60_000,
      amount: timesAsLong(10),
    },
  ],
  doc: {
    is: "Makes random keys ahead of time and hands them out in blocks. No key is given twice, so whoever stores needs no look-up and no second try.",
    whenToUse: "Use it where keys must be short, unguessable and unique, and many services make new things.",
    doesNotPromise:
      "It is one place that everybody who stores depends on: without a standby, an outage ends all new things once the blocks are used up.",
    weighAgainst:
      "Random keys need no service and are looked up when they are inserted; with a space that is mostly empty that hardly ever fails.",
  },
  examples: [
    {
      title: "Blocks of keys",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: { keys: "key-service", keyBlock: 5 } },
        { id: "keys", kind: "key-service", settings: { batch: 50 } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.keys -> keys.calls", "app.store -> db.calls"],
      expect: "One call in five new links asks for keys, and no insert ever fails.",
    },
    {
      title: "Marked too late",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: { keys: "key-service", keyBlock: 5, keyTaken: "overwrite" } },
        { id: "keys", kind: "key-service", settings: { batch: 1000, marks: "after", hasStandby: false } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.keys -> keys.calls", "app.store -> db.calls"],
      expect: "After a crash keys are given again, and new links take the place of others.",
    },
  ],
  migrations: [],
});
