import { defineKind, field } from "../../contract.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";
import { appService } from "../../families/items/app-service.ts";
import { lawInWords } from "../../fields/distribution.ts";
import { AWS_PRICES, assumed, published } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { APP_SERVICE_REMARKS } from "../../remarks/requests.ts";
import { plural } from "../../words.ts";

const GUIDE = published("Grokking the System Design Interview, part 1: TinyURL; facts/storage.md 5.7", "2019");
const GIVEN = { field: "keys", values: ["key-service"] } as const;

export const appServiceKind = defineKind({
  id: "app-service",
  version: 1,
  family: "service",
  title: "Application service",
  summary: "Serves an API over stored things: asks the cache, else the store; makes a key, inserts, answers.",
  layer: "serve",
  ports: [
    { id: "calls", label: "Calls", direction: "in", carries: ["calls"], required: true, help: "Calls of clients, or from a balancer." },
    {
      id: "cache",
      label: "Cache",
      direction: "out",
      carries: ["calls"],
      partners: ["cache"],
      help: "Asked before the store, filled with what the store gave, told of changes.",
    },
    {
      id: "store",
      label: "Store",
      direction: "out",
      carries: ["calls"],
      required: true,
      partners: ["table-store"],
      help: "Where things are kept. With several wires they are asked by turns.",
    },
    {
      id: "keys",
      label: "Keys",
      direction: "out",
      carries: ["calls"],
      partners: ["service"],
      help: "A service that gives out keys, for new things.",
    },
  ],
  fields: {
    instances: field.integer({
      label: "Instances",
      help: "Processes that calls are dealt to by turns.",
      unit: "instances",
      default: 2,
      min: 1,
      max: 1000,
    }),
    threads: field.integer({
      label: "Threads",
      help: "Calls each instance has at once. A thread is held until the reply, also while the store is waited for.",
      unit: "threads",
      default: 100,
      min: 1,
      max: 10_000,
      source: assumed("a thread pool of the usual frameworks has 100 to 200"),
    }),
    lineLimit: field.integer({
      label: "May wait",
      help: "Calls that may wait for a thread of an instance; beyond that the answer is 503.",
      unit: "calls",
      default: 500,
      min: 0,
      max: 1e9,
    }),
    workTime: field.distribution({
      label: "Own work",
      help: "What a call takes of its thread before others are asked, as a law.",
      unit: "ms",
      default: { lognormal: { medianMs: 1, p99Ms: 5 } },
      source: assumed("Java or Go, 1 ms of CPU; facts/streaming.md 4"),
    }),
    keys: field.choice({
      label: "Makes keys",
      help: "How a new thing gets the key it is stored under.",
      default: "random",
      options: [
        { value: "random", label: "at random", help: "Any of all the keys there are." },
        { value: "hash", label: "from its content", help: "The first letters of the MD5 of the URL: the same for the same URL." },
        { value: "key-service", label: "from a key service", help: "From a block of keys that were made beforehand." },
      ],
      source: GUIDE,
    }),
    keyLetters: field.integer({
      label: "Letters of a key",
      help: "Of 62 each: six letters make 56.8 G keys, seven 3.5 T. The fuller the space, the more keys are taken already.",
      unit: "letters",
      default: 7,
      min: 4,
      max: 8,
      source: GUIDE,
    }),
    keyTaken: field.choice({
      label: "A key that is taken",
      help: "What happens when somebody has the key that was made.",
      default: "retry",
      options: [
        { value: "retry", label: "another is made" },
        { value: "error", label: "the client gets an error" },
        { value: "existing", label: "it is given out all the same", help: "ON CONFLICT DO NOTHING: two clients have one key." },
        { value: "overwrite", label: "nobody looks", help: "The new row takes the place of the one that was there." },
      ],
    }),
    keyTries: field.integer({
      label: "Keys tried",
      help: "So many keys are made for one new thing before it is an error.",
      unit: "keys",
      default: 5,
      min: 1,
      max: 100,
      onlyWith: { field: "keyTaken", values: ["retry"] },
    }),
    keyBlock: field.integer({
      label: "Keys at a time",
      help: "Asked for of the key service at once and kept in memory: the more, the longer an outage of it is ridden over, and the more are lost in a crash.",
      unit: "keys",
      default: 1000,
      min: 1,
      max: 1e6,
      onlyWith: GIVEN,
      source: assumed("blocks of 1,000; facts/storage.md 5.7"),
    }),
    fillsOnWrite: field.boolean({
      label: "New things into the cache",
      help: "Puts what was stored into the cache at once, and not only when it is first read.",
      default: false,
    }),
    checksExpiry: field.boolean({
      label: "Looks at expiry",
      help: "What has expired is answered with 404, wherever it still lies.",
      default: true,
      advanced: true,
    }),
    storeTimeoutMs: field.optionalNumber({
      label: "Store given up after",
      help: "The store works on for nobody; the call is tried again or answered with an error.",
      unit: "ms",
      default: 1000,
      absent: "never: a thread waits as long as it takes",
      min: 1,
      max: 600_000,
      advanced: true,
    }),
    storeRetries: field.integer({
      label: "Store asked again",
      help: "Further attempts at a statement that failed or was given up.",
      unit: "attempts",
      default: 0,
      min: 0,
      max: 10,
      advanced: true,
    }),
    cacheTimeoutMs: field.integer({
      label: "Cache given up after",
      help: "Then the store is asked, as after a miss.",
      unit: "ms",
      default: 100,
      min: 1,
      max: 60_000,
      advanced: true,
      source: published("ElastiCache best practices for Lettuce: 100 ms", "2026"),
    }),
    keysTimeoutMs: field.integer({
      label: "Keys given up after",
      help: "Then whoever waits for a key gets an error.",
      unit: "ms",
      default: 1000,
      min: 1,
      max: 60_000,
      advanced: true,
      onlyWith: GIVEN,
    }),
  },
  limits: [
    { name: "Keys of six letters of 62", value: "56.8 G", unit: "keys", source: GUIDE },
    { name: "Keys of seven letters of 62", value: "3.52 T", unit: "keys", source: GUIDE },
  ],
  prices: [
    {
      dimension: "Instances",
      unit: "instance-hours",
      source: AWS_PRICES,
      quantity: (usage, props) => props.instances * used(usage, "hours"),
      // m5.large
      unitPriceUsd: () => 0.096,
    },
  ],
  headline: ({ instances, workTime }) => `${plural(instances, "instance")} · ${lawInWords(workTime)}`,
  behaviour: ({ keyTaken, keys, ...props }, ctx) =>
    appService(ctx, { ...props, keys: keys === "key-service" ? "given" : keys, taken: keyTaken }),
  remarks: APP_SERVICE_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Instance lost",
      help: "Its calls break off, and the keys it held are lost. The others get its share at once; without an index all are struck.",
      defaultDurationMs: 30_000,
      targets: ({ instances }) => Array.from({ length: instances }, (_, i) => `instance-${i}`),
    },
    { id: "slow", label: "Slow", help: "Every call takes four times the own work.", defaultDurationMs: 60_000, amount: timesAsLong(4) },
  ],
  doc: {
    is: "A stateless service whose endpoints follow from the API: GET reads by key, POST stores anew, PUT changes, DELETE removes. Which steps it takes follows from what it is wired to.",
    whenToUse: "Use it between clients and what keeps things. Put a balancer before two or more of it.",
    doesNotPromise:
      "A thread waits with the call, so a slow store uses the threads up. It keeps nothing that outlives a crash, its block of keys included.",
    weighAgainst: "Two services, one for reads and one for what is slow to store, keep slow calls from taking the threads of quick ones.",
  },
  examples: [
    {
      title: "Look aside, then the store",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "cache", kind: "redis", settings: { ttlMs: null } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.cache -> cache.lookup", "app.store -> db.calls"],
      expect: "Most reads end at the cache; what is read first comes from the store and is put in.",
    },
    {
      title: "Keys that nobody looks up",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: { instances: 1, keyLetters: 4, keyTaken: "overwrite" } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "New links take the place of old ones: redirects go wrong, and links are lost.",
    },
  ],
  migrations: [],
});
