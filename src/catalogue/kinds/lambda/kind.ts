import { defineKind } from "../../contract.ts";
import { shareOf, timesAsLong } from "../../drawing/fault-amounts.ts";
import { cloudFunction, usualMs } from "../../families/movers/function.ts";
import { STARTING_FAMILIES, TASK_FAMILIES } from "../../fields/task-ports.ts";
import { parquetFormat } from "../../fields/file-sizes.ts";
import { AWS_PRICES, LAMBDA_GUIDE, assumed, published } from "../../prices/sources.ts";
import { MILLION, used } from "../../prices/usage.ts";
import { FUNCTION_REMARKS } from "../../remarks/functions.ts";
import { bytes, duration, exact, plural } from "../../words.ts";
import { functionFields } from "./fields.ts";

const MIB = 1024 * 1024;
/** Memory that comes with one full vCPU. */
const VCPU_MB = 1769;
/** Log-normal: medians 220 ms and 1.5 s, log-sigmas 0.4 and 0.5; p99 = median x exp(2.326 x sigma). */
const COLD_START = { python: { medianMs: 220, p99Ms: 558 }, java: { medianMs: 1500, p99Ms: 4800 } } as const;
const KEPT_MS = 600_000;
const CALL_MS = 5;
const POLLERS = { first: 5, oneMoreMs: 200, most: 1000 };
const SQS_SCALING = published("AWS Lambda Developer Guide, services-sqs-scaling, docs.aws.amazon.com", "2026");

