import { defineKind, field } from "../../contract.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";
import { fanOut } from "../../families/items/feed-service.ts";
import { AWS_PRICES, assumed, published } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { FAN_OUT_REMARKS } from "../../remarks/requests.ts";
import { plural } from "../../words.ts";

const TWITTER = published("Designing Data-Intensive Applications, chapter 1: Twitter in November 2012; facts/anchors.md 5, R8", "2017");

export const fanOutWorkerKind = defineKind({
  id: "fan-out-worker",
  version: 1,
  family: "worker",
  title: "Fan-out workers",
  summary: "Push each new post onto the home timelines of all who follow its author.",
  layer: "process",
  ports: [
    { id: "calls", label: "New posts", direction: "in", carries: ["calls"], required: true, help: "Posts as they are handed over." },
    {
      id: "store",
      label: "Follows",
      direction: "out",
      carries: ["calls"],
      required: true,
      partners: ["table-store"],
      help: "Asked who follows the author, page by page.",
    },
    {
      id: "timelines",
      label: "Timelines",
      direction: "out",
      carries: ["calls"],
      required: true,
      partners: ["cache", "table-store"],
      help: "What is pushed to: lists in memory, or rows of a store.",
    },
  ],
  fields: {
    workers: field.integer({
      label: "Workers",
      help: "Posts that are pushed at once; the others wait in line.",
      unit: "workers",
      default: 4,
      min: 1,
      max: 10_000,
    }),
    timelinesPerCall: field.integer({
      label: "Timelines a push",
      help: "One call pushes to so many timelines; a worker waits for it before the next.",
      unit: "timelines",
      default: 50,
      min: 1,
      max: 10_000,
    }),
    workTime: field.distribution({
      label: "Work for a push",
      help: "What a worker does for each call to the timelines, beside waiting for it.",
      unit: "ms",
      default: { lognormal: { medianMs: 1, p99Ms: 5 } },
      source: assumed("as a call of a service, 1 ms of CPU; facts/streaming.md 4"),
    }),
    followersPerCall: field.integer({
      label: "Followers a page",
      help: "So many followers are read at a time.",
      unit: "followers",
      default: 1000,
      min: 1,
      max: 1e6,
      advanced: true,
    }),
    isDurable: field.boolean({
      label: "Queue on disk",
      help: "Posts wait in a queue that takes them also while no worker is up. Else what waits is gone with a crash, and what comes meanwhile is on no timeline.",
      default: true,
    }),
    timeoutMs: field.integer({
      label: "Given up after",
      help: "An attempt at a push without a reply.",
      unit: "ms",
      default: 1000,
      min: 1,
      max: 600_000,
      advanced: true,
    }),
    retries: field.integer({
      label: "Tries again",
      help: "Further attempts at a push that failed; after the last these timelines go without the post.",
      unit: "attempts",
      default: 3,
      min: 0,
      max: 100,
      advanced: true,
    }),
  },
  limits: [
    { name: "Pushes, mean", value: 345_000, unit: "timelines/s", source: TWITTER, note: "4,600 posts a second, 75 followers each" },
    { name: "A post within", value: 5, unit: "s", source: TWITTER, note: "30 M followers at 345,000 a second take 87 s" },
  ],
  prices: [
    {
      dimension: "Machines of eight workers",
      unit: "instance-hours",
      source: AWS_PRICES,
      quantity: (usage, { workers }) => Math.ceil(workers / 8) * used(usage, "hours"),
      // m5.large
      unitPriceUsd: () => 0.096,
    },
  ],
  headline: ({ workers, timelinesPerCall }) => `${plural(workers, "worker")} · ${timelinesPerCall} timelines a push`,
  behaviour: (props, ctx) => fanOut(ctx, props),
  remarks: FAN_OUT_REMARKS,
  faults: [
    {
      id: "crash",
      label: "All workers lost",
      help: "Nothing is pushed until they are back; what waited is kept or gone, as it is set.",
      defaultDurationMs: 30_000,
    },
    { id: "slow", label: "Slow", help: "Work for a push takes four times as long.", defaultDurationMs: 60_000, amount: timesAsLong(4) },
  ],
  doc: {
    is: "A queue of posts and workers. A worker takes a post, reads the followers, and pushes to their timelines one call after another. The author waits only until the post is in line.",
    whenToUse: "Use it behind a feed service that pushes.",
    doesNotPromise: "Posts overtake each other. One of very many followers takes a worker for long, and others wait behind it.",
    weighAgainst: "Without it the feed service pushes itself, and whoever posts waits for all followers.",
  },
  examples: [
    {
      title: "One worker, one timeline a push",
      parts: [
        { id: "people", kind: "social-clients" },
        { id: "feeds", kind: "feed-service", settings: { builds: "push" } },
        { id: "pushers", kind: "fan-out-worker", settings: { workers: 1, timelinesPerCall: 1, isDurable: false } },
        { id: "lists", kind: "redis-timelines" },
        { id: "db", kind: "postgres" },
      ],
      wires: [
        "people.requests -> feeds.calls",
        "feeds.store -> db.calls",
        "feeds.timelines -> lists.calls",
        "feeds.fan-out -> pushers.calls",
        "pushers.store -> db.calls",
        "pushers.timelines -> lists.calls",
      ],
      expect: "A celebrity's post holds up all that come behind it.",
    },
    {
      title: "Rows of a feed, pushed by workers",
      parts: [
        { id: "people", kind: "social-clients" },
        { id: "feeds", kind: "feed-service", settings: { builds: "hybrid", celebrityFollowers: 50 } },
        { id: "pushers", kind: "fan-out-worker" },
        { id: "rows", kind: "postgres" },
        { id: "db", kind: "postgres" },
      ],
      wires: [
        "people.requests -> feeds.calls",
        "feeds.store -> db.calls",
        "feeds.timelines -> rows.calls",
        "feeds.fan-out -> pushers.calls",
        "pushers.store -> db.calls",
        "pushers.timelines -> rows.calls",
      ],
      expect: "Each push is a row with its index: it outlives a crash and takes a flush of the log.",
    },
  ],
  migrations: [],
});
