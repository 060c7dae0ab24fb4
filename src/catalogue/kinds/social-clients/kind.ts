import { defineKind } from "../../contract.ts";
import { timesAsMany } from "../../drawing/fault-amounts.ts";
import { socialClients } from "../../families/items/social-clients.ts";
import { CLIENT_FIELDS, clientOptions } from "../../fields/client-fields.ts";
import { published } from "../../prices/sources.ts";

const TWITTER = published("Designing Data-Intensive Applications, chapter 1: Twitter in November 2012; facts/anchors.md 5, R8", "2017");

export const socialClientsKind = defineKind({
  id: "social-clients",
  version: 1,
  family: "source",
  title: "People of a network",
  summary: "People who follow each other, post, and read home feeds; every feed is held against what was really posted.",
  layer: "source",
  population: "social",
  ports: [
    {
      id: "requests",
      label: "Requests",
      direction: "out",
      carries: ["calls"],
      required: true,
      help: "GET reads a home feed, POST posts, PUT follows, DELETE unfollows; GET of a path that ends in {a parameter} opens one post.",
    },
  ],
  fields: { ...CLIENT_FIELDS },
  limits: [
    { name: "Reads of home feeds", value: 300_000, unit: "reads/s", source: TWITTER },
    { name: "Posts, mean and peak", value: "4,600 and 12,000", unit: "posts/s", source: TWITTER },
    { name: "Followers of an author, mean", value: 75, unit: "followers", source: TWITTER },
    { name: "Followers of the most popular", value: "30 M", unit: "followers", source: TWITTER },
  ],
  prices: [],
  headline: ({ roundTripMedianMs, timeoutMs, retries }) => `${roundTripMedianMs} ms away · waits ${timeoutMs} ms · ${retries} more tries`,
  behaviour: (props, ctx) => socialClients(ctx, clientOptions(props)),
  remarks: {},
  faults: [
    {
      id: "burst",
      label: "Rush",
      help: "Five times as many requests come, in the same mix.",
      defaultDurationMs: 60_000,
      amount: timesAsMany(5),
    },
    {
      id: "celebrity-posts",
      label: "A celebrity posts",
      help: "The most followed of all posts, or the second or third; fans come to read.",
      defaultDurationMs: 1000,
      targets: () => ["first", "second", "third"],
    },
  ],
  doc: {
    is: "An open crowd that reads, posts and follows. Few are followed by very many. It knows for each feed which posts it had to show, since when, and in which order.",
    whenToUse:
      "Use it before a service of home feeds. It says which posts were missing, how far feeds were behind, and what was shown to whom it does not concern.",
    doesNotPromise:
      "People come whether or not they are served, and follow whom they follow whatever they are shown. Nothing is ranked: a feed is the newest first.",
    weighAgainst: "Clients of an API store things and get them by key; nobody follows anybody there.",
  },
  examples: [
    {
      title: "Feeds pulled from the store",
      parts: [
        { id: "people", kind: "social-clients" },
        { id: "feeds", kind: "feed-service", settings: { builds: "pull" } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["people.requests -> feeds.calls", "feeds.store -> db.calls"],
      expect: "Every feed shows what was posted, as soon as it is stored.",
    },
    {
      title: "Impatient people",
      parts: [
        { id: "people", kind: "social-clients", settings: { timeoutMs: 20, retries: 2 } },
        { id: "feeds", kind: "feed-service", settings: { builds: "pull", instances: 1, workTime: { exponential: 10 } } },
        { id: "db", kind: "postgres" },
      ],
      wires: ["people.requests -> feeds.calls", "feeds.store -> db.calls"],
      expect: "Attempts are given up and made again, and what they posted stands there twice.",
    },
  ],
  migrations: [],
});