export const lambda = defineKind({
  id: "lambda",
  version: 1,
  family: "function",
  title: "Lambda",
  alsoCalled: ["AWS Lambda", "function", "serverless"],
  nearestTo: ["Cloud Functions", "Azure Functions"],
  summary: "A function called with batches of a queue or a stream, or for each object that lands, paid by call and time.",
  layer: "process",
  ports: [
    {
      id: "in",
      label: "Batches",
      direction: "in",
      carries: ["records", "messages"],
      partners: ["log", "queue"],
      help: "A stream or topic, of which each shard has one call at a time, or a queue whose messages are received in batches.",
    },
    {
      id: "objects",
      label: "Objects",
      direction: "in",
      carries: ["files"],
      partners: ["object-store"],
      help: "A store that tells of each object that lands: a call reads it.",
    },
    {
      id: "start",
      label: "Start",
      direction: "in",
      carries: ["triggers"],
      partners: STARTING_FAMILIES,
      help: "Who begins it as a task: one call with the objects that have landed. Then none is called for an object by itself.",
    },
    {
      id: "out",
      label: "Records",
      direction: "out",
      carries: ["records"],
      help: "Records when their call has ended well. Without a wire here or at the files they end here.",
    },
    {
      id: "aggregates",
      label: "Hourly figures",
      direction: "out",
      carries: ["records"],
      streams: ["aggregate"],
      help: "Figures of each call, to be added up. Without a wire they go into the files.",
    },
    {
      id: "files",
      label: "Files",
      direction: "out",
      carries: ["files"],
      partners: ["object-store"],
      help: "Files of what a call has done: one for each hour in it, and calls are many.",
    },
    {
      id: "failed",
      label: "Failed",
      direction: "out",
      carries: ["records"],
      help: "Records of a log that were given up after their retries. Without a wire they are lost.",
    },
    {
      id: "done",
      label: "Done",
      direction: "out",
      carries: ["triggers"],
      partners: TASK_FAMILIES,
      help: "What begins once a call has ended well that was begun as a task, or that has read objects: a load at once instead of by the clock.",
    },
  ],
  fields: functionFields,
  limits: [
    {
      name: "Calls at once in the account",
      value: 1000,
      unit: "calls",
      source: LAMBDA_GUIDE,
      note: "1,000 more every 10 s never binds below it.",
    },
    { name: "Longest call", value: 15, unit: "min", source: LAMBDA_GUIDE },
    { name: "One full vCPU", value: exact(VCPU_MB), unit: "MB", source: LAMBDA_GUIDE },
    {
      name: "Batches of a queue side by side",
      value: "5, and up to 300 more a minute, at most 1,000",
      unit: "batches",
      source: SQS_SCALING,
      note: "More come while messages wait.",
    },
    { name: "Tries for an object", value: "3: after 1 min and 2 min more", unit: "tries", source: LAMBDA_GUIDE },
    {
      name: "Cold start",
      value: "log-normal, median 220 and p99 558; Java 1,500 and 4,800",
      unit: "ms",
      source: published("Cold-start measurements of three 2026 pages (hivebook, bitslovers, arcadegame), secondary", "2026"),
    },
    { name: "Before a call", value: CALL_MS, unit: "ms", source: assumed("about 5 ms; facts/streaming.md 4") },
    { name: "An idle environment is kept", value: 10, unit: "min", source: assumed("no time is published") },
    { name: "Between tries of a stream batch", value: 1, unit: "s", source: assumed("no pace is published") },
    { name: "Read of an object", value: "15 ms and 90 MB/s", unit: "ms", source: assumed("facts/storage.md 2.1 and 2.2") },
  ],
  prices: [
    {
      dimension: "Calls",
      unit: "million calls",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "invocations") / MILLION,
      unitPriceUsd: () => 0.2,
    },
    {
      dimension: "Time",
      unit: "GB-seconds",
      source: { ...AWS_PRICES, text: `${AWS_PRICES.text}; cold starts are billed since August 2025 (recalled)` },
      quantity: (usage, props) => ((used(usage, "busyMs") / 1000) * props.memoryMb) / 1024,
      unitPriceUsd: (props) => (props.architecture === "arm" ? 0.0000133334 : 0.0000166667),
    },
  ],
  headline: (props) =>
    `${plural(props.batchRecords, "record")} a call · ${bytes(props.memoryMb * 1e6)} · ${duration(props.timeoutMs)} at most`,
  behaviour: (props, ctx) =>
    cloudFunction(ctx, {
      ...props,
      coldStart: COLD_START[props.runtime],
      keptMs: KEPT_MS,
      callMs: CALL_MS,
      recordMs: recordMs(props),
      read: { firstByteMs: 15, bytesPerSecond: 90 * MIB },
      shards: { batchRecords: props.batchRecords, windowMs: props.windowMs, retries: props.retries, bisects: props.bisects },
      messages: { batchRecords: props.batchRecords, windowMs: props.windowMs, pollers: POLLERS },
      compression: { compressionRatio: props.compressionRatio, format: parquetFormat(props.fileSizes) },
    }),
  remarks: FUNCTION_REMARKS,
  faults: [
    {
      id: "errors",
      label: "Fails at its end",
      help: "Calls do their work, write, and then fail, as with an answer that comes too late: what they had is worked on again, and is there twice.",
      defaultDurationMs: 60_000,
      amount: shareOf("of calls that fail", 0.5),
    },
    {
      id: "poison",
      label: "Poison record",
      help: "The next record fails at every try until a mended version is there after this long. A shard waits behind it; a queue hands it out again, and then puts it aside.",
      defaultDurationMs: 300_000,
    },
    {
      id: "slow",
      label: "Slow",
      help: "Every call takes four times as long, and may not end before its time-out.",
      defaultDurationMs: 120_000,
      amount: timesAsLong(4),
    },
    {
      id: "throttle",
      label: "No calls left",
      help: "Other functions of the account use up all calls: none begins, and what comes waits where it is.",
      defaultDurationMs: 60_000,
    },
  ],
  doc: {
    is: "Code that a service runs when there is something to do: it gathers batches of a queue or a stream, or hears of an object, and calls the function with them, in as many environments as it takes.",
    whenToUse: "Use it for short steps without state that come now and then: check, reshape, route, write to a store.",
    doesNotPromise:
      "Work is done at least once: a call that fails, or is slower than the queue's visibility time-out, is done again. It keeps nothing between calls, and a call ends after 15 minutes.",
    weighAgainst:
      "Below some calls a second it costs next to nothing; under steady load a worker or a stream processor is cheaper and knows state. One failing batch blocks its shard unless retries are limited.",
  },
  examples: [
    {
      title: "Messages of a queue",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 100 } },
        { id: "queue", kind: "sqs", settings: { visibilityMs: 6000 } },
        { id: "handler", kind: "lambda", settings: { timeoutMs: 1000, handlerTime: { constant: 120 }, calls: 10 } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> queue.in", "queue.out -> handler.in", "handler.out -> out.in"],
      expect: "A call with one message each while few wait, with ten when many do.",
    },
    {
      title: "A stream into small files",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "stream", kind: "kinesis-data-streams" },
        {
          id: "handler",
          kind: "lambda",
          settings: { batchRecords: 500, windowMs: 10_000, validate: true, retries: 5, timeoutMs: 10_000 },
        },
        { id: "raw", kind: "s3" },
        { id: "failed", kind: "sink" },
      ],
      wires: [
        "app.events -> stream.produce",
        "stream.consume -> handler.in",
        "handler.files -> raw.objects",
        "handler.failed -> failed.in",
      ],
      expect: "A file of each shard every ten seconds; a record that fails holds up its shard until it is given up.",
    },
    {
      title: "For each object that lands",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "delivery", kind: "firehose", settings: { bufferS: 60 } },
        { id: "raw", kind: "s3" },
        { id: "handler", kind: "lambda", settings: { memoryMb: 1769, validate: true, timeoutMs: 60_000 } },
        { id: "clean", kind: "s3" },
      ],
      wires: [
        "app.events -> delivery.in",
        "delivery.files -> raw.objects",
        "raw.objects -> handler.objects",
        "handler.files -> clean.objects",
      ],
      expect: "A clean file for each raw one, a moment later; one whose call fails three times stays raw for good.",
    },
  ],
  migrations: [],
  check: (props) => {
    const needsMs = usualMs(props.handlerTime) + recordMs(props) * props.batchRecords;
    return needsMs > props.timeoutMs
      ? [
          {
            field: "timeoutMs",
            message: `A call with ${exact(props.batchRecords)} records takes ${duration(Math.round(needsMs))} and is stopped before. Allow more time, give it more memory, or take smaller batches.`,
          },
        ]
      : [];
  },
});

function recordMs({ recordMs: fullMs, memoryMb }: { readonly recordMs: number; readonly memoryMb: number }): number {
  return fullMs / Math.min(1, memoryMb / VCPU_MB);
}
