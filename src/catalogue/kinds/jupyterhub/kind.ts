import { defineKind, field } from "../../contract.ts";
import { timesAsMany } from "../../drawing/fault-amounts.ts";
import { notebooks } from "../../families/people/people.ts";
import { VIEWER_PORTS, analystFields } from "../../fields/people-fields.ts";
import { questionProblems, questionsField } from "../../fields/question-list.ts";
import { AWS_PRICES, assumed, published } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { NOTEBOOK_REMARKS } from "../../remarks/people.ts";
import { duration, percent, plural } from "../../words.ts";

const MACHINES = {
  "m5.large": { gib: 8, usdPerHour: 0.096 },
  "m5.xlarge": { gib: 16, usdPerHour: 0.192 },
  "m5.2xlarge": { gib: 32, usdPerHour: 0.384 },
} as const;
const SIZING = published("The Littlest JupyterHub, resource estimation, GitHub jupyterhub/the-littlest-jupyterhub", "2026");
/** What the hub itself takes. */
const HUB_MB = 128;
const CULLER = published("jupyterhub-idle-culler README, GitHub: its time-out is 600 s by default", "2026");

export const jupyterhub = defineKind({
  id: "jupyterhub",
  version: 1,
  family: "dashboard",
  title: "JupyterHub",
  alsoCalled: ["Jupyter", "notebook"],
  nearestTo: ["Zeppelin", "Hex"],
  summary: "Notebooks for a team on one machine: people sit down at odd hours and ask stores, and their servers idle after that.",
  layer: "serve",
  ports: VIEWER_PORTS,
  fields: {
    ...analystFields,
    questions: questionsField,
    machine: field.choice({
      label: "Machine",
      help: "What all servers share, by its memory; it is paid all the time.",
      default: "m5.xlarge",
      options: [
        { value: "m5.large", label: "m5.large: 8 GiB" },
        { value: "m5.xlarge", label: "m5.xlarge: 16 GiB" },
        { value: "m5.2xlarge", label: "m5.2xlarge: 32 GiB" },
      ],
      source: AWS_PRICES,
    }),
    memoryMb: field.integer({
      label: "Memory of a server",
      help: "What each person's server may take. As many have room as the machine's memory holds, idle ones too.",
      unit: "MB",
      default: 1024,
      min: 128,
      max: 32_000,
      source: { ...SIZING, text: `${SIZING.text}: people at once x memory of each, and 128 MB; the memory is a working value` },
    }),
    idleMs: field.optionalNumber({
      label: "Idle servers stop after",
      help: "A server that nobody used for so long is stopped, and its place is free. null lets them run.",
      unit: "ms",
      default: 600_000,
      absent: "never",
      min: 60_000,
      max: 604_800_000,
      source: CULLER,
    }),
  },
  limits: [
    {
      name: "Room",
      value: "(memory - 128 MB) / memory of a server",
      unit: "servers",
      source: SIZING,
      note: "Whoever finds none is turned away.",
    },
    { name: "Start of a server", value: "log-normal, median 10, p99 60", unit: "s", source: assumed("no figure is published") },
  ],
  prices: [
    {
      dimension: "Machine",
      unit: "instance-hours",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "hours"),
      unitPriceUsd: (props) => MACHINES[props.machine].usdPerHour,
    },
  ],
  headline: (props) => `${plural(props.people, "person", "people")} · ${props.machine} · ${plural(roomOf(props), "server")}`,
  behaviour: (props, ctx) => notebooks(ctx, { ...props, startUp: { medianMs: 10_000, p99Ms: 60_000 }, room: roomOf(props) }),
  remarks: NOTEBOOK_REMARKS,
  faults: [
    {
      id: "outage",
      label: "Hub down",
      help: "The machine is down: sessions break off and their servers are gone, and nobody can begin.",
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
    is: "A page where each person of a team gets a notebook server of their own, on a machine all of them share. A notebook asks stores whatever comes to mind, at any hour.",
    whenToUse:
      "Use it for analysts and data scientists who explore with Python beside SQL, where each question follows from the answer before.",
    doesNotPromise:
      "One machine has room for so many servers; idle ones take their memory too until they are stopped. What a notebook asks is not planned: it scans what it scans.",
    weighAgainst:
      "SageMaker gives each person a machine that is paid while it runs, used or not. Dashboards ask the same few questions, which can be cached or extracted.",
  },
  examples: [
    {
      title: "A team that asks Athena",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "delivery", kind: "firehose", settings: { bufferS: 60 } },
        { id: "raw", kind: "s3" },
        { id: "athena", kind: "athena" },
        { id: "hub", kind: "jupyterhub", settings: { people: 300, sessionsPerDay: 30, thinkMs: 5000, memoryMb: 4000 } },
      ],
      wires: ["app.events -> delivery.in", "delivery.files -> raw.objects", "raw.objects -> athena.data", "athena.rows -> hub.rows"],
      expect: "Four servers have room; whoever sits down fifth is turned away while idle ones wait to be stopped.",
    },
    {
      title: "Servers that are never stopped",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "druid", kind: "druid" },
        { id: "hub", kind: "jupyterhub", settings: { people: 60, sessionsPerDay: 100, thinkMs: 5000, idleMs: null } },
      ],
      wires: ["app.events -> kafka.produce", "kafka.consume -> druid.ingest", "druid.rows -> hub.rows"],
      expect: "After a while every place is taken by a server nobody uses.",
    },
  ],
  migrations: [],
  check: (props) => [
    ...questionProblems(props),
    ...(roomOf(props) < 1
      ? [{ field: "memoryMb", message: "Not one server fits into the machine's memory. Give each less, or take a larger machine." }]
      : []),
  ],
  advise: (props, measured) => {
    const share = used(measured, "idleHours") / Math.max(1e-9, used(measured, "instanceHours"));
    return props.idleMs === null && share > 0.5
      ? [
          {
            field: "idleMs",
            message: `Servers ran idle for ${percent(share)} of their time and are never stopped. Stop them after ${duration(600_000)}.`,
          },
        ]
      : [];
  },
});

function roomOf({ machine, memoryMb }: { readonly machine: keyof typeof MACHINES; readonly memoryMb: number }): number {
  return Math.floor((MACHINES[machine].gib * 1024 - HUB_MB) / memoryMb);
}
