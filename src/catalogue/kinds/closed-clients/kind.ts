import { defineKind, field } from "../../contract.ts";
import { lawInWords } from "../../fields/distribution.ts";
import { closedClients } from "../../families/source.ts";
import { assumed, derived } from "../../prices/sources.ts";
import { plural } from "../../words.ts";
import { CLOSED_CLIENTS_REMARKS } from "../../remarks/sources.ts";

export const closedClientsKind = defineKind({
  id: "closed-clients",
  version: 1,
  family: "source",
  title: "Closed-loop clients",
  summary: "A fixed number of clients who each ask, wait for the answer, think, and ask again.",
  layer: "source",
  ports: [
    {
      id: "requests",
      label: "Requests",
      direction: "out",
      carries: ["records"],
      streams: ["event"],
      required: true,
      help: "Requests as they are sent. Each is answered when all copies of it have reached an end of the drawing.",
    },
  ],
  fields: {
    clients: field.integer({
      label: "Clients",
      help: "Clients or connections: at most this many requests are under way.",
      unit: "clients",
      default: 10,
      min: 1,
      max: 100_000,
    }),
    thinkTime: field.distribution({
      label: "Think time",
      help: "From an answer to the next request, as a law; the way of the answer comes on top.",
      unit: "ms",
      default: { exponential: 1000 },
    }),
    replyDelayMs: field.number({
      label: "Answer takes",
      help: "From the end of the drawing back to the client, always the same. No window of the run is longer, so a tiny value makes long runs slow.",
      unit: "ms",
      default: 1,
      min: 0.01,
      max: 60_000,
      source: assumed("one way through a data centre, rounded up; facts/storage.md 4.4 has 0.3 ms there and back inside a zone"),
    }),
    timeoutMs: field.number({
      label: "Gives up after",
      help: "Without an answer after this long the client thinks and asks anew; the old request goes on.",
      unit: "ms",
      default: 30_000,
      min: 1,
      max: 3_600_000,
      source: assumed("a common default of HTTP clients"),
    }),
    requests: field.optionalNumber({
      label: "Requests in all",
      help: "All clients together stop after this many; null goes on until the time is over.",
      unit: "requests",
      default: null,
      whenGiven: 10_000,
      absent: "no limit by number",
      min: 1,
      max: 1e9,
    }),
    keys: field.integer({
      label: "Keys",
      help: "Different keys the requests carry.",
      unit: "keys",
      default: 1000,
      min: 1,
      max: 10_000_000,
    }),
    zipf: field.number({
      label: "Zipf exponent",
      help: "How unevenly requests fall on keys: 0 evenly, 1 as words in a text.",
      unit: "exponent",
      default: 0,
      min: 0,
      max: 5,
    }),
    bytes: field.integer({
      label: "Request size",
      help: "Bytes of one request.",
      unit: "bytes",
      default: 100,
      min: 1,
      max: 10_000_000,
    }),
  },
  limits: [
    {
      name: "Throughput",
      value: "clients / (think + answer + response time)",
      unit: "requests/ms",
      source: derived("the interactive response-time law: Little's law around the whole loop; exact by construction", "2026-11-21"),
    },
  ],
  prices: [],
  headline: (props) => `${plural(props.clients, "client")} · think ${lawInWords(props.thinkTime)}`,
  behaviour: (props, ctx) =>
    closedClients(ctx, {
      clients: props.clients,
      thinkTime: props.thinkTime,
      replyDelayMs: props.replyDelayMs,
      timeoutMs: props.timeoutMs,
      requests: props.requests,
      keys: props.keys,
      zipf: props.zipf,
      bytes: props.bytes,
    }),
  remarks: CLOSED_CLIENTS_REMARKS,
  faults: [],
  doc: {
    is: "A load generator as benchmarks use it: each client has one request under way and sends the next only after the answer, so a slow system is asked less.",
    whenToUse: "Use it to repeat a benchmark that names connections or threads, or to see where throughput stops growing with clients.",
    doesNotPromise:
      "It hides the waiting of those who would have come: while the system stands still nobody asks. A request that lost a copy is never answered, only given up.",
    weighAgainst:
      "A Poisson source keeps sending whatever happens, as the users of a large service do; its percentiles are the honest ones.",
  },
  examples: [
    {
      title: "Ten clients, one server",
      parts: [
        { id: "clients", kind: "closed-clients", settings: { clients: 10, thinkTime: { exponential: 49 }, requests: 100_000 } },
        { id: "server", kind: "service", settings: { serviceTime: { exponential: 10 } } },
        { id: "out", kind: "sink" },
      ],
      wires: ["clients.requests -> server.in", "server.out -> out.in"],
      expect: "About 96 requests/s: ten clients nearly fill the one server, and none ever has more than nine before it.",
    },
    {
      title: "More clients than it can serve",
      parts: [
        { id: "clients", kind: "closed-clients", settings: { clients: 100, thinkTime: { constant: 0 }, requests: 50_000 } },
        { id: "server", kind: "service", settings: { servers: 4, serviceTime: { constant: 10 } } },
        { id: "out", kind: "sink" },
      ],
      wires: ["clients.requests -> server.in", "server.out -> out.in"],
      expect: "400 requests/s and no more; each is answered after 249 ms, as the other 99 are served in between.",
    },
  ],
  migrations: [],
});
