import { defineKind, field } from "../../contract.ts";
import { shareOf, timesAsLong } from "../../drawing/fault-amounts.ts";
import { appService } from "../../families/items/app-service.ts";
import { EXPIRED_STAYS, WRITE_BACK_LOST } from "../../causes/items.ts";
import { lawInWords } from "../../fields/distribution.ts";
import { fleetAdvice, fleetFields, fleetOf, fleetProblems } from "../../fields/services/fleet-fields.ts";
import { serviceFields } from "../../fields/services/service-fields.ts";
import { AWS_PRICES, assumed, published } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { APP_SERVICE_REMARKS } from "../../remarks/requests.ts";
import { plural } from "../../words.ts";

const GUIDE = published("Grokking the System Design Interview, part 1: TinyURL; facts/storage.md 5.7", "2019");
const KEYS_BY = { random: "random", hash: "hash", "key-service": "given", ids: "asked" } as const;
const GIVEN = { field: "keys", values: ["key-service"] } as const;

export const appServiceKind = defineKind({
  id: "app-service",
  version: 1,
  family: "service",
  title: "Application service",
  alsoCalled: ["backend", "web server", "microservice"],
  nearestTo: ["EC2", "ECS", "Kubernetes", "EKS", "Cloud Run", "Fargate", "Beanstalk"],
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
    {
      id: "blobs",
      label: "Contents",
      direction: "out",
      carries: ["calls"],
      partners: ["object-store"],
      help: "Where contents lie, while the store keeps a row of metadata for each.",
    },
    {
      id: "index",
      label: "Search index",
      direction: "out",
      carries: ["calls"],
      partners: ["query-engine"],
      help: "Told of every change once the store has it, and searched where reads ask it.",
    },
  ],
  fields: {
    ...serviceFields,
    ...fleetFields,
    readsFrom: field.choice({
      label: "Reads ask",
      help: "Where what is wanted is looked for.",
      default: "store",
      options: [
        { value: "store", label: "the cache and the store" },
        { value: "index", label: "the search index", help: "What was changed is found there after its next refresh, if it got there." },
      ],
    }),
    keys: field.choice({
      label: "Makes keys",
      help: "How a new thing gets the key it is stored under.",
      default: "random",
      options: [
        { value: "random", label: "at random", help: "Any of all the keys there are." },
        { value: "hash", label: "from its content", help: "The first letters of the MD5 of the URL: the same for the same URL." },
        { value: "key-service", label: "from a key service", help: "From a block of keys that were made beforehand." },
        {
          value: "ids",
          label: "from an id generator",
          help: "An id for each, by a counter or a clock. Whoever has one can guess the next.",
        },
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
    storesIn: field.choice({
      label: "Acknowledges when",
      help: "Where a new thing and a change are before the client hears of them.",
      default: "store",
      options: [
        {
          value: "store",
          label: "the store has it",
          help: "What the cache had of it is dropped, or replaced (New things into the cache).",
        },
        {
          value: "cache",
          label: "the cache has it (write-back)",
          help: "The store gets it later. What the cache loses before that is lost, and nobody looks whether a key is taken.",
        },
      ],
      advanced: true,
    }),
    writeBackMs: field.integer({
      label: "To the store after",
      help: "From the first change of a key until its newest row is brought to the store; changes in between cost nothing more.",
      unit: "ms",
      default: 1000,
      min: 1,
      max: 3_600_000,
      advanced: true,
      onlyWith: { field: "storesIn", values: ["cache"] },
    }),
    onMiss: field.choice({
      label: "Misses of one key",
      help: "Who may ask the store when many find nothing in the cache at once.",
      default: "each",
      options: [
        { value: "each", label: "each asks the store" },
        { value: "once", label: "one of each instance", help: "The others wait for what it brings (single flight)." },
        { value: "lock", label: "who has the lock", help: "SET NX in the cache; the others look again after a while." },
        { value: "lock-checked", label: "the same, after a second look", help: "Who gets the lock looks into the cache once more first." },
        { value: "lease", label: "who gets a lease", help: "From a cache that gives leases." },
      ],
      advanced: true,
      source: published("200 callers of one key: 200 without, 2 with a lock, 1 with a second look; facts/engines-2026-11.md R7", "2026-11"),
    }),
    missWaitMs: field.integer({
      label: "Looks again after",
      help: "How long a call rests that has no lock or lease, before it asks the cache again.",
      unit: "ms",
      default: 50,
      min: 1,
      max: 60_000,
      advanced: true,
      onlyWith: { field: "onMiss", values: ["lock", "lock-checked", "lease"] },
      source: published("a poll every 50 ms; facts/engines-2026-11.md R7", "2026-11"),
    }),
    checksExpiry: field.boolean({
      label: "Looks at expiry",
      help: "What has expired is answered with 404, wherever it still lies.",
      default: true,
      advanced: true,
    }),
    deletesExpired: field.boolean({
      label: "Deletes what has expired",
      help: "Lazy clean-up: whoever asks for it gets 404, and it is deleted then. What nobody asks for stays.",
      default: false,
      source: GUIDE,
    }),
    countsViews: field.boolean({
      label: "Counts views in the row",
      help: "Each read adds one to a counter in its row: a change, a lock and a flush, and who views a popular thing waits for the others.",
      default: false,
      advanced: true,
      source: GUIDE,
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
    blobsTimeoutMs: field.integer({
      label: "Contents given up after",
      help: "Then the client gets an error.",
      unit: "ms",
      default: 5000,
      min: 1,
      max: 600_000,
      advanced: true,
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
      // Of those that come and go, what really stood.
      quantity: (usage, { instances, scalesBy, deployNewFirst }) =>
        scalesBy === "never" && !deployNewFirst ? instances * used(usage, "hours") : used(usage, "instanceHours"),
      // m5.large
      unitPriceUsd: () => 0.096,
    },
  ],
  headline: ({ instances, workTime, scalesBy, maxInstances }) =>
    `${scalesBy === "never" ? plural(instances, "instance") : `${instances} to ${plural(maxInstances, "instance")}`} · ${lawInWords(workTime)}`,
  behaviour: ({ keyTaken, keys, ...props }, ctx) =>
    appService(ctx, { ...props, keys: KEYS_BY[keys], taken: keyTaken, fleet: fleetOf(props) }),
  check: fleetProblems,
  advise: (props) => fleetAdvice(props),
  remarks: APP_SERVICE_REMARKS,
  causes: [WRITE_BACK_LOST, EXPIRED_STAYS],
  faults: [
    {
      id: "crash",
      label: "Instance lost",
      help: "Its calls break off, and the keys it held are lost. The others get its share at once; without an index all are struck.",
      defaultDurationMs: 30_000,
      targets: ({ instances }) => Array.from({ length: instances }, (_, i) => `instance-${i}`),
    },
    {
      id: "deploy",
      label: "New version",
      help: "A new version comes to its instances, a batch after the other: they drain, start anew and are watched.",
      defaultDurationMs: 600_000,
    },
    {
      id: "bad-deploy",
      label: "Bad version",
      help: "The same with a version that answers a share of its calls with an error, until it is rolled back, or after this time by hand.",
      defaultDurationMs: 300_000,
      amount: shareOf("of the calls of the new version that fail", 0.5),
    },
    { id: "slow", label: "Slow", help: "Every call takes four times the own work.", defaultDurationMs: 60_000, amount: timesAsLong(4) },
  ],
  doc: {
    is: "A stateless service whose endpoints follow from the API: GET reads by key, POST stores anew, PUT changes, DELETE removes. Which steps it takes follows from what it is wired to.",
    whenToUse: "Use it between clients and what keeps things. Put a balancer before two or more of it.",
    doesNotPromise:
      "A thread waits with the call, so a slow store uses the threads up. It keeps nothing that outlives a crash, its block of keys included.",
    weighAgainst: "Threads of their own for changes, or a service of their own, keep slow uploads from taking the threads of quick reads.",
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
    {
      title: "Acknowledged by the cache",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service", settings: { storesIn: "cache", writeBackMs: 60_000, onMiss: "once" } },
        { id: "cache", kind: "valkey", settings: { maxmemoryMib: 8, maxmemoryPolicy: "allkeys-lru" } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.cache -> cache.lookup", "app.store -> db.calls"],
      expect: "New links are quick, and those of the last minute that go from the cache are lost.",
    },
    {
      title: "Instances that follow the load",
      parts: [
        { id: "clients", kind: "request-clients" },
        {
          id: "app",
          kind: "app-service",
          settings: {
            ...{ instances: 1, maxInstances: 4, threads: 8, scalesBy: "calls", targetCalls: 400, scalePeriodMs: 10_000, periodsAbove: 2 },
            ...{ periodsBelow: 3, cooldownMs: 30_000, startMs: 20_000, drainForMs: 5000, deployNewFirst: true, deployGraceMs: 10_000 },
            rollbackPercent: 5,
          },
        },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
      expect: "Instances come some time after the load and go after it; a bad version is taken back.",
    },
  ],
  asksKeys: ({ keys }) => ({
    port: "keys",
    setting: "keys",
    of: keys === "ids" ? "ids" : GIVEN.values.some((value) => value === keys) ? "keys made beforehand" : null,
  }),
  migrations: [],
});
