import { defineKind, field } from "../../contract.ts";
import { lawInWords } from "../../fields/distribution.ts";
import { service } from "../../families/service.ts";
import { assumed } from "../../prices/sources.ts";
import { plural } from "../../words.ts";
import { STATION_REMARKS } from "../../remarks/stations.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";

export const serviceKind = defineKind({
  id: "service",
  version: 1,
  family: "service",
  title: "Service",
  summary: "A station with some servers and one queue: work of any kind that takes time per record.",
  layer: "process",
  ports: [
    {
      id: "in",
      label: "Records",
      direction: "in",
      carries: ["records", "messages"],
      required: true,
      help: "Records to work on, in order of arrival; of a queue each server receives one message, works on it and deletes it.",
    },
    {
      id: "out",
      label: "Done",
      direction: "out",
      carries: ["records"],
      help: "Records when their work is done. Without a wire they end here.",
    },
  ],
  fields: {
    servers: field.integer({
      label: "Servers",
      help: "Records worked on at the same time.",
      unit: "servers",
      default: 1,
      min: 1,
      max: 10_000,
    }),
    serviceTime: field.distribution({
      label: "Service time",
      help: "How long one record keeps a server, as a law.",
      unit: "ms",
      default: { exponential: 10 },
    }),
    queueLimit: field.optionalNumber({
      label: "Queue limit",
      help: "Records that may wait, those in work not counted. One that finds no room is dropped. null waits without limit.",
      unit: "records",
      default: null,
      whenGiven: 1000,
      absent: "no limit",
      min: 0,
      max: 1e9,
    }),
    discipline: field.choice({
      label: "Order",
      help: "Who is taken next when a server becomes free. Work begun is never interrupted.",
      default: "fifo",
      options: [
        { value: "fifo", label: "first in, first out" },
        { value: "priority", label: "lowest key first", help: "Every key is a class; within a class, first in, first out." },
      ],
    }),
  },
  limits: [
    {
      name: "Throughput",
      value: "servers / mean service time",
      unit: "records/ms",
      source: assumed("follows from the fields; exact by construction"),
    },
  ],
  prices: [
    {
      dimension: "Servers",
      unit: "server-hours",
      source: assumed("no machine is named, so no price is known"),
      quantity: (usage, props) => props.servers * (usage.hours ?? 0),
      unitPriceUsd: () => null,
    },
  ],
  headline: (props) =>
    `${plural(props.servers, "server")} · ${lawInWords(props.serviceTime)}${props.queueLimit === null ? "" : ` · queue ${props.queueLimit}`}${props.discipline === "fifo" ? "" : " · by key"}`,
  behaviour: (props, ctx) =>
    service(ctx, {
      servers: props.servers,
      serviceTime: props.serviceTime,
      queueLimit: props.queueLimit,
      discipline: props.discipline,
    }),
  remarks: STATION_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Crash",
      help: "All servers stop, and what is in work or waits is lost. What comes meanwhile waits.",
      defaultDurationMs: 30_000,
    },
    {
      id: "outage",
      label: "Takes nothing",
      help: "Work is finished but none begins, and nothing is lost: what comes meanwhile waits and is worked off.",
      defaultDurationMs: 30_000,
    },
    { id: "slow", label: "Slow", help: "Every service takes four times as long.", defaultDurationMs: 60_000, amount: timesAsLong(4) },
  ],
  doc: {
    is: "A queue and some servers. Records are taken by the first free server, in order of arrival or lowest key first, and leave when their time is over.",
    whenToUse: "Use it for a part the palette does not have, with a service time you know, or to see what queueing theory says.",
    doesNotPromise: "It keeps no state, and keys are only classes to it; it drops what finds no room, and what is in work when it crashes.",
    weighAgainst: "A stream processor has state, event time and checkpoints. Twice the servers is not twice as fast for one record.",
  },
  examples: [
    {
      title: "Two servers share a queue",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 160, records: 100_000 } },
        { id: "server", kind: "service", settings: { servers: 2, serviceTime: { exponential: 10 } } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> server.in", "server.out -> out.in"],
      expect: "The mean wait is 17.8 ms (Erlang C at 80 %), less than half of one server's 40 ms.",
    },
    {
      title: "No room to wait",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 100, records: 100_000 } },
        { id: "server", kind: "service", settings: { serviceTime: { exponential: 10 }, queueLimit: 4 } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> server.in", "server.out -> out.in"],
      expect: "One record in six is dropped: queue full.",
    },
  ],
  migrations: [],
});
