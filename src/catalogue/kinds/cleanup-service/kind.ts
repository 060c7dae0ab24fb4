import { defineKind, field } from "../../contract.ts";
import { CLEANED_TOO_SELDOM } from "../../causes/items.ts";
import { cleanupService } from "../../families/items/cleanup-service.ts";
import { AWS_PRICES, assumed, published } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { CLEANUP_REMARKS } from "../../remarks/requests.ts";
import { duration } from "../../words.ts";

const GUIDE = published("Grokking the System Design Interview, part 1: TinyURL, purging", "2019");

export const cleanupServiceKind = defineKind({
  id: "cleanup-service",
  version: 1,
  family: "service",
  title: "Clean-up service",
  summary: "Deletes what has expired from stores by the clock, some rows at a time.",
  layer: "process",
  ports: [
    {
      id: "stores",
      label: "Stores",
      direction: "out",
      carries: ["calls"],
      required: true,
      partners: ["table-store", "object-store"],
      help: "Where expired rows and contents are deleted, one store after the other.",
    },
  ],
  fields: {
    everyMs: field.integer({
      label: "A round every",
      help: "What has expired stays for half of it on average. It is given to nobody meanwhile.",
      unit: "ms",
      default: 60_000,
      min: 1000,
      max: 604_800_000,
      source: assumed("a job of a minute; a quiet hour of the night is enough where space is cheap"),
    }),
    batch: field.integer({
      label: "Rows at a time",
      help: "Deleted by one statement, which takes a core of the store for all of them.",
      unit: "rows",
      default: 100,
      min: 1,
      max: 100_000,
      source: GUIDE,
    }),
    pauseMs: field.integer({
      label: "Pause",
      help: "Between two batches, so that the store serves others.",
      unit: "ms",
      default: 200,
      min: 0,
      max: 600_000,
      source: GUIDE,
    }),
    timeoutMs: field.integer({
      label: "Given up after",
      help: "Then the round ends; the next one finds what is left.",
      unit: "ms",
      default: 10_000,
      min: 1,
      max: 600_000,
      advanced: true,
    }),
  },
  limits: [{ name: "Default life of a link", value: 2, unit: "years", source: GUIDE }],
  prices: [
    {
      dimension: "Machine",
      unit: "instance-hours",
      source: AWS_PRICES,
      quantity: (usage) => used(usage, "hours"),
      // m5.large
      unitPriceUsd: () => 0.096,
    },
  ],
  headline: ({ everyMs, batch }) => `every ${duration(everyMs)} · ${batch} rows at a time`,
  behaviour: (props, ctx) => cleanupService(ctx, props),
  remarks: CLEANUP_REMARKS,
  causes: [CLEANED_TOO_SELDOM],
  faults: [
    {
      id: "outage",
      label: "Away",
      help: "Nothing is deleted meanwhile; what has expired is still given to nobody.",
      defaultDurationMs: 300_000,
    },
  ],
  doc: {
    is: "A small job that asks each store to delete what has expired, batch by batch with pauses, until a batch comes back short.",
    whenToUse: "Use it beside a look at expiry on every read: that keeps answers right, this keeps the store small.",
    doesNotPromise: "What has expired stays until its turn. Large batches without pauses take the store's cores from those who read.",
    weighAgainst: "Deleting only what somebody asks for needs no service, and leaves everything that nobody asks for.",
  },
  examples: [
    {
      title: "A round each minute",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "postgres" },
        { id: "cleanup", kind: "cleanup-service" },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls", "cleanup.stores -> db.calls"],
      expect: "Hardly anything that has expired is left at the end.",
    },
    {
      title: "One row at a time",
      parts: [
        { id: "clients", kind: "request-clients" },
        { id: "app", kind: "app-service" },
        { id: "db", kind: "postgres" },
        { id: "cleanup", kind: "cleanup-service", settings: { batch: 1, pauseMs: 30_000 } },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls", "cleanup.stores -> db.calls"],
      expect: "Less is deleted than expires: the store grows with what nobody may see.",
    },
  ],
  migrations: [],
});
