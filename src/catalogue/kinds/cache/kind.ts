import { defineKind, field } from "../../contract.ts";
import { cache } from "../../families/key-cache.ts";
import { assumed, published } from "../../prices/sources.ts";
import { plural } from "../../words.ts";

const POLICIES = {
  lru: "LRU",
  clock: "clock",
  sieve: "SIEVE",
  "sampled-lru": "sampled LRU",
  lfu: "LFU",
  random: "random",
  segmented: "segmented LRU",
};

export const cacheKind = defineKind({
  id: "cache",
  version: 1,
  family: "cache",
  title: "Cache",
  summary: "Remembers the keys used last: a hit ends early, a miss goes on to what is slower.",
  layer: "store",
  ports: [
    { id: "in", label: "Records", direction: "in", carries: ["records"], required: true, help: "Records whose key is looked up." },
    {
      id: "hit",
      label: "Hits",
      direction: "out",
      carries: ["records"],
      help: "Records whose key was there. Without a wire they end here.",
    },
    {
      id: "miss",
      label: "Misses",
      direction: "out",
      carries: ["records"],
      required: true,
      help: "Records whose key was not there; it is now.",
    },
  ],
  fields: {
    capacityItems: field.integer({
      label: "Capacity",
      help: "Keys it can hold. When it is full, a new key takes the place of another.",
      unit: "items",
      default: 1000,
      min: 1,
      max: 10_000_000,
    }),
    policy: field.choice({
      label: "Replaces",
      help: "Which key goes when it is full. Clock spares keys used since its last round; SIEVE also lets new keys prove themselves first, which suits uneven keys.",
      default: "lru",
      options: [
        { value: "lru", label: "least recently used" },
        { value: "clock", label: "clock (second chance)" },
        { value: "sieve", label: "SIEVE" },
        {
          value: "sampled-lru",
          label: "sampled LRU",
          help: "As Redis does: of five keys and those kept from before, by a clock with steps of a second.",
        },
        { value: "lfu", label: "sampled LFU", help: "As Redis does: of five keys the one used least often." },
        { value: "random", label: "any key" },
        { value: "segmented", label: "segmented LRU", help: "As memcached does: what is used a second time stays warm." },
      ],
      source: published("SIEVE: Zhang et al., NSDI; clock: Corbató 1968", "2024"),
    }),
    hitMs: field.number({
      label: "Lookup takes",
      help: "Time for a lookup, hit or miss.",
      unit: "ms",
      default: 0.4,
      min: 0,
      max: 10_000,
      source: assumed("0.1 ms in the server and 0.3 ms in the zone's network; facts/storage.md 4.4"),
    }),
  },
  limits: [
    {
      name: "Hit ratio",
      value: "Che's approximation within 0.1 points for LRU",
      unit: "check",
      source: published("golang-fifo README (Zipf 0.99, 500 of 500,000 items: 36.6 %), and own simulation in facts/storage.md B6", "2024"),
    },
    { name: "Lookup", value: 0.4, unit: "ms", source: assumed("facts/storage.md 4.4") },
  ],
  prices: [
    {
      dimension: "Cache nodes",
      unit: "node-hours",
      source: assumed("no machine is named, so no price is known"),
      quantity: (usage) => usage.hours ?? 0,
      unitPriceUsd: () => null,
    },
  ],
  headline: (props) => `${plural(props.capacityItems, "item")} · ${POLICIES[props.policy]}`,
  behaviour: (props, ctx) => cache(ctx, { capacityItems: props.capacityItems, policy: props.policy, hitMs: props.hitMs }),
  remarks: {},
  faults: [
    {
      id: "restart",
      label: "Restart",
      help: "It comes back empty, so every lookup misses until it has filled again.",
      defaultDurationMs: 5000,
    },
    {
      id: "outage",
      label: "Outage",
      help: "It answers nothing, so every lookup goes on as a miss; afterwards it comes back empty.",
      defaultDurationMs: 30_000,
    },
  ],
  doc: {
    is: "A table of keys in memory: hits and misses follow from the keys that really come, never from a rate that was typed in.",
    whenToUse: "Use it in front of something slow whose keys are asked for unevenly: with Zipf traffic 10 % of the items give 77 % hits.",
    doesNotPromise:
      "No freshness, as nothing expires, and no memory of what it held after a restart: then all load meets what stands behind it.",
    weighAgainst:
      "More capacity pays less and less; a faster store needs no second truth. FIFO with a ghost list (S3-FIFO, SIEVE) beats LRU on uneven keys.",
  },
  examples: [
    {
      title: "Zipf keys",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 1000, records: 200_000, keys: 100_000, zipf: 0.99 } },
        { id: "cache", kind: "cache", settings: { capacityItems: 10_000 } },
        { id: "store", kind: "service", settings: { servers: 8, serviceTime: { exponential: 5 } } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> cache.in", "cache.miss -> store.in", "cache.hit -> out.in", "store.out -> out.in"],
      expect: "About 72 % of the records hit once it is full.",
    },
    {
      title: "Even keys",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 1000, records: 200_000, keys: 100_000, zipf: 0 } },
        { id: "cache", kind: "cache", settings: { capacityItems: 10_000 } },
        { id: "store", kind: "service", settings: { servers: 8, serviceTime: { exponential: 5 } } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> cache.in", "cache.miss -> store.in", "cache.hit -> out.in", "store.out -> out.in"],
      expect: "Only 10 % hit: a cache of a tenth of evenly used keys holds a tenth of them.",
    },
  ],
  migrations: [],
});
