import { durationToSecond } from "../../../base/duration.ts";
import { defineKind, field } from "../../contract.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";
import { limiter } from "../../families/rate-limiter.ts";
import { AWS_PRICES, assumed, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { RATE_LIMITER_REMARKS } from "../../remarks/requests.ts";
import { exact } from "../../words.ts";

const IN_WORDS = {
  "token-bucket": "token bucket",
  "fixed-window": "fixed window",
  "sliding-log": "sliding log",
  "sliding-counter": "sliding counter",
} as const;

const API_GATEWAY = recalled(
  "API Gateway: a bucket refilled at 10,000 requests/s that holds 5,000, over it 429; facts/streaming.md 4",
  "2026",
);

export const rateLimiter = defineKind({
  id: "rate-limiter",
  version: 1,
  family: "edge",
  title: "Rate limiter",
  alsoCalled: ["throttle", "429"],
  summary: "Lets so many calls a time in, of all, of each client or of each API key; the others get 429 at once.",
  layer: "serve",
  ports: [
    { id: "requests", label: "Requests", direction: "in", carries: ["calls"], required: true, help: "Calls of the clients." },
    {
      id: "targets",
      label: "Let in",
      direction: "out",
      carries: ["calls"],
      required: true,
      partners: ["service", "edge"],
      help: "Where calls go that are let in; with several wires by turns.",
    },
  ],
  fields: {
    algorithm: field.choice({
      label: "Counts by",
      help: "How calls are held against the limit.",
      default: "token-bucket",
      options: [
        { value: "token-bucket", label: "token bucket", help: "Tokens come steadily, and so many are kept for a burst." },
        { value: "fixed-window", label: "fixed window", help: "By the clock: around the end of a window twice as many may pass." },
        { value: "sliding-log", label: "sliding window, log", help: "The instant of every call is kept: exact." },
        { value: "sliding-counter", label: "sliding window, counter", help: "Two counts, the last window's taken in part: nearly exact." },
      ],
      source: API_GATEWAY,
    }),
    limit: field.integer({
      label: "Limit",
      help: "Calls let in within a window; a bucket gains as many tokens in that time.",
      unit: "calls",
      default: 10_000,
      min: 1,
      max: 1e9,
      source: API_GATEWAY,
    }),
    windowMs: field.integer({
      label: "Window",
      help: "The time the limit is for.",
      unit: "ms",
      default: 1000,
      min: 1,
      max: 86_400_000,
    }),
    burst: field.integer({
      label: "Bucket holds",
      help: "Tokens of a full bucket: so many calls may come at once.",
      unit: "calls",
      default: 5000,
      min: 1,
      max: 1e9,
      onlyWith: { field: "algorithm", values: ["token-bucket"] },
      source: API_GATEWAY,
    }),
    limitsBy: field.choice({
      label: "Limits",
      help: "Whose calls are counted together.",
      default: "everybody",
      options: [
        { value: "everybody", label: "all calls together" },
        { value: "client", label: "each client" },
        { value: "api-key", label: "each API key", help: "Clients have the keys by turns." },
      ],
    }),
    apiKeys: field.integer({
      label: "API keys",
      help: "That clients have.",
      unit: "keys",
      default: 100,
      min: 1,
      max: 1e6,
      onlyWith: { field: "limitsBy", values: ["api-key"] },
    }),
    instances: field.integer({
      label: "Instances",
      help: "Calls are dealt to them by turns. Each is paid.",
      unit: "instances",
      default: 2,
      min: 1,
      max: 1000,
    }),
    counts: field.choice({
      label: "Instances count",
      help: "What each knows of what the others let in.",
      default: "shared",
      options: [
        { value: "shared", label: "in one place", help: "A shared counter is asked for every call: exact, and it costs its time." },
        { value: "synced", label: "each, and add up now and then", help: "In between each knows only what it let in itself." },
        { value: "own", label: "each for itself", help: "Every instance lets the whole limit in." },
      ],
    }),
    syncMs: field.integer({
      label: "Add up every",
      help: "The longer, the more is let in beyond the limit.",
      unit: "ms",
      default: 1000,
      min: 1,
      max: 3_600_000,
      onlyWith: { field: "counts", values: ["synced"] },
    }),
    whenBlind: field.choice({
      label: "Without the counter",
      help: "What becomes of calls while the shared counter cannot be reached.",
      default: "admit",
      options: [
        { value: "admit", label: "let in" },
        { value: "refuse", label: "answered with 429" },
      ],
      advanced: true,
      onlyWith: { field: "counts", values: ["shared"] },
    }),
  },
  limits: [
    { name: "Over the limit", value: 429, unit: "status", source: API_GATEWAY },
    { name: "Decides in", value: "log-normal, median 0.1, p99 0.5", unit: "ms", source: assumed("a look into memory") },
    {
      name: "Asks the counter in",
      value: "log-normal, median 0.4, p99 2",
      unit: "ms",
      source: assumed("0.1 ms in a cache server and 0.3 ms in the zone's network; facts/storage.md 4.4"),
    },
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
  headline: ({ algorithm, limit, windowMs }) => `${exact(limit)} calls in ${durationToSecond(windowMs)} · ${IN_WORDS[algorithm]}`,
  behaviour: ({ limitsBy, apiKeys, ...props }, ctx) =>
    limiter(ctx, {
      ...props,
      limits: limitsBy === "api-key" ? { apiKeys } : limitsBy,
      added: { medianMs: 0.1, p99Ms: 0.5 },
      asked: { medianMs: 0.4, p99Ms: 2 },
    }),
  remarks: RATE_LIMITER_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Limiter lost",
      help: "Nobody gets in. When it is back it has forgotten what it counted itself; a shared counter has not.",
      defaultDurationMs: 30_000,
    },
    {
      id: "outage",
      label: "Counter lost",
      help: "The shared counter cannot be reached: calls are let in, or all refused, as is set; instances that count themselves go on alone.",
      defaultDurationMs: 60_000,
    },
    { id: "slow", label: "Slow", help: "Every decision takes four times as long.", defaultDurationMs: 60_000, amount: timesAsLong(4) },
  ],
  doc: {
    is: "A gate before an API. It counts what it lets in, of everybody or of each client or key, and answers what is too much with 429 before anything else is asked.",
    whenToUse: "Use it where one client must not take what is there for all, or where what stands behind breaks when too many come.",
    doesNotPromise:
      "It adds no capacity, and who is turned away comes again. A fixed window lets twice the limit through around its end, and instances that count apart let in more than the limit.",
    weighAgainst:
      "A line that is bounded sheds load by itself, whoever it is from. A shared counter is exact and one more thing that every call waits for.",
  },
  examples: [
    {
      title: "Too many for the bucket",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "limiter", kind: "rate-limiter", settings: { limit: 10, burst: 20 } },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> limiter.requests", "limiter.targets -> app.calls", "app.store -> db.calls"],
      expect: "About half of the calls get 429, and the service has half of the load.",
    },
    {
      title: "Each client, counted apart",
      parts: [
        { id: "clients", kind: "request-clients" },
        {
          id: "limiter",
          kind: "rate-limiter",
          settings: { algorithm: "sliding-counter", limitsBy: "client", limit: 5, windowMs: 10_000, counts: "synced", syncMs: 10_000 },
        },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "postgres" },
      ],
      wires: ["clients.requests -> limiter.requests", "limiter.targets -> app.calls", "app.store -> db.calls"],
      expect: "The busiest clients are held back, the others notice nothing; a little more than the limit gets in.",
    },
  ],
  migrations: [],
});
