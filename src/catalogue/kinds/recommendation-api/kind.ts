import { defineKind, field } from "../../contract.ts";
import { lawInWords } from "../../fields/distribution.ts";
import { holdingService, requestService } from "../../families/request-service.ts";
import { AWS_PRICES, assumed, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { plural } from "../../words.ts";
import { REQUEST_SERVICE_REMARKS } from "../../remarks/requests.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";

const HOLDING = { field: "holdsThread", values: [true] } as const;

/** Between attempts at a read. */
const BACK_OFF = { firstMs: 100, factor: 2, mostMs: 20_000, jitter: "full" } as const;

export const recommendationApi = defineKind({
  id: "recommendation-api",
  version: 1,
  family: "service",
  title: "Recommendation API",
  summary: "Answers GET /recommendations/{user}: with the list that was saved for the user, or one that is made when asked.",
  layer: "serve",
  ports: [
    { id: "requests", label: "Requests", direction: "in", carries: ["requests"], required: true, help: "Calls of the clients." },
    {
      id: "reads",
      label: "Reads",
      direction: "out",
      carries: ["requests"],
      required: true,
      max: 1,
      help: "To a cache, to the store that holds the lists, or to what ranks when asked.",
    },
  ],
  fields: {
    instances: field.integer({ label: "Instances", help: "Machines behind a balancer.", unit: "instances", default: 2, min: 1, max: 1000 }),
    threads: field.integer({
      label: "Requests at once",
      help: "Requests each instance works on at the same time.",
      unit: "requests",
      default: 2,
      min: 1,
      max: 10_000,
      source: assumed("one per vCPU"),
    }),
    workTime: field.distribution({
      label: "Own work",
      help: "What a request takes of a thread before the read goes out, as a law.",
      unit: "ms",
      default: { lognormal: { medianMs: 1, p99Ms: 5 } },
      source: assumed("Java or Go, 1 ms of CPU; facts/streaming.md 4"),
    }),
    queueLimit: field.integer({
      label: "May wait",
      help: "Requests that may wait for a thread, over all instances; beyond that the answer is 503.",
      unit: "requests",
      default: 1000,
      min: 0,
      max: 1e9,
    }),
    timeoutMs: field.integer({
      label: "Clients give up after",
      help: "Time from the call; an answer that comes later counts as an error.",
      unit: "ms",
      default: 2000,
      min: 1,
      max: 600_000,
    }),
    holdsThread: field.boolean({
      label: "Thread waits for the read",
      help: "With a blocking client a thread is taken until the read's reply is there, so a slow store uses the threads up. Otherwise it is free as soon as the read has gone out.",
      default: false,
      advanced: true,
    }),
    readTimeoutMs: field.optionalNumber({
      label: "A read is given up after",
      help: "The store works on for nobody; the thread reads again or answers with an error.",
      unit: "ms",
      default: null,
      whenGiven: 500,
      absent: "never: a thread waits as long as it takes",
      min: 1,
      max: 600_000,
      advanced: true,
      onlyWith: HOLDING,
    }),
    readRetries: field.integer({
      label: "Reads again",
      help: "Further attempts at a read that failed or was given up. They come on top of the load under which reads fail.",
      unit: "attempts",
      default: 0,
      min: 0,
      max: 10,
      advanced: true,
      onlyWith: HOLDING,
    }),
    retryPercent: field.optionalNumber({
      label: "Retries at most",
      help: "Share of the reads that may be tried again; beyond that a read that fails is an error. It keeps retries from multiplying the load of an outage.",
      unit: "%",
      default: 20,
      absent: "every read that fails is tried again",
      min: 0,
      max: 1000,
      advanced: true,
      onlyWith: HOLDING,
      source: recalled("retry budget of Finagle and Linkerd: 20 % of the calls", "2024"),
    }),
  },
  limits: [
    {
      name: "Before reading again",
      value: "anything up to 100 ms, 200 ms, 400 ms ... 20 s, evenly",
      unit: "ms",
      source: recalled("AWS SDK for JavaScript 3, standard mode: base 100 ms, full jitter, 20 s at most", "2024"),
    },
    {
      name: "Throughput",
      value: "instances x requests at once / mean own work",
      unit: "requests/ms",
      source: assumed("follows from the fields"),
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
  headline: (props) => `${plural(props.instances, "instance")} · ${lawInWords(props.workTime)}`,
  behaviour: ({ holdsThread, ...props }, ctx) => {
    const options = { ...props, workers: props.instances * props.threads };
    return holdsThread ? holdingService(ctx, { ...options, backOff: BACK_OFF }) : requestService(ctx, options);
  },
  remarks: REQUEST_SERVICE_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Outage",
      help: "All instances are down: requests under way break off, new ones are refused.",
      defaultDurationMs: 30_000,
    },
    { id: "slow", label: "Slow", help: "Every request takes four times the work.", defaultDurationMs: 60_000, amount: timesAsLong(4) },
  ],
  doc: {
    is: "A stateless service: takes a request, reads the user's newest list from the cache or store behind it, and answers.",
    whenToUse: "Use it in front of saved lists: an answer is one read, however dear the list was to make.",
    doesNotPromise: "It computes no list itself; a user without one gets 404, and the page shows what is popular.",
    weighAgainst: "Ranking at the moment of the request is freshest and costs a search per request; saved lists cost a write per change.",
  },
  examples: [
    {
      title: "Reads straight from the store",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000 } },
        { id: "store", kind: "cassandra" },
        { id: "api", kind: "recommendation-api" },
      ],
      wires: ["users.events -> job.in", "job.lists -> store.write", "users.requests -> api.requests", "api.reads -> store.read"],
      expect: "A request takes the API's work and the slower of two replicas.",
    },
    {
      title: "Too few threads",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000 } },
        { id: "store", kind: "cassandra" },
        {
          id: "api",
          kind: "recommendation-api",
          settings: { instances: 1, threads: 1, workTime: { constant: 900 }, queueLimit: 3, timeoutMs: 1500 },
        },
      ],
      wires: ["users.events -> job.in", "job.lists -> store.write", "users.requests -> api.requests", "api.reads -> store.read"],
      expect: "Requests wait, some are refused and some clients give up.",
    },
  ],
  migrations: [],
});
