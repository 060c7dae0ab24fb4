import { defineKind, field } from "../../contract.ts";
import { fileDrop } from "../../families/connector.ts";
import { AWS_PRICES, assumed, derived, recalled } from "../../prices/sources.ts";
import { GB, used } from "../../prices/usage.ts";
import { every } from "../../words.ts";
import { FILE_DROP_REMARKS } from "../../remarks/files.ts";
import { fileAge } from "../../causes/files.ts";

const CLOCK = derived("a row waits half a period on average and a whole one at worst before its file is made", "2026-11");

export const batchDrop = defineKind({
  id: "batch-drop",
  version: 1,
  family: "connector",
  title: "File drop (SFTP)",
  alsoCalled: ["FTP", "SFTP", "partner drop"],
  nearestTo: ["Transfer Family", "EDI"],
  summary: "Events of an hour, or a day, as one file by the clock: the plain alternative to a stream.",
  layer: "ingest",
  ports: [
    {
      id: "in",
      label: "Records",
      direction: "in",
      carries: ["records"],
      required: true,
      partners: ["source", "edge", "service"],
      help: "What the partner or the application gathers until the next file is due.",
    },
    {
      id: "files",
      label: "Files",
      direction: "out",
      carries: ["files"],
      required: true,
      partners: ["object-store"],
      help: "Each file as it is found, in the folder of the hour its period began.",
    },
  ],
  fields: {
    everyMs: field.integer({
      label: "A file every",
      help: "Time between files. Rows wait half of it on average before anything else begins.",
      unit: "ms",
      default: 3_600_000,
      min: 1000,
      max: 604_800_000,
      source: CLOCK,
    }),
    makingMedianMs: field.number({
      label: "Making a file, median",
      help: "Time from the end of the period until the file is ready to upload: the export of the sender.",
      unit: "ms",
      default: 30_000,
      min: 1,
      max: 86_400_000,
      source: assumed("half a minute; ask the sender"),
    }),
    makingP99Ms: field.number({
      label: "Making a file, p99",
      help: "What one export in a hundred takes, or longer.",
      unit: "ms",
      default: 300_000,
      min: 1,
      max: 86_400_000,
      source: assumed("ten times the median; ask the sender"),
    }),
    uploadMbPerSecond: field.number({
      label: "Upload speed",
      help: "MB/s of the sender's line, compressed bytes.",
      unit: "MB/s",
      default: 10,
      min: 0.01,
      max: 1250,
      source: assumed("a line of 100 Mbit/s, four fifths of it"),
    }),
    compressionRatio: field.number({
      label: "Compression",
      help: "Raw bytes over bytes of the file.",
      unit: "times",
      default: 5,
      min: 1,
      max: 50,
      source: recalled("gzip on text of events gives 4 to 8 times", "2026"),
    }),
    pollMs: field.integer({
      label: "Looked for every",
      help: "Time between two looks for new files; each waits half of it on average.",
      unit: "ms",
      default: 60_000,
      min: 1,
      max: 86_400_000,
      source: assumed("a job that looks every minute"),
    }),
    checked: field.boolean({
      label: "Manifest",
      help: "A list of names and sizes comes with the files: what is missing or cut off is sent again, what comes twice is loaded once.",
      default: false,
    }),
    againMs: field.integer({
      label: "Sent again after",
      help: "Time until somebody has sent a bad file again, or a second copy comes.",
      unit: "ms",
      default: 1_800_000,
      min: 0,
      max: 604_800_000,
      advanced: true,
      source: assumed("half an hour: a person is asked"),
    }),
  },
  limits: [
    { name: "Freshness", value: "half a period on average, a whole one at worst", unit: "before upload and look", source: CLOCK },
    {
      name: "Arrival to found",
      value: "size over the line, then half the time between looks",
      unit: "ms",
      source: derived("upload time and the next look by the clock", "2026-11"),
    },
  ],
  prices: [
    {
      dimension: "Endpoint",
      unit: "hours",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "hours"),
      unitPriceUsd: () => 0.3,
    },
    {
      dimension: "Data through the endpoint",
      unit: "GB",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "bytesOut") / GB,
      unitPriceUsd: () => 0.04,
    },
  ],
  headline: (props) => `a file ${every(props.everyMs)} · ${props.checked ? "with" : "no"} manifest`,
  behaviour: (props, ctx) =>
    fileDrop(ctx, {
      everyMs: props.everyMs,
      making: { medianMs: props.makingMedianMs, p99Ms: props.makingP99Ms },
      bytesPerSecond: props.uploadMbPerSecond * 1e6,
      compressionRatio: props.compressionRatio,
      pollMs: props.pollMs,
      checked: props.checked,
      againMs: props.againMs,
    }),
  remarks: FILE_DROP_REMARKS,
  causes: [fileAge("everyMs")],
  faults: [
    {
      id: "late",
      label: "Late files",
      help: "Files that are due meanwhile are made only when the trouble is over.",
      defaultDurationMs: 3_600_000,
    },
    {
      id: "missing",
      label: "Missing files",
      help: "Files that are due meanwhile never come. Only a manifest tells; without one their rows are lost.",
      defaultDurationMs: 3_600_000,
    },
    {
      id: "truncated",
      label: "Files cut off",
      help: "The second half of each file is missing. Only a manifest tells; without one those rows are lost.",
      defaultDurationMs: 3_600_000,
    },
    {
      id: "duplicate",
      label: "Files sent twice",
      help: "Each file comes again under another name. Without a manifest its rows are loaded twice.",
      defaultDurationMs: 3_600_000,
    },
    {
      id: "outage",
      label: "Endpoint away",
      help: "Nothing can be uploaded; files wait at the sender and nothing is lost.",
      defaultDurationMs: 600_000,
    },
  ],
  doc: {
    is: "A file of everything that happened in a period, uploaded by SFTP when the period is over and found by whoever looks for it.",
    whenToUse:
      "Use it when answers may be an hour or a day old, when a partner offers nothing else, or to ask what a stream would be worth at all.",
    doesNotPromise:
      "No row is fresher than half a period on average. Without a manifest nobody notices a file that is missing, cut off or sent twice.",
    weighAgainst:
      "A log with a connector brings the same rows within minutes and can be read again, and has brokers to pay and to run. Shorter periods come close and make more and smaller files.",
  },
  examples: [
    {
      title: "Recommendations from files",
      parts: [
        { id: "users", kind: "web-app" },
        {
          id: "drop",
          kind: "batch-drop",
          settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 5000, pollMs: 5000, againMs: 30_000 },
        },
        { id: "raw", kind: "s3" },
        { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000, dims: 16 } },
        { id: "store", kind: "cassandra" },
        { id: "api", kind: "recommendation-api" },
      ],
      wires: [
        "users.events -> drop.in",
        "drop.files -> raw.objects",
        "raw.objects -> job.in",
        "job.lists -> store.write",
        "users.requests -> api.requests",
        "api.reads -> store.read",
      ],
      expect: "Lists know what users did up to the file before the last turn of the job, and nothing since.",
    },
    {
      title: "A manifest notices",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 50, keys: 100 } },
        {
          id: "drop",
          kind: "batch-drop",
          settings: { everyMs: 1000, makingMedianMs: 100, makingP99Ms: 300, pollMs: 500, checked: true, againMs: 2000 },
        },
        { id: "raw", kind: "s3" },
      ],
      wires: ["load.out -> drop.in", "drop.files -> raw.objects"],
      expect: "Files that are missing or cut off come again two seconds later; without the manifest their rows would be lost.",
    },
  ],
  migrations: [],
});
