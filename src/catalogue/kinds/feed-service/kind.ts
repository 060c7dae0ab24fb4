import { defineKind, field } from "../../contract.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";
import { feedService } from "../../families/items/feed-service.ts";
import { serviceFields } from "../../fields/services/service-fields.ts";
import { AWS_PRICES, assumed, published } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { APP_SERVICE_REMARKS } from "../../remarks/requests.ts";
import { plural } from "../../words.ts";

const GUIDE = published("Grokking the System Design Interview, part 1: Instagram, news feed; facts/storage.md 8", "2019");
const KEEPS = { field: "builds", values: ["push", "hybrid"] } as const;

export const feedServiceKind = defineKind({
  id: "feed-service",
  version: 1,
  family: "service",
  title: "Feed service",
  summary: "Takes posts and serves home feeds: pulled when read, pushed when posted, or pushed but for celebrities.",
  layer: "serve",
  ports: [
    { id: "calls", label: "Calls", direction: "in", carries: ["calls"], required: true, help: "Calls of people, or from a balancer." },
    {
      id: "store",
      label: "Posts and follows",
      direction: "out",
      carries: ["calls"],
      required: true,
      partners: ["table-store"],
      help: "Where posts are kept with an index by author, and who follows whom. With several wires they are asked by turns.",
    },
    {
      id: "timelines",
      label: "Timelines",
      direction: "out",
      carries: ["calls"],
      partners: ["cache", "table-store"],
      help: "A list of posts for each reader: in memory, or as rows of a store. Needed to push.",
    },
    {
      id: "fan-out",
      label: "Fan-out",
      direction: "out",
      carries: ["calls"],
      partners: ["worker"],
      help: "Workers that push new posts to timelines. Without one the author waits until all have it.",
    },
    {
      id: "cache",
      label: "Cache of posts",
      direction: "out",
      carries: ["calls"],
      partners: ["cache"],
      help: "Asked before the store when one post is opened.",
    },
    {
      id: "blobs",
      label: "Contents",
      direction: "out",
      carries: ["calls"],
      partners: ["object-store"],
      help: "Where photos lie, while the store keeps a row of metadata for each.",
    },
  ],
  fields: {
    builds: field.choice({
      label: "Builds feeds",
      help: "When the work is done: when a feed is read, when something is posted, or both.",
      default: "hybrid",
      options: [
        { value: "pull", label: "when read (pull)", help: "Asks for the posts of all whom the reader follows, and merges them." },
        { value: "push", label: "when posted (push)", help: "A post goes onto the timelines of all followers; a read takes one list." },
        { value: "hybrid", label: "hybrid", help: "Posts are pushed, but those of celebrities, which readers pull." },
      ],
      source: GUIDE,
    }),
    celebrityFollowers: field.integer({
      label: "Celebrity from",
      help: "Whoever has so many followers is not pushed: their posts are pulled by who reads.",
      unit: "followers",
      default: 1000,
      min: 1,
      max: 1e9,
      onlyWith: { field: "builds", values: ["hybrid"] },
      source: assumed("the guide says a few hundred or thousand followers are pushed to"),
    }),
    pageSize: field.integer({
      label: "Posts of a feed",
      help: "The newest so many.",
      unit: "posts",
      default: 20,
      min: 1,
      max: 500,
    }),
    authorsPerCall: field.integer({
      label: "Authors a query",
      help: "One query asks for the posts of so many people (WHERE owner_id IN …); all queries of a feed go out at once.",
      unit: "authors",
      default: 100,
      min: 1,
      max: 10_000,
      advanced: true,
    }),
    timelinesPerCall: field.integer({
      label: "Timelines a push",
      help: "One call pushes to so many timelines where the service pushes by itself.",
      unit: "timelines",
      default: 100,
      min: 1,
      max: 10_000,
      onlyWith: KEEPS,
      advanced: true,
    }),
    sorts: field.boolean({
      label: "Sorts by time",
      help: "Sorts a feed by when each post was made. A timeline has them in the order in which they were pushed.",
      default: true,
    }),
    rebuildsOnFollow: field.boolean({
      label: "New timeline after a follow",
      help: "Whoever follows somebody, or no longer does, has the timeline built anew at the next read. Else old posts are missing, or stay.",
      default: true,
      onlyWith: KEEPS,
    }),
    ...serviceFields,
    storeTimeoutMs: field.integer({
      label: "Store given up after",
      help: "Then the call is an error; the store works on for nobody.",
      unit: "ms",
      default: 2000,
      min: 1,
      max: 600_000,
      advanced: true,
    }),
    timelinesTimeoutMs: field.integer({
      label: "Timelines given up after",
      help: "Then the feed is pulled from the store.",
      unit: "ms",
      default: 100,
      min: 1,
      max: 600_000,
      onlyWith: KEEPS,
      advanced: true,
      source: published("ElastiCache best practices for Lettuce: 100 ms", "2026"),
    }),
  },
  limits: [{ name: "Connections of a web server, by the guide", value: 500, unit: "connections", source: GUIDE }],
  prices: [
    {
      dimension: "Instances",
      unit: "instance-hours",
      source: AWS_PRICES,
      quantity: (usage, props) => props.instances * used(usage, "hours"),
      // m5.large
      unitPriceUsd: () => 0.096,
    },
  ],
  headline: ({ builds, instances }) => `${builds} · ${plural(instances, "instance")}`,
  behaviour: (props, ctx) => feedService(ctx, props),
  remarks: APP_SERVICE_REMARKS,
  faults: [
    {
      id: "crash",
      label: "Instance lost",
      help: "Its calls break off. The others get its share at once; without an index all are struck.",
      defaultDurationMs: 30_000,
      targets: ({ instances }) => Array.from({ length: instances }, (_, i) => `instance-${i}`),
    },
    { id: "slow", label: "Slow", help: "Every call takes four times the own work.", defaultDurationMs: 60_000, amount: timesAsLong(4) },
  ],
  doc: {
    is: "A stateless service. To read pulled, it asks whom the reader follows and for the newest posts of each, and merges. To read pushed, it takes one list; where there is none it pulls and puts the list in.",
    whenToUse: "Pull while few read or follow few. Push where reads outnumber posts. Hybrid where some have very many followers.",
    doesNotPromise:
      "Pushed feeds are behind by the fan-out. A post that was stored and not handed over is on no timeline; nothing looks for it.",
    weighAgainst: "An application service gets and stores single things by key.",
  },
  examples: [
    {
      title: "Pushed by workers",
      parts: [
        { id: "people", kind: "social-clients" },
        { id: "feeds", kind: "feed-service", settings: { builds: "push" } },
        { id: "pushers", kind: "fan-out-worker" },
        { id: "lists", kind: "redis-timelines" },
        { id: "db", kind: "postgres" },
      ],
      wires: [
        "people.requests -> feeds.calls",
        "feeds.store -> db.calls",
        "feeds.timelines -> lists.calls",
        "feeds.fan-out -> pushers.calls",
        "pushers.store -> db.calls",
        "pushers.timelines -> lists.calls",
      ],
      expect: "A read takes one list; feeds are behind by what pushing takes.",
    },
    {
      title: "Rows of a feed in the store, pushed while the author waits",
      parts: [
        { id: "people", kind: "social-clients" },
        { id: "feeds", kind: "feed-service", settings: { instances: 1, builds: "push", rebuildsOnFollow: false, sorts: false } },
        { id: "db", kind: "postgres" },
        { id: "rows", kind: "postgres" },
      ],
      wires: ["people.requests -> feeds.calls", "feeds.store -> db.calls", "feeds.timelines -> rows.calls"],
      expect: "A post takes as long as all its rows; who follows somebody new does not see what they posted before.",
    },
  ],
  migrations: [],
});
