import { defineKind } from "../../contract.ts";
import { messageQueue } from "../../families/movers/queue.ts";
import { shareOf } from "../../drawing/fault-amounts.ts";
import { AWS_PRICES, assumed, derived } from "../../prices/sources.ts";
import { MILLION, used } from "../../prices/usage.ts";
import { QUEUE_REMARKS } from "../../remarks/messages.ts";
import { MESSAGES_WAIT } from "./causes.ts";
import { duration, plural } from "../../words.ts";
import { SQS_GUIDE, queueFields } from "./fields.ts";

const IN_FLIGHT = { standard: 120_000, fifo: 20_000 } as const;
const DEDUP_MS = 5 * 60_000;
const CALLS_PER_SECOND = 300;
/** One thread that waits for each call of ten sends 528 messages a second. */
const SEND_MS = 19;

export const sqs = defineKind({
  id: "sqs",
  version: 1,
  family: "queue",
  title: "SQS",
  alsoCalled: ["queue", "Simple Queue Service"],
  nearestTo: ["ActiveMQ", "SNS", "Azure Service Bus"],
  summary: "A queue of messages that are hidden while somebody works on them, and come again unless they are deleted.",
  layer: "ingest",
  ports: [
    { id: "in", label: "Sends", direction: "in", carries: ["records"], help: "Records to keep, each as a message." },
    {
      id: "objects",
      label: "Objects",
      direction: "in",
      carries: ["files"],
      partners: ["object-store"],
      help: "A bucket that sends word of each object as it lands: a function that receives the word reads the object.",
    },
    {
      id: "out",
      label: "Messages",
      direction: "out",
      carries: ["messages"],
      max: 1,
      help: "Who receives and deletes them: a function, a worker or a service, with many hands side by side. Without a wire messages come to rest here.",
    },
    {
      id: "dead-letter",
      label: "Dead letters",
      direction: "out",
      carries: ["records"],
      help: "Messages that were received too often: lead them into another queue, or to whoever looks at them.",
    },
  ],
  fields: queueFields,
  limits: [
    { name: "Messages in one call", value: 10, unit: "messages", source: SQS_GUIDE },
    {
      name: "Messages in flight",
      value: "120,000, FIFO 20,000",
      unit: "messages",
      source: SQS_GUIDE,
      note: "Beyond it receivers are given nothing.",
    },
    {
      name: "FIFO calls",
      value: CALLS_PER_SECOND,
      unit: "calls/s",
      source: SQS_GUIDE,
      note: "Of each kind: with ten in a call 3,000 messages. High throughput mode is not modelled.",
    },
    { name: "FIFO deduplication", value: 5, unit: "min", source: SQS_GUIDE, note: "By the event id." },
    {
      name: "From send to receive",
      value: SEND_MS,
      unit: "ms",
      source: derived("528 messages a second of one thread that waits for each call of ten (SoftwareMill mqperf)", "2021"),
    },
    {
      name: "To the dead letters",
      value: 1,
      unit: "s",
      source: assumed("with the next receive; no time is published"),
    },
    {
      name: "Billed call",
      value: 64,
      unit: "KB",
      source: SQS_GUIDE,
      note: "A larger one counts for each 64 KB. Calls that find nothing are left out.",
    },
  ],
  prices: [
    {
      dimension: "Calls",
      unit: "million calls",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "requests") / MILLION,
      unitPriceUsd: (props) => (props.order === "fifo" ? 0.5 : 0.4),
    },
  ],
  headline: (props) =>
    `${props.order === "fifo" ? "FIFO" : "standard"} · hidden for ${duration(props.visibilityMs)} · ${plural(props.maxReceives, "receive")}`,
  behaviour: (props, ctx) =>
    messageQueue(ctx, {
      visibilityMs: props.visibilityMs,
      retentionMs: props.retentionMs,
      maxReceives: props.maxReceives,
      inFlightMessages: IN_FLIGHT[props.order],
      sendMessages: props.sendMessages,
      sendMs: SEND_MS,
      order: props.order === "fifo" ? { groups: props.groups, dedupMs: DEDUP_MS, callsPerSecond: CALLS_PER_SECOND } : null,
    }),
  remarks: QUEUE_REMARKS,
  causes: [MESSAGES_WAIT],
  faults: [
    {
      id: "outage",
      label: "Does not answer",
      help: "Calls fail: senders try again until it is back, nobody receives, and what is done meanwhile cannot be deleted and comes again.",
      defaultDurationMs: 60_000,
    },
    {
      id: "duplicate",
      label: "Deletes miss a copy",
      help: "A server that holds a copy of a message does not hear of its delete, and hands it out once more. A FIFO queue does not.",
      defaultDurationMs: 120_000,
      amount: shareOf("of deletes that miss a copy", 0.2),
    },
  ],
  doc: {
    is: "A queue as a service. Who receives a message has it for the visibility time-out and deletes it when the work is done; otherwise it is handed out again, and after some receives put aside.",
    whenToUse:
      "Use it between a sender and workers that come, go and fail, when each record is one piece of work and nobody needs to read it twice.",
    doesNotPromise:
      "Delivery is at least once and in no order; FIFO keeps order within a group, at 300 calls a second. A message is not there for a second reader, and nothing is replayed. Word of objects that is put aside is gone.",
    weighAgainst:
      "A log keeps records for any number of readers and replays them, and is paid by the hour; a queue is paid by the call, so ten messages in each call cost a tenth.",
  },
  examples: [
    {
      title: "Work that takes its time",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 100 } },
        { id: "queue", kind: "sqs" },
        { id: "worker", kind: "service", settings: { servers: 4, serviceTime: { exponential: 20 } } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> queue.in", "queue.out -> worker.in", "worker.out -> out.in"],
      expect: "What a crash breaks off comes again after the time-out; nothing is lost.",
    },
    {
      title: "Slower than the time-out",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 4 } },
        { id: "queue", kind: "sqs", settings: { visibilityMs: 1000, maxReceives: 2 } },
        { id: "worker", kind: "service", settings: { servers: 20, serviceTime: { exponential: 900 } } },
        { id: "out", kind: "sink" },
        { id: "aside", kind: "sqs" },
      ],
      wires: ["load.out -> queue.in", "queue.out -> worker.in", "worker.out -> out.in", "queue.dead-letter -> aside.in"],
      expect: "A third of the work takes longer and is done twice, and some of it is put aside though it was done.",
    },
    {
      title: "Order within each key",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 400, keys: 50 } },
        { id: "queue", kind: "sqs", settings: { order: "fifo" } },
        { id: "worker", kind: "service", settings: { servers: 20, serviceTime: { exponential: 20 } } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> queue.in", "queue.out -> worker.in", "worker.out -> out.in"],
      expect: "300 calls a second: senders wait with the rest.",
    },
    {
      title: "Word of each file that lands",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 60_000 } },
        { id: "raw", kind: "s3" },
        { id: "queue", kind: "sqs" },
        { id: "handler", kind: "lambda", settings: { windowMs: 10_000, validate: true } },
        { id: "warehouse", kind: "redshift" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> connect.in",
        "connect.files -> raw.objects",
        "raw.objects -> queue.objects",
        "queue.out -> handler.in",
        "handler.done -> warehouse.start",
        "raw.objects -> warehouse.data",
      ],
      expect: "Each batch of word is a call that reads its files, and a load begins when the call has ended: nobody waits for a clock.",
    },
  ],
  migrations: [],
});
