import { durationToSecond } from "../../../base/duration.ts";
import { defineKind, field } from "../../contract.ts";
import { balancer } from "../../families/balancer.ts";
import { AWS_PRICES, assumed, published, recalled } from "../../prices/sources.ts";
import { LOAD_BALANCER_REMARKS } from "../../remarks/requests.ts";
import { used } from "../../prices/usage.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";

const ADDED = { medianMs: 1.5, p99Ms: 4.8 };

const IN_WORDS = {
  "round-robin": "round robin",
  weighted: "by weight",
  random: "random",
  "two-choices": "best of two",
  "least-outstanding": "least connections",
  "consistent-hash": "by key",
  "bounded-hash": "by key, bounded",
} as const;

/** `3, 1, 0.5`; null where it is none of it. */
function weightsOf(text: string): readonly number[] | null {
  const written = text.trim() === "" ? [] : text.split(",").map((each) => each.trim());
  const weights = written.map((each) => (/^\d{1,4}(\.\d{1,3})?$/.test(each) ? Number(each) : NaN));
  return weights.every((weight) => weight >= 0.001 && weight <= 1000) ? weights : null;
}

export const loadBalancer = defineKind({
  id: "load-balancer",
  version: 1,
  family: "edge",
  title: "Load balancer",
  alsoCalled: ["ALB", "ELB", "NLB"],
  nearestTo: ["nginx", "HAProxy", "Envoy", "Traefik"],
  summary: "One address before several services: spreads calls over them and finds out who is down.",
  layer: "serve",
  ports: [
    { id: "requests", label: "Requests", direction: "in", carries: ["requests", "calls"], required: true, help: "Calls of the clients." },
    {
      id: "targets",
      label: "Targets",
      direction: "out",
      carries: ["requests", "calls"],
      required: true,
      partners: ["service"],
      help: "Services, a wire for each.",
    },
  ],
  fields: {
    balance: field.choice({
      label: "Balance",
      help: "Who gets the next call.",
      default: "round-robin",
      options: [
        { value: "round-robin", label: "Round robin", help: "Each in turn, however busy it is." },
        {
          value: "weighted",
          label: "By weight",
          help: "In turn, some targets more often than others: larger machines, or a new version that gets little.",
        },
        { value: "random", label: "Random", help: "Anybody." },
        { value: "two-choices", label: "Best of two", help: "The less busy of two drawn at random." },
        {
          value: "least-outstanding",
          label: "Least connections",
          help: "The one with the fewest calls under way; a dead one fails fast and draws them all.",
        },
        {
          value: "consistent-hash",
          label: "By key",
          help: "A key always goes to the same target, on a ring of points; a hot key makes that one hot.",
        },
        {
          value: "bounded-hash",
          label: "By key, bounded",
          help: "By key while the target has less than the load factor allows, else the next on the ring.",
        },
      ],
      source: recalled("ALB: round robin unless told otherwise, least outstanding requests; HAProxy: random with 2 draws", "2026"),
    }),
    firstWeight: field.number({
      label: "Weight of the first",
      help: "Calls the first target gets for each one of every other.",
      unit: "times",
      default: 3,
      min: 0.001,
      max: 1000,
      onlyWith: { field: "balance", values: ["weighted"] },
    }),
    otherWeights: field.text({
      label: "Weights of the others",
      help: "Of the second target, the third and so on in the order of their wires, separated by commas, for instance 3, 1; one that is left out has 1.",
      default: "",
      maxLength: 200,
      advanced: true,
      onlyWith: { field: "balance", values: ["weighted"] },
    }),
    ringPoints: field.integer({
      label: "Points on the ring",
      help: "Of each target. With 100 the shares of targets differ by 10 % (standard deviation), with 1,000 by 3 %.",
      unit: "points",
      default: 100,
      min: 1,
      max: 10_000,
      advanced: true,
      onlyWith: { field: "balance", values: ["consistent-hash", "bounded-hash"] },
      source: published("dgryski, Consistent hashing: algorithmic tradeoffs; facts/anchors.md 5, R5", "2018"),
    }),
    loadFactor: field.number({
      label: "Load factor",
      help: "A target has no more calls under way than the mean times this, rounded up.",
      unit: "times",
      default: 1.5,
      min: 1.01,
      max: 100,
      onlyWith: { field: "balance", values: ["bounded-hash"] },
      source: assumed("half more than the mean: HAProxy calls it hash-balance-factor 150; facts/anchors.md 5, R6"),
    }),
    checkEveryMs: field.integer({
      label: "Health check every",
      help: "Each target is asked whether it is up. Until the checks have found a dead one out, it gets its share of the calls.",
      unit: "ms",
      default: 30_000,
      min: 100,
      max: 300_000,
      source: recalled("ALB: 30 s, twice; a dead target gets its share for 10 to 60 s; facts/storage.md 5.2, facts/streaming.md 4", "2026"),
    }),
    unhealthyAfter: field.integer({
      label: "Down after",
      help: "Checks failed in a row, after which a target gets no calls. When none is up all get them.",
      unit: "checks",
      default: 2,
      min: 1,
      max: 10,
      source: recalled("ALB: unhealthy after 2 checks; facts/streaming.md 4", "2026"),
    }),
    healthyAfter: field.integer({
      label: "Up again after",
      help: "Checks passed in a row, after which it gets calls again.",
      unit: "checks",
      default: 5,
      min: 1,
      max: 10,
      source: recalled("ALB: healthy threshold 5", "2026"),
    }),
    retries: field.integer({
      label: "Tries elsewhere",
      help: "Further attempts at a call that failed or had no reply, at whoever is next. A target that is busy gets more to do by them.",
      unit: "tries",
      default: 0,
      min: 0,
      max: 10,
      source: recalled("ALB: none, clients get 502, 503 or 504; facts/streaming.md 4", "2026"),
    }),
    timeoutMs: field.integer({
      label: "Gives up after",
      help: "A call without a reply after this long has failed; the target works on for nobody.",
      unit: "ms",
      default: 60_000,
      min: 1,
      max: 4_000_000,
      source: recalled("ALB idle time-out, 1 to 4,000 s; facts/streaming.md 4", "2026"),
    }),
  },
  limits: [
    {
      name: "Added latency",
      value: "log-normal, median 1.5, p99 4.8",
      unit: "ms",
      source: assumed("LN(1.5 ms, 0.5); facts/streaming.md 4"),
    },
  ],
  prices: [
    { dimension: "Balancer", unit: "hours", source: AWS_PRICES, quantity: (usage) => used(usage, "hours"), unitPriceUsd: () => 0.0225 },
    {
      dimension: "Capacity",
      unit: "LCU-hours",
      source: AWS_PRICES,
      // 25 new connections a second, one for each call. Answers are not weighed: 1 GB an hour would count more from 11 KB each on.
      quantity: (usage) => used(usage, "requests") / 3600 / 25,
      unitPriceUsd: () => 0.008,
    },
  ],
  headline: ({ balance, checkEveryMs }) => `${IN_WORDS[balance]} · checks every ${durationToSecond(checkEveryMs)}`,
  behaviour: (
    { balance, firstWeight, otherWeights, ringPoints, loadFactor, retries, timeoutMs, checkEveryMs, unhealthyAfter, healthyAfter },
    ctx,
  ) =>
    balancer(ctx, {
      balance,
      choice: { weights: [firstWeight, ...(weightsOf(otherWeights) ?? [])], points: ringPoints, loadFactor },
      retries,
      timeoutMs,
      checks: { everyMs: checkEveryMs, unhealthyAfter, healthyAfter },
      added: ADDED,
    }),
  check: ({ otherWeights }) =>
    weightsOf(otherWeights) === null
      ? [{ field: "otherWeights", message: "Write numbers from 0.001 to 1,000 separated by commas, for instance 3, 1, 2." }]
      : [],
  remarks: LOAD_BALANCER_REMARKS,
  faults: [
    { id: "crash", label: "Outage", help: "Calls under way break off and new ones are refused.", defaultDurationMs: 30_000 },
    {
      id: "drain",
      label: "Target drained",
      help: "One target gets no new calls and answers those it has, as before it is replaced. The others get its share. Without an index it is the first.",
      defaultDurationMs: 60_000,
      targetPort: "targets",
    },
    { id: "slow", label: "Slow", help: "It adds four times as much to each call.", defaultDurationMs: 60_000, amount: timesAsLong(4) },
  ],
  doc: {
    is: "One address before several services: each call goes to one of those that are up, as checks tell.",
    whenToUse: "Use it before two or more of a service, so that one may die or be replaced.",
    doesNotPromise:
      "It learns that a service is down by its checks, some intervals late, and does not make a slow store faster. One of it is a single point of failure.",
    weighAgainst: "Clients that know all services save the hop, and each has to notice by itself who is down.",
  },
  examples: [
    {
      title: "Two services behind one address",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000 } },
        { id: "store", kind: "cassandra" },
        { id: "balancer", kind: "load-balancer" },
        { id: "first", kind: "recommendation-api" },
        { id: "second", kind: "recommendation-api" },
      ],
      wires: [
        "users.events -> job.in",
        "job.lists -> store.write",
        "users.requests -> balancer.requests",
        "balancer.targets -> first.requests",
        "balancer.targets -> second.requests",
        "first.reads -> store.read",
        "second.reads -> store.read",
      ],
      expect: "Each service gets about half of the calls.",
    },
    {
      title: "A dead service gets its share of the calls",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000 } },
        { id: "store", kind: "cassandra" },
        { id: "balancer", kind: "load-balancer", settings: { checkEveryMs: 10_000, unhealthyAfter: 3 } },
        { id: "first", kind: "recommendation-api" },
        { id: "second", kind: "recommendation-api" },
      ],
      wires: [
        "users.events -> job.in",
        "job.lists -> store.write",
        "users.requests -> balancer.requests",
        "balancer.targets -> first.requests",
        "balancer.targets -> second.requests",
        "first.reads -> store.read",
        "second.reads -> store.read",
      ],
      expect: "When one service dies every second call fails, until three checks have failed; then none.",
    },
  ],
  migrations: [],
});
