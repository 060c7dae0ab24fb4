import { defineKind, field } from "../../contract.ts";
import { timesAsMany } from "../../drawing/fault-amounts.ts";
import { notebooks } from "../../families/people/people.ts";
import { VIEWER_PORTS, analystFields } from "../../fields/people-fields.ts";
import { questionProblems, questionsField } from "../../fields/question-list.ts";
import { assumed, published } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { NOTEBOOK_REMARKS } from "../../remarks/people.ts";
import { duration, percent, plural } from "../../words.ts";

const PRICES = published("SageMaker notebook instances, price list in GitHub JHUAPL-DTC-TA2/wiki, secondary", "2025");
const USD_PER_HOUR = { "ml.t3.medium": 0.05, "ml.m5.large": 0.115, "ml.m5.2xlarge": 0.461 } as const;

export const sagemakerNotebook = defineKind({
  id: "sagemaker-notebook",
  version: 1,
  family: "dashboard",
  title: "SageMaker notebooks",
  summary: "A notebook machine for each person who sits down: paid from the first question until it is stopped, used or not.",
  layer: "serve",
  ports: VIEWER_PORTS,
  fields: {
    ...analystFields,
    questions: questionsField,
    instance: field.choice({
      label: "Instance",
      help: "The machine of one person, by which its hours are paid.",
      default: "ml.t3.medium",
      options: [
        { value: "ml.t3.medium", label: "ml.t3.medium: 2 vCPU, 4 GiB" },
        { value: "ml.m5.large", label: "ml.m5.large: 2 vCPU, 8 GiB" },
        { value: "ml.m5.2xlarge", label: "ml.m5.2xlarge: 8 vCPU, 32 GiB" },
      ],
      source: PRICES,
    }),
    idleMs: field.optionalNumber({
      label: "Idle ones stop after",
      help: "A script stops an instance that nobody used for so long. null, as they come, lets them run day and night.",
      unit: "ms",
      default: null,
      whenGiven: 3_600_000,
      absent: "never",
      min: 60_000,
      max: 604_800_000,
      source: assumed("nothing stops a notebook instance by itself; a lifecycle script may"),
    }),
  },
  limits: [
    {
      name: "Start of an instance",
      value: "log-normal, median 2, p99 5",
      unit: "min",
      source: assumed("ml.t3.medium is said to start within 2 minutes"),
    },
  ],
  prices: [
    {
      dimension: "Instances, idle hours too",
      unit: "instance-hours",
      source: PRICES,
      quantity: (usage) => used(usage, "instanceHours"),
      unitPriceUsd: (props) => USD_PER_HOUR[props.instance],
    },
  ],
  headline: (props) => `${plural(props.people, "person", "people")} · ${props.instance}`,
  behaviour: (props, ctx) => notebooks(ctx, { ...props, startUp: { medianMs: 120_000, p99Ms: 300_000 }, room: null }),
  remarks: NOTEBOOK_REMARKS,
  faults: [
    {
      id: "outage",
      label: "Service down",
      help: "Sessions break off with their instances, and nobody can begin.",
      defaultDurationMs: 300_000,
    },
    {
      id: "burst",
      label: "Before a deadline",
      help: "Ten times as many sessions are begun.",
      defaultDurationMs: 600_000,
      amount: timesAsMany(10),
    },
  ],
  doc: {
    is: "Jupyter on a machine of one's own, with the company's stores in reach. It is started by whoever needs it, and runs until somebody stops it.",
    whenToUse: "Use it for data scientists who need memory or a graphics card for some hours, near models and endpoints.",
    doesNotPromise:
      "It is paid by the hour it runs and not by the hour it is used. It takes minutes to start, and keeps no more than its disk.",
    weighAgainst: "JupyterHub shares one machine among a team. A query engine paid by what it scans costs nothing at night.",
  },
  examples: [
    {
      title: "Paid while nobody asks",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "druid", kind: "druid" },
        { id: "notebooks", kind: "sagemaker-notebook", settings: { people: 100, sessionsPerDay: 100, thinkMs: 5000 } },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> druid.ingest", "druid.rows -> notebooks.rows"],
      expect: "Each person's machine runs from their first session on, for good.",
    },
    {
      title: "Stopped when idle",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "delivery", kind: "firehose", settings: { bufferS: 60 } },
        { id: "raw", kind: "s3" },
        { id: "athena", kind: "athena" },
        { id: "notebooks", kind: "sagemaker-notebook", settings: { people: 100, sessionsPerDay: 100, thinkMs: 5000, idleMs: 120_000 } },
      ],
      wires: ["app.events -> delivery.in", "delivery.files -> raw.objects", "raw.objects -> athena.data", "athena.rows -> notebooks.rows"],
      expect: "Hours follow use, and each session waits for its machine first.",
    },
  ],
  migrations: [],
  check: (props) => questionProblems(props),
  advise: (props, measured) => {
    const share = used(measured, "idleHours") / Math.max(1e-9, used(measured, "instanceHours"));
    return props.idleMs === null && share > 0.5
      ? [
          {
            field: "idleMs",
            message: `Instances ran idle for ${percent(share)} of the hours that are paid. Stop them after ${duration(3_600_000)} without use.`,
          },
        ]
      : [];
  },
});
