import { defineKind, field } from "../../contract.ts";
import { edge } from "../../families/service.ts";
import { AWS_PRICES, assumed, published, recalled } from "../../prices/sources.ts";
import { MILLION, used } from "../../prices/usage.ts";
import { count } from "../../words.ts";
import { EDGE_REMARKS } from "../../remarks/stations.ts";
import { timesAsLong, timesLower } from "../../drawing/fault-amounts.ts";

// p99 = median x exp(2.326 x 0.5): log-sigma 0.5 (assumed, no published distribution; facts/streaming.md 4).
const LATENCY = { http: { medianMs: 5, p99Ms: 16 }, rest: { medianMs: 8, p99Ms: 25.6 } };

export const apiGateway = defineKind({
  id: "api-gateway",
  version: 1,
  family: "edge",
  title: "API gateway",
  alsoCalled: ["gateway"],
  nearestTo: ["Kong", "Apigee", "API Management", "AppSync"],
  summary: "The throttling front door: takes HTTPS requests from clients and passes their records on.",
  layer: "ingest",
  ports: [
    {
      id: "in",
      label: "Requests",
      direction: "in",
      carries: ["records"],
      required: true,
      partners: ["source", "service", "cache"],
      help: "Requests of clients; each carries a batch of records.",
    },
    {
      id: "out",
      label: "Records",
      direction: "out",
      carries: ["records"],
      required: true,
      help: "Records of the requests that were let in.",
    },
  ],
  fields: {
    protocol: field.choice({
      label: "Type",
      help: "HTTP APIs are cheaper and faster; REST APIs add keys, usage plans and request validation.",
      default: "http",
      options: [
        { value: "http", label: "HTTP API" },
        { value: "rest", label: "REST API" },
      ],
    }),
    ratePerSecond: field.integer({
      label: "Steady rate",
      help: "Requests per second let in over time. What comes faster, and finds the bucket empty, is answered 429.",
      unit: "requests/s",
      default: 10_000,
      min: 1,
      max: 1_000_000,
      source: recalled("API Gateway account default: 10,000 requests/s, raisable", "2026"),
    }),
    burst: field.integer({
      label: "Bucket size",
      help: "Requests let in at once after a quiet moment, before the steady rate holds.",
      unit: "requests",
      default: 5000,
      min: 1,
      max: 1_000_000,
      source: recalled("API Gateway account default: burst 5,000", "2026"),
    }),
    recordsPerRequest: field.number({
      label: "Records per request",
      help: "Records a client sends in one request. The SDK's batch travels as one request, so this divides the request count.",
      unit: "records",
      default: 2.5,
      min: 1,
      max: 1000,
      // A timer of 15 s started by the first event, with 10 s between events: 1 + 15 / 10.
      source: assumed("1 + send interval / time between events of one user: 1 + 15 s / 10 s"),
    }),
    clientRetries: field.integer({
      label: "Tries after a 429",
      help: "How often a client sends a refused request again, 1 s, 2 s, 4 s … later. After the last try its records are lost.",
      unit: "tries",
      default: 5,
      min: 0,
      max: 20,
    }),
  },
  limits: [
    {
      name: "Added latency, HTTP API",
      value: "log-normal, median 5, p99 16",
      unit: "ms",
      source: assumed("no published distribution; facts/streaming.md 4"),
    },
    {
      name: "Added latency, REST API",
      value: "log-normal, median 8, p99 25.6",
      unit: "ms",
      source: assumed("no published distribution; facts/streaming.md 4"),
    },
    {
      name: "Account throttle",
      value: "10,000, bucket 5,000",
      unit: "requests/s",
      source: recalled("API Gateway default quota, raisable", "2026"),
    },
    {
      name: "Largest request",
      value: 10,
      unit: "MB",
      source: published("AWS API Gateway reference, GitHub aws/agent-toolkit-for-aws", "2026-08"),
      note: "Not enforced in a run.",
    },
  ],
  prices: [
    {
      dimension: "Requests",
      unit: "million requests",
      source: { ...AWS_PRICES, text: `${AWS_PRICES.text}; first price tier only` },
      quantity: (usage) => used(usage, "requests") / MILLION,
      unitPriceUsd: (props) => (props.protocol === "http" ? 1.0 : 3.5),
    },
  ],
  headline: (props) => `${props.protocol === "http" ? "HTTP" : "REST"} · throttle ${count(props.ratePerSecond)}/s`,
  behaviour: (props, ctx) =>
    edge(ctx, {
      ratePerSecond: props.ratePerSecond,
      burst: props.burst,
      latency: LATENCY[props.protocol],
      recordsPerRequest: props.recordsPerRequest,
      clientRetries: props.clientRetries,
    }),
  remarks: EDGE_REMARKS,
  faults: [
    {
      id: "throttle",
      label: "Throttle sinks",
      help: "The steady rate falls to a tenth, as when another API of the account uses up the quota.",
      defaultDurationMs: 120_000,
      amount: timesLower(10),
    },
    {
      id: "outage",
      label: "Outage",
      help: "Every request is refused; clients try again and give up after their last try.",
      defaultDurationMs: 60_000,
    },
    {
      id: "slow",
      label: "Slow answers",
      help: "Every answer takes ten times as long.",
      defaultDurationMs: 120_000,
      amount: timesAsLong(10),
    },
  ],
  doc: {
    is: "A managed front door: it ends TLS, counts requests against a token bucket, and passes what it lets in to what stands behind it.",
    whenToUse: "Use it in front of anything that clients on the internet call, when you would rather pay per request than run proxies.",
    doesNotPromise:
      "It keeps nothing: a refused request lives on only in the client. It does not try again by itself, and it does not smooth a burst beyond its bucket.",
    weighAgainst:
      "Weigh a load balancer with own servers (cheaper at steady high rates) and writing to a log through its own SDK. Above some 300 M requests a month the price per request decides.",
  },
  examples: [
    {
      title: "A quota that is too small",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 2000 } },
        { id: "gateway", kind: "api-gateway", settings: { ratePerSecond: 500, burst: 500, recordsPerRequest: 1, clientRetries: 0 } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> gateway.in", "gateway.out -> out.in"],
      expect: "Three records in four are dropped: throttled.",
    },
    {
      title: "Retries carry a short burst",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "gateway", kind: "api-gateway" },
        { id: "kafka", kind: "kafka" },
      ],
      wires: ["app.events -> gateway.in", "gateway.out -> kafka.produce"],
      expect: "Nothing is lost at the front door.",
    },
  ],
  migrations: [],
});
