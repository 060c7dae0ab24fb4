import { STARTING_FAMILIES, TASK_FAMILIES } from "../../fields/task-ports.ts";
import { defineKind, field } from "../../contract.ts";
import { fileSensor } from "../../families/pipelines/orchestrator.ts";
import { AWS_PRICES, published, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { SENSOR_REMARKS } from "../../remarks/orchestrators.ts";
import { every, plural } from "../../words.ts";

const AIRFLOW = published("Airflow 3.3.2, its source and database; docs/engines.md A9", "2026-11");
const DAY_MS = 86_400_000;

export const fileSensorKind = defineKind({
  id: "file-sensor",
  version: 1,
  family: "batch-job",
  title: "File sensor",
  alsoCalled: ["sensor"],
  summary: "A task that waits until the files of its interval have landed in a store.",
  layer: "process",
  ports: [
    {
      id: "in",
      label: "Files",
      direction: "in",
      carries: ["files"],
      required: true,
      partners: ["object-store"],
      help: "The store whose files it waits for.",
    },
    {
      id: "start",
      label: "Start",
      direction: "in",
      carries: ["triggers"],
      required: true,
      partners: STARTING_FAMILIES,
      help: "Who begins it: an orchestrator, or a job that comes before.",
    },
    {
      id: "done",
      label: "Done",
      direction: "out",
      carries: ["triggers"],
      partners: TASK_FAMILIES,
      help: "Jobs that begin once the files are there.",
    },
  ],
  fields: {
    mode: field.choice({
      label: "Mode",
      help: "What becomes of its slot while it waits.",
      default: "poke",
      options: [
        { value: "poke", label: "Poke", help: "It keeps its slot as long as it waits." },
        { value: "reschedule", label: "Reschedule", help: "It gives its slot back and asks for one again at each look." },
        { value: "deferrable", label: "Deferrable", help: "It gives its slot back until the files are there; the triggerer looks." },
      ],
      source: AIRFLOW,
    }),
    pokeMs: field.integer({
      label: "Looks every",
      help: "poke_interval: time between two looks.",
      unit: "ms",
      default: 60_000,
      min: 1000,
      max: DAY_MS,
      source: AIRFLOW,
    }),
    timeoutMs: field.integer({
      label: "Gives up after",
      help: "Since its first look. It then fails for good: a sensor that timed out is not retried.",
      unit: "ms",
      default: 7 * DAY_MS,
      min: 1000,
      max: 30 * DAY_MS,
      source: AIRFLOW,
    }),
    filesEach: field.integer({
      label: "Files of each hour",
      help: "So many files must be there in each hour of the interval.",
      unit: "files",
      default: 1,
      min: 1,
      max: 100_000,
    }),
    landedAfterEnd: field.boolean({
      label: "Only when the hour is over",
      help: "Files of an hour count once one of them has landed at or after the end of the interval, so that the hour is whole.",
      default: false,
    }),
    lookBackMs: field.integer({
      label: "Before a point",
      help: "Where the data interval is a point, as Airflow 3 has it: the stretch before it whose files are waited for.",
      unit: "ms",
      default: 3_600_000,
      min: 1000,
      max: 30 * DAY_MS,
      advanced: true,
    }),
  },
  limits: [
    { name: "Look", value: 60, unit: "s apart unless set", source: AIRFLOW },
    { name: "Time-out", value: 7, unit: "days unless set", source: AIRFLOW },
    {
      name: "After a time-out",
      value: "failed",
      unit: "without a retry",
      source: recalled("Airflow documentation of sensors: AirflowSensorTimeout fails at once", "2026"),
    },
  ],
  prices: [
    {
      dimension: "Looks (LIST requests)",
      unit: "1,000 requests",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "getRequests") / 1000,
      unitPriceUsd: () => 0.005,
    },
  ],
  headline: (props) => `${props.mode} · ${plural(props.filesEach, "file")} an hour · looks ${every(props.pokeMs)}`,
  behaviour: (props, ctx) => fileSensor(ctx, props),
  remarks: SENSOR_REMARKS,
  faults: [
    {
      id: "outage",
      label: "Store tells nothing",
      help: "Its looks are not answered; it waits on and looks again.",
      defaultDurationMs: 600_000,
    },
  ],
  doc: {
    is: "A task without work of its own: it looks into a store now and then and ends once the files are there, so that what comes after it finds them.",
    whenToUse: "Use it before a job whose input comes from somebody else and is late now and then.",
    doesNotPromise:
      "Not that files are whole or right, only that they are there. In poke mode it holds a slot all the while; enough of them starve the tasks they wait for.",
    weighAgainst:
      "A later schedule needs no sensor and is late every day. Events of the store begin a job at once. Deferrable sensors hold no slot and need a triggerer.",
  },
  examples: [
    {
      title: "Waits in its slot",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 20_000, pollMs: 1000 } },
        { id: "raw", kind: "s3" },
        { id: "wait", kind: "file-sensor", settings: { pokeMs: 10_000, lookBackMs: 60_000, landedAfterEnd: true } },
        { id: "dag", kind: "airflow", settings: { everyMs: 60_000, mostWorkers: 2 } },
      ],
      wires: ["app.events -> drop.in", "drop.files -> raw.objects", "raw.objects -> wait.in", "dag.triggers -> wait.start"],
      expect: "It looks every ten seconds and ends when the file of its minute has landed.",
    },
    {
      title: "Gives its slot back",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "drop", kind: "batch-drop", settings: { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 20_000, pollMs: 1000 } },
        { id: "raw", kind: "s3" },
        { id: "wait", kind: "file-sensor", settings: { pokeMs: 10_000, lookBackMs: 60_000, landedAfterEnd: true, mode: "reschedule" } },
        { id: "dag", kind: "airflow", settings: { everyMs: 60_000, mostWorkers: 2, poolSlots: 1 } },
      ],
      wires: ["app.events -> drop.in", "drop.files -> raw.objects", "raw.objects -> wait.in", "dag.triggers -> wait.start"],
      expect: "One slot is enough for any number of runs that wait.",
    },
  ],
  migrations: [],
});
