import { field } from "../../contract.ts";
import { LAMBDA_GUIDE, published } from "../../prices/sources.ts";

export const SQS_GUIDE = published("Amazon SQS Developer Guide and API Reference, docs.aws.amazon.com", "2026");

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const queueFields = {
  order: field.choice({
    label: "Queue type",
    help: "A standard queue hands out in any order and takes whatever comes. A FIFO queue keeps order within a group, leaves out an event that is sent again within 5 minutes, and takes 300 calls a second of each kind.",
    default: "standard",
    options: [
      { value: "standard", label: "standard" },
      { value: "fifo", label: "FIFO" },
    ],
  }),
  groups: field.choice({
    label: "Message group",
    help: "Within a group messages come in order, and none while one of it is in flight: groups are what receivers can work on side by side.",
    default: "user",
    options: [
      { value: "user", label: "the user" },
      { value: "one", label: "one for all" },
    ],
    onlyWith: { field: "order", values: ["fifo"] },
  }),
  visibilityMs: field.integer({
    label: "Visibility time-out",
    help: "Nobody else is given a received message for so long. Work that takes longer is done twice; after a crash the message comes back only when it is over.",
    unit: "ms",
    default: 30_000,
    min: 1000,
    max: 12 * HOUR_MS,
    step: 1000,
    source: SQS_GUIDE,
  }),
  maxReceives: field.integer({
    label: "Receives before dead letters",
    help: "A message that was received so often and never deleted goes to the dead-letter queue. One that is not drawn has no reader: what goes there is lost.",
    unit: "receives",
    default: 5,
    min: 1,
    max: 1000,
    source: { ...LAMBDA_GUIDE, text: `${LAMBDA_GUIDE.text}: at least 5 with a function; the service has no default` },
  }),
  retentionMs: field.integer({
    label: "Retention",
    help: "A message that was not deleted within this time of its send is gone.",
    unit: "ms",
    default: 4 * DAY_MS,
    min: 60_000,
    max: 14 * DAY_MS,
    step: 60_000,
    source: SQS_GUIDE,
  }),
  sendMessages: field.integer({
    label: "Messages per send",
    help: "Messages a sender puts into one call; calls are what is paid, and what a FIFO queue limits.",
    unit: "messages",
    default: 1,
    min: 1,
    max: 10,
    source: SQS_GUIDE,
  }),
} as const;
