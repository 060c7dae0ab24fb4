import { nounFor } from "../../../base/counted-noun.ts";
import { defineKind, field } from "../../contract.ts";
import { appUsers } from "../../families/source.ts";
import { assumed } from "../../prices/sources.ts";
import { every } from "../../words.ts";
import { TRACE_REMARKS } from "../../remarks/sources.ts";
import { byMs, shareOf, timesAsMany } from "../../drawing/fault-amounts.ts";

export const mobileApp = defineKind({
  id: "mobile-app",
  version: 1,
  family: "source",
  title: "Mobile app",
  alsoCalled: ["phone", "iOS", "Android", "app"],
  summary: "People using an app whose SDK gathers events on the phone and sends them in batches.",
  layer: "source",
  population: "app-users",
  ports: [
    {
      id: "events",
      label: "Events",
      direction: "out",
      carries: ["records"],
      streams: ["event"],
      required: true,
      help: "Events as the SDK sends them, batch by batch, late ones included.",
    },
  ],
  fields: {
    flushIntervalMs: field.integer({
      label: "Send every",
      help: "The SDK sends what it has gathered after this long. Longer saves battery and requests, and makes every event older before it leaves the phone.",
      unit: "ms",
      default: 15_000,
      min: 100,
      max: 3_600_000,
      step: 1000,
      source: assumed("working value; SDKs commonly offer 10 s to 60 s"),
    }),
    flushEvents: field.integer({
      label: "Or after",
      help: "The SDK also sends as soon as this many events wait on the phone.",
      unit: "events",
      default: 10,
      min: 1,
      max: 1000,
    }),
    offlineCapacityEvents: field.integer({
      label: "Kept while offline",
      help: "Events a phone without network can keep. Beyond that the oldest are overwritten and lost.",
      unit: "events",
      default: 1000,
      min: 0,
      max: 1_000_000,
      source: assumed("working value; SDKs commonly keep 1,000 events or more"),
    }),
    retries: field.boolean({
      label: "Send again without an answer",
      help: "On: a batch whose answer got lost is sent again with the same event ids, so events arrive twice. Off: such events are lost.",
      default: true,
    }),
    networkMedianMs: field.number({
      label: "Network delay, median",
      help: "Phone to front door, one way: half of the batches are faster.",
      unit: "ms",
      default: 60,
      min: 1,
      max: 60_000,
      advanced: true,
      source: assumed("working value for mobile networks"),
    }),
    networkP99Ms: field.number({
      label: "Network delay, p99",
      help: "Phone to front door, one way: one batch in a hundred is slower.",
      unit: "ms",
      default: 800,
      min: 1,
      max: 600_000,
      advanced: true,
      source: assumed("working value for mobile networks"),
    }),
  },
  limits: [
    {
      name: "Network delay",
      value: "log-normal, median 60, p99 800",
      unit: "ms",
      source: assumed("working value for mobile networks; set it in the fields"),
    },
  ],
  prices: [],
  headline: (props) => `sends ${every(props.flushIntervalMs)} or ${props.flushEvents} ${nounFor(props.flushEvents, "event")}`,
  behaviour: (props, ctx) =>
    appUsers(ctx, {
      flushIntervalMs: props.flushIntervalMs,
      flushEvents: props.flushEvents,
      offlineCapacityEvents: props.offlineCapacityEvents,
      networkLatency: { medianMs: props.networkMedianMs, p99Ms: props.networkP99Ms },
      retries: props.retries,
    }),
  remarks: TRACE_REMARKS,
  faults: [
    {
      id: "burst",
      label: "Burst of users",
      help: "Five times as many sessions begin, as after a push notification.",
      defaultDurationMs: 300_000,
      amount: timesAsMany(5),
    },
    {
      id: "late",
      label: "Late events",
      help: "A fifth of the events reaches the front door 20 minutes late.",
      defaultDurationMs: 300_000,
      amount: byMs("events are late", 20 * 60_000),
    },
    {
      id: "duplicate",
      label: "Flood of duplicates",
      help: "Three events in ten are sent a second time, with the same event id.",
      defaultDurationMs: 300_000,
      amount: shareOf("of events that is sent twice", 0.3),
    },
    {
      id: "poison",
      label: "Broken events",
      help: "A fifth of the events lacks a mandatory field or holds an impossible value.",
      defaultDurationMs: 300_000,
      amount: shareOf("of events that is broken", 0.2),
    },
    {
      id: "clock-skew",
      label: "Wrong clocks",
      help: "Event times run 10 minutes ahead of true time.",
      defaultDurationMs: 300_000,
      amount: byMs("clocks run ahead", 10 * 60_000),
    },
    { id: "hot-key", label: "One hot user", help: "One user, a bot, sends a large share of all events.", defaultDurationMs: 300_000 },
  ],
  doc: {
    is: "A population of users in sessions: each phone gathers events, keeps them while it has no network, and sends them in batches. The scenario says who they are and when they come.",
    whenToUse: "Use it wherever events begin on devices you do not control. Their clocks, retries and gaps are what makes the rest hard.",
    doesNotPromise:
      "Events come neither in order nor once: a lost answer brings duplicates, a tunnel brings events that are minutes late. What overflows the phone's memory is gone.",
    weighAgainst:
      "Weigh a short send interval (fresh figures, many requests) against a long one. A synthetic source with a fixed rate is simpler, and hides all of this.",
  },
  examples: [
    {
      title: "Duplicates that nobody removes",
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "flink", kind: "flink", settings: { dedup: false } },
        { id: "out", kind: "sink" },
      ],
      wires: ["app.events -> flink.in", "flink.sessions -> out.in"],
      expect: "Sessions hold events twice, as the SDK sends again and nothing compares ids.",
    },
    {
      title: "A phone that forgets",
      parts: [
        { id: "app", kind: "mobile-app", settings: { offlineCapacityEvents: 5 } },
        { id: "out", kind: "sink" },
      ],
      wires: ["app.events -> out.in"],
      expect: "Events of phones without network are lost on the device.",
    },
  ],
  migrations: [],
  replaysEvents: true,
});
