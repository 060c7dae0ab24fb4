import { EVENT_TYPES } from "../../engine/sources/phone-traffic.ts";
import { field } from "../contract.ts";

const types = EVENT_TYPES.map((value) => ({ value, label: value.replaceAll("_", " ") }));

const INTERVAL = ["interval"];
const ON = [...INTERVAL, "table-event-time", "table-arrival"];

/** A join of two event types of the stream: off unless asked for. */
export const joinFields = {
  join: field.choice({
    label: "Join",
    help: "Interval: pairs of two event types of the same user and item that lie close in time. Table: the newest left event of a user is a row of a table, and each right event meets it, by event time (which waits for the watermark) or as it arrives.",
    default: "off",
    options: [
      { value: "off", label: "off" },
      { value: "interval", label: "interval: two types close in time" },
      { value: "table-event-time", label: "table, as of the event's time" },
      { value: "table-arrival", label: "table, as of arrival" },
    ],
  }),
  joinLeft: field.choice({
    onlyWith: { field: "join", values: ON },
    label: "Join: left type",
    help: "Events of this type are the left side of a pair, or change the table.",
    default: "notification_view",
    options: types,
  }),
  joinRight: field.choice({
    onlyWith: { field: "join", values: ON },
    label: "Join: right type",
    help: "Events of this type are the right side of a pair, or look into the table.",
    default: "notification_click",
    options: types,
  }),
  joinAfterMs: field.integer({
    onlyWith: { field: "join", values: INTERVAL },
    label: "Join: right after left by",
    help: "In an interval join the right event may follow the left one by at most this, in ms of event time. State is kept that long behind the watermark.",
    unit: "ms",
    default: 600_000,
    min: 0,
    max: 86_400_000,
    step: 1000,
  }),
  joinBeforeMs: field.integer({
    onlyWith: { field: "join", values: INTERVAL },
    label: "Join: right before left by",
    help: "In an interval join the right event may lie before the left one by at most this, in ms of event time.",
    unit: "ms",
    default: 0,
    min: 0,
    max: 86_400_000,
    step: 1000,
    advanced: true,
  }),
};
