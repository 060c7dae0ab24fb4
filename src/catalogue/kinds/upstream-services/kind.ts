import { defineKind, field } from "../../contract.ts";
import { byMs, shareOf, timesAsLarge, timesAsMany } from "../../drawing/fault-amounts.ts";
import { serviceEvents } from "../../families/source.ts";
import { assumed } from "../../prices/sources.ts";
import { SERVICE_EVENTS_REMARKS, TRACE_REMARKS } from "../../remarks/sources.ts";
import { plural } from "../../words.ts";

/** As many services as a scenario may have (`scenario.schema.json`). */
const MOST_SERVICES = 32;

const serviceNames = ({ count }: { readonly count: number }): readonly string[] =>
  Array.from({ length: count }, (_, service) => `service-${service + 1}`);

export const upstreamServices = defineKind({
  id: "upstream-services",
  version: 1,
  family: "source",
  title: "Upstream services",
  alsoCalled: ["microservices", "producers"],
  nearestTo: ["CDC"],
  summary: "Services of a company, each publishing every change of its own table to whoever listens.",
  layer: "source",
  population: "services",
  growth: ({ volume }) => volume,
  replaysEvents: true,
  ports: [
    {
      id: "events",
      label: "Events",
      direction: "out",
      carries: ["records"],
      streams: ["event"],
      required: true,
      help: "Changes as they are published: at least once, mostly in order, some of them much later.",
    },
  ],
  fields: {
    count: field.integer({
      label: "Services",
      help: "How many of the scenario's services stand here, from its first on; each has its own table and its own share of the load.",
      unit: "services",
      default: 15,
      min: 1,
      max: MOST_SERVICES,
    }),
    volume: field.integer({
      label: "Volume",
      help: "So many times the volume that the scenario states, as after a year of growth: a row of the run stands for as many times more events. Bytes, rates and the bill are of all of them.",
      unit: "times the scenario's",
      default: 1,
      min: 1,
      max: 100,
    }),
    publishMedianMs: field.number({
      label: "Publish delay, median",
      help: "From the commit in a service's own database until its outbox has published the change: half are faster.",
      unit: "ms",
      default: 200,
      min: 1,
      max: 600_000,
      source: assumed("a relay that looks into the outbox a few times a second"),
    }),
    publishP99Ms: field.number({
      label: "Publish delay, p99",
      help: "From commit to publication: one change in a hundred is slower.",
      unit: "ms",
      default: 2000,
      min: 1,
      max: 3_600_000,
      source: assumed("a relay that looks into the outbox a few times a second"),
    }),
  },
  limits: [
    {
      name: "Delivery",
      value: "at least once",
      unit: "a change whose confirmation got lost is published again",
      source: assumed("a transactional outbox with a relay; the scenario says how often"),
    },
  ],
  prices: [],
  headline: (props) =>
    `${plural(props.count, "service")}, published within ${props.publishMedianMs} ms${props.volume === 1 ? "" : ` · ${props.volume} times the volume`}`,
  behaviour: (props, ctx) =>
    serviceEvents(ctx, { count: props.count, publish: { medianMs: props.publishMedianMs, p99Ms: props.publishP99Ms } }),
  remarks: { ...TRACE_REMARKS, ...SERVICE_EVENTS_REMARKS },
  faults: [
    {
      id: "outage",
      label: "A publisher is away",
      help: "One service publishes nothing; its changes wait in its outbox and come all at once afterwards, hours old.",
      defaultDurationMs: 3_600_000,
      targets: serviceNames,
    },
    {
      id: "burst",
      label: "Burst of changes",
      help: "Five times as many changes, as in a sale.",
      defaultDurationMs: 3_600_000,
      amount: timesAsMany(5),
    },
    {
      id: "late",
      label: "Late events",
      help: "A fifth of the changes is published 20 minutes late.",
      defaultDurationMs: 3_600_000,
      amount: byMs("events are late", 20 * 60_000),
    },
    {
      id: "duplicate",
      label: "Flood of duplicates",
      help: "Three changes in ten are published twice, under the same id.",
      defaultDurationMs: 3_600_000,
      amount: shareOf("of changes that is published twice", 0.3),
    },
    {
      id: "poison",
      label: "Broken events",
      help: "A fifth of the changes lacks a mandatory field.",
      defaultDurationMs: 3_600_000,
      amount: shareOf("of changes that is broken", 0.2),
    },
    {
      id: "hot-key",
      label: "One hot entity",
      help: "Half of all changes are about one customer.",
      defaultDurationMs: 3_600_000,
      amount: shareOf("of changes that is about the customer", 0.5),
    },
    {
      id: "schema-change",
      label: "A service renames a field",
      help: "Every change of one service lacks the field readers know: a release changed its name, and nobody was told.",
      defaultDurationMs: 3_600_000,
      targets: serviceNames,
    },
    {
      id: "clock-skew",
      label: "A service in another time zone",
      help: "One service stamps its changes five hours ahead, as with local time in place of UTC.",
      defaultDurationMs: 3_600_000,
      amount: byMs("changes are stamped ahead", 5 * 3_600_000),
      targets: serviceNames,
    },
    {
      id: "oversized",
      label: "A service sends documents",
      help: "Changes of one service are a hundred times as large: a field that named something now holds all of it.",
      defaultDurationMs: 3_600_000,
      amount: timesAsLarge(100),
      targets: serviceNames,
    },
    {
      id: "partial-drop",
      label: "Changes get lost",
      help: "Four changes in ten are lost between a service and the broker; no error says so.",
      defaultDurationMs: 3_600_000,
      amount: shareOf("of changes that is lost", 0.4),
    },
  ],
  doc: {
    is: "The services a company runs on, each with a table of its own. A change is committed there, lies in an outbox, and is published from it. The scenario says which services there are and how much each of them changes.",
    whenToUse: "Use it where data begins in other teams' databases and you get what they choose to publish.",
    doesNotPromise:
      "Order across services, or within one that tries again; exactly once; that a field is filled. A publisher that stops is noticed by nobody but you, by what is missing.",
    weighAgainst:
      "Reading the databases themselves (change data capture) asks nothing of the teams and ties you to their tables. Files once a day are simpler and a day old.",
  },
  examples: [
    {
      title: "Fifteen services and a log",
      parts: [
        { id: "services", kind: "upstream-services" },
        { id: "broker", kind: "kafka" },
        { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 60_000 } },
        { id: "raw", kind: "s3" },
      ],
      wires: ["services.events -> broker.produce", "broker.consume -> connect.in", "connect.files -> raw.objects"],
      expect: "Changes of all services lie in the raw bucket a minute or two after they were published, some of them twice.",
    },
    {
      title: "A slow relay",
      parts: [
        { id: "services", kind: "upstream-services", settings: { publishMedianMs: 5000, publishP99Ms: 60_000 } },
        { id: "out", kind: "sink" },
      ],
      wires: ["services.events -> out.in"],
      expect: "Nothing downstream is fresher than the outbox: half of the changes are seen 5 s after their commit or later.",
    },
  ],
  migrations: [],
});
