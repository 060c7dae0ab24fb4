import type { Experiment, Row } from "./experiment.ts";
import { ratePerSecond, startRun, stepTo } from "./observe.ts";
import { must } from "../../src/base/assert.ts";

const NETFLIX_FITTED = { nodes: 144, writesPerSecond: 537_172 };

export const netflix: Experiment = {
  id: "netflix-cassandra-2011",
  title: "A service that scales out: Cassandra writes on 48 to 288 nodes",
  evidence: "measured",
  source: "Netflix TechBlog, “Benchmarking Cassandra Scalability on AWS - Over a million writes per second”, 2011; re:Invent 2012 slides",
  setUp: "m1.xlarge nodes in three zones, 3 copies, consistency ONE, cassandra-stress; client writes per second.",
  drawn:
    "Source, a service with one server per node, a sink; the service is offered a third more than it can do. This holds the Service to a published scaling: the Cassandra kind takes its core time from these very rows.",
  fitted: "The time of one write on one node, on the row of 144 nodes.",
  rows: (seed) => {
    const serviceMs = (1000 * NETFLIX_FITTED.nodes) / NETFLIX_FITTED.writesPerSecond;
    const published: readonly (readonly [number, number])[] = [
      [48, 174_373],
      [96, 366_828],
      [NETFLIX_FITTED.nodes, NETFLIX_FITTED.writesPerSecond],
      [288, 1_099_837],
    ];
    return published.map(([nodes, writes]): Row => {
      const predicted = ratePerSecond(
        seed,
        {
          parts: [
            { id: "clients", kind: "poisson-source", settings: { ratePerSecond: (1.33 * nodes * 1000) / serviceMs } },
            { id: "nodes", kind: "service", settings: { servers: nodes, serviceTime: { constant: serviceMs } } },
            { id: "out", kind: "sink" },
          ],
          wires: ["clients.out -> nodes.in", "nodes.out -> out.in"],
          workload: { durationMs: 1000 },
        },
        "out",
        20,
        120,
      );
      const row = { what: `${nodes} nodes`, published: writes, predicted, quantity: "throughput", unit: "writes/s", digits: 0 } as const;
      return nodes === NETFLIX_FITTED.nodes ? { ...row, fitted: true } : row;
    });
  },
};

const REDIS_PER_SECOND = 72_145;
const CLIENTS = 50;
const ANSWER_MS = 0.05;

export const redis: Experiment = {
  id: "redis-benchmark",
  title: "Closed-loop clients: redis-benchmark with 50 connections",
  evidence: "measured",
  source: "redis-benchmark output in the Redis documentation, GitHub redis/redis-doc, 2025",
  setUp: "50 clients, each with one SET of 3 bytes under way, a server with one thread, no pipelining.",
  drawn: `${CLIENTS} closed-loop clients that never think (the answer takes ${ANSWER_MS} ms), a service with one server and exponential times, a sink.`,
  fitted: "The mean time of a request in the server, from the throughput. How the response times spread is predicted.",
  rows: (seed) => {
    const run = startRun(seed, {
      parts: [
        {
          id: "clients",
          kind: "closed-clients",
          settings: { clients: CLIENTS, thinkTime: { constant: 0 }, replyDelayMs: ANSWER_MS, bytes: 3 },
        },
        { id: "server", kind: "service", settings: { serviceTime: { exponential: 1000 / REDIS_PER_SECOND } } },
        { id: "out", kind: "sink" },
      ],
      wires: ["clients.requests -> server.in", "server.out -> out.in"],
      workload: { durationMs: 2000, warmupMs: 100 },
    });
    stepTo(run, 2000);
    const { whole } = must(run.machine.recorders.get("out"), "no requests were answered").whole;
    const perSecond = must(run.machine.nodes.get("out"), "no sink").meter.arrivals / 2;
    const within = (ms: number): number => 100 * must(whole.shareUpTo(ms - ANSWER_MS), "no requests were answered");
    const share = { quantity: "share", unit: "% of requests", digits: 2 } as const;
    return [
      {
        what: "requests per second",
        published: REDIS_PER_SECOND,
        predicted: perSecond,
        quantity: "throughput",
        unit: "requests/s",
        digits: 0,
        fitted: true,
      },
      { ...share, what: "answered within 1 ms", published: 99.76, predicted: within(1) },
      { ...share, what: "answered within 2 ms", published: 99.98, predicted: within(2) },
    ];
  },
};

const SENDER = { messagesPerSecond: 7458, perBatch: 10 };

export const mqperf: Experiment = {
  id: "softwaremill-mqperf-2021",
  title: "Kafka with senders that wait: threads and nodes",
  evidence: "measured",
  source: "SoftwareMill mqperf, article.md of GitHub softwaremill/mqperf, 2021",
  setUp: "3 brokers r5.2xlarge, 3 copies, acks all, 100-character messages; each thread sends a batch and waits for its answer.",
  drawn:
    "Closed-loop clients, one per thread, whose request stands for a batch of 10 messages (any number gives the same); Kafka without linger; a sink.",
  fitted: "The time until a batch is answered, on the first row.",
  rows: (seed) => {
    const rate = (clients: number): number => {
      const answeredMs = (1000 * SENDER.perBatch) / SENDER.messagesPerSecond;
      const settings = {
        instance: "m5.2xlarge",
        partitions: 64,
        lingerMs: 0,
        publishMedianMs: answeredMs - 0.2,
        publishP99Ms: answeredMs - 0.199,
      };
      return (
        SENDER.perBatch *
        ratePerSecond(
          seed,
          {
            parts: [
              { id: "senders", kind: "closed-clients", settings: { clients, thinkTime: { constant: 0 }, replyDelayMs: 0.2, bytes: 1000 } },
              { id: "kafka", kind: "kafka", settings: { ...settings, brokerPauses: false } },
              { id: "out", kind: "sink" },
            ],
            wires: ["senders.requests -> kafka.produce", "kafka.consume -> out.in"],
            workload: { durationMs: 2000 },
          },
          "out",
          200,
          1200,
        )
      );
    };
    const throughput = { quantity: "throughput", unit: "messages/s", digits: 0 } as const;
    const missedBecause =
      "Threads of one sending machine get in each other's way, which the run does not know: there, clients share nothing but the brokers.";
    return [
      { ...throughput, what: "1 thread on 1 node", published: SENDER.messagesPerSecond, predicted: rate(1), fitted: true },
      { ...throughput, what: "5 threads on 1 node", published: 31_350, predicted: rate(5), missedBecause },
      { ...throughput, what: "25 threads on 1 node", published: 92_373, predicted: rate(25), missedBecause },
      { ...throughput, what: "25 threads on 2 nodes", published: 127_274, predicted: rate(50), missedBecause },
    ];
  },
};
