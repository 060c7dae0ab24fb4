import { z } from "zod";
import { parseDuration } from "./duration.ts";

/**
 * The shape of a scenario file, as a person writes it. Every object is strict: a key that is not listed is a finding.
 * Fields that end in `Ms` take milliseconds, or a duration in words (`10 min`, `90 s`, `1 h 15 min`).
 */

// Generated validators need `new Function`, which the page's content policy forbids.
z.config({ jitless: true });

const DURATION = "Milliseconds, or a duration such as `10 min`, `90 s`, `1 h 15 min`.";
const MONTH_MS = 31 * 86_400_000;

function quantity(value: number | string, context: z.RefinementCtx): number {
  if (typeof value === "number") return value;
  const ms = parseDuration(value);
  if (ms !== null) return ms;
  context.addIssue({
    code: "custom",
    message: `"${value.slice(0, 40)}" is not a duration. Write milliseconds, or for instance 10 min, 90 s or 1 h.`,
  });
  return z.NEVER;
}

const durationMs = z
  .union([z.number(), z.string().max(64)])
  .transform(quantity)
  .pipe(z.number().min(0).max(MONTH_MS))
  .describe(DURATION);
const positiveDurationMs = z
  .union([z.number(), z.string().max(64)])
  .transform(quantity)
  .pipe(z.number().min(1).max(MONTH_MS))
  .describe(DURATION);

const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: "A name is lower-case letters, digits and single dashes, for instance broker-crash." })
  .max(64);
const line = z.string().min(1).max(300);
const paragraph = z.string().min(1).max(4000);
const share = z.number().min(0).max(1);
const positive = z.number().gt(0).max(1e9);

const fact = z.strictObject({
  name: z.string().min(1).max(64).describe("Short name that is pinned to the notes, for instance daily_users."),
  value: z.union([z.number(), z.string().max(200)]),
  unit: z.string().max(32).optional(),
});

const question = z.strictObject({
  id: slug,
  group: slug.describe("metrics, sources, volume, transformations, consumers, history, slas, security, growth, or a group of your own."),
  text: line.describe("The question as it reads in the list."),
  matches: z
    .array(z.array(z.string().min(1).max(40)).min(1).max(8))
    .min(1)
    .max(40)
    .describe(
      "Word lists: a typed question matches when every word of one list occurs in it. A word of four letters or more also matches as the beginning of a longer one.",
    ),
  answer: paragraph,
  facts: z.array(fact).max(12),
});

const weighted = z.strictObject({ name: z.string().min(1).max(64), weight: z.number().gt(0).max(1e6) });

const burst = z.strictObject({
  label: line,
  atMs: durationMs,
  durationMs: positiveDurationMs,
  factor: z.number().gt(0).max(1000).describe("How many times more sessions begin during the burst."),
});

const tastes = z
  .strictObject({
    items: z.number().int().min(10).max(1_000_000).describe("Things users can choose."),
    groups: z.number().int().min(1).max(5_000).describe("Genres or categories the items fall into, evenly."),
    popularity: z.strictObject({ s: z.number().min(0).max(3), q: z.number().min(0).max(1e6) }).describe("Zipf-Mandelbrot law over items."),
    dims: z.number().int().min(2).max(64).default(4).describe("Directions of the hidden space in which groups and interests lie."),
    focus: z
      .number()
      .min(0)
      .max(500)
      .default(30)
      .describe("A choice falls on a group with weight exp(focus x cosine of interest and group): 0 = on any, 30 = on few neighbours."),
    perUser: z.number().int().min(1).max(20).describe("Interests of a user."),
    fromTaste: share.describe("Share of choices that follow an interest; the others follow the crowd."),
    mood: share.describe("Share of those that stay with one interest for the whole session."),
    driftPerSession: share.describe("Length of the random step by which each interest has moved when the next session begins."),
    plans: z
      .array(z.strictObject({ name: line, weight: positive, meanActions: z.number().min(1).max(10_000) }))
      .min(1)
      .max(16),
    planChangePerSession: share.default(0).describe("Chance that a user's plan is drawn anew when a session begins."),
    actions: z
      .array(z.strictObject({ name: slug, share, item: z.boolean(), thinkMeanMs: positiveDurationMs }))
      .min(1)
      .max(32)
      .describe("What users do; thinkMeanMs is the mean time to the next action, for a listen the length of a track."),
    requests: z.strictObject({ atStart: z.boolean(), everyActions: z.number().int().min(1).max(1000).nullable() }),
  })
  .describe("What users of the generator tastes like and do.");

const services = z
  .strictObject({
    eventsPerRow: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(1)
      .describe(
        "A row of the run stands for so many events, so that weeks of a large platform can be run: bytes and rates are of all of them; files, tasks and runs are counted as they are.",
      ),
    list: z
      .array(
        z.strictObject({
          name: slug,
          weight: positive.describe("Share of the events, beside the others."),
          bytes: z.number().int().min(1).max(1_000_000).describe("Bytes of one event."),
          types: z.array(weighted).min(1).max(8).describe("Changes it tells of, for instance order_created."),
        }),
      )
      .min(1)
      .max(32),
    lateShare: share.default(0).describe("Share of events that are published later, as the publisher had to try again."),
    lateMeanMs: durationMs.default(0).describe("How much later, on average."),
  })
  .describe("Services that publish the changes of their own tables, for the generator services.");

/** Of less than a millionth of a service nothing that is judged here would come often enough, and what is scaled up by it is no number any more. */
const LEAST_SHARE = 1e-6;

const requests = z
  .strictObject({
    share: z
      .number()
      .min(LEAST_SHARE)
      .max(1)
      .describe("The run carries this share of the traffic of the whole service: draw as large a share of the machines."),
    mix: z
      .strictObject({ read: share, insert: share.default(0), write: share.default(0), delete: share.default(0) })
      .describe("Shares of the requests, served by the endpoints of GET, POST, PUT and DELETE."),
    stock: z.number().int().min(0).max(2_000_000).describe("Things that are stored when the run begins, one row each."),
    itemsPerRow: z
      .number()
      .min(1)
      .max(1e9)
      .default(1)
      .describe(
        "A row stands for so many things: the keys there are and the entries of caches are divided by it, so that as many of them are taken.",
      ),
    popularity: z
      .strictObject({ s: z.number().min(0).max(3), q: z.number().min(0).max(1e6) })
      .describe("Zipf-Mandelbrot law of reads over the stock."),
    fresh: z
      .strictObject({ share, meanAgeMs: positiveDurationMs })
      .default({ share: 0, meanAgeMs: 60_000 })
      .describe("Share of the reads that follow a link made lately, so long ago on average."),
    unknownShare: share.default(0).describe("Share of the reads for keys that nobody was given."),
    repeatedShare: share.default(0).describe("Share of the new things that hold what somebody has stored before."),
    expiring: z.strictObject({ share, meanMs: positiveDurationMs }).default({ share: 0, meanMs: 60_000 }),
    itemBytes: z.strictObject({ p50: z.number().min(1).max(1e8), p99: z.number().min(1).max(1e8) }),
  })
  .describe("What is stored and asked for, for the generator requests.");

const social = z
  .strictObject({
    share: z
      .number()
      .min(LEAST_SHARE)
      .max(1)
      .describe("The run carries this share of the traffic of the whole service: draw as large a share of the machines."),
    mix: z
      .strictObject({ feed: share, post: share, follow: share.default(0), unfollow: share.default(0) })
      .describe("Shares of the requests: home feeds by GET, posts by POST, follows by PUT, and their end by DELETE."),
    followees: z
      .strictObject({ p50: z.number().min(1).max(1e5), p99: z.number().min(1).max(1e5) })
      .describe("How many a user follows: log-normal by two percentiles."),
    popularity: z
      .strictObject({ s: z.number().min(0).max(3), q: z.number().min(0).max(1e6) })
      .describe("Zipf-Mandelbrot law of whom they follow."),
    celebrities: z
      .strictObject({ count: z.number().int().min(0).max(1000), followerShare: share })
      .default({ count: 0, followerShare: 0 })
      .describe("The first so many users: a share of all follows the first, half of it the second, a third the third."),
    stock: z.number().int().min(0).max(2_000_000).describe("Posts of the time before the run, one row each."),
    pageSize: z.number().int().min(1).max(500).describe("Posts of a feed."),
    freshWithinMs: positiveDurationMs.describe("A post that a feed lacks so long after it was acknowledged is missing."),
    opens: z
      .strictObject({ mean: z.number().min(0).max(500), afterMs: positiveDurationMs })
      .default({ mean: 0, afterMs: 1000 })
      .describe("Posts of a feed that are opened by GET of a path that ends in a parameter."),
    fans: z
      .strictObject({ share, meanMs: positiveDurationMs })
      .default({ share: 0, meanMs: 1000 })
      .describe("Share of a celebrity's followers that comes to read when a post of theirs is there, and within how long."),
    postBytes: z.strictObject({ p50: z.number().min(1).max(1e8), p99: z.number().min(1).max(1e8) }),
  })
  .describe("Who follows whom, and what they do, for the generator social.");

const columnName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, { error: "A column is lower-case letters, digits and underscores, for instance device_type." })
  .max(64);
const eventTypes = z.array(z.string().min(1).max(64)).min(1).max(32);

const dimensions = z
  .array(
    z.strictObject({
      column: columnName,
      all: z
        .string()
        .min(1)
        .max(64)
        .describe("What stands in the column where figures are over all of its values, for instance ALL_DEVICES."),
      values: z
        .union([z.literal("plans"), z.literal("services"), z.array(weighted).min(1).max(64)])
        .describe("The values a user has one of, with their weights; plans: those of tastes; services: the names of the services."),
    }),
  )
  .max(6)
  .describe("Columns of few values that events carry. Without it: device_type, app_version (plans where there are any) and country.");

const measures = z
  .strictObject({
    sessionCounts: z
      .array(z.strictObject({ column: columnName, types: eventTypes }))
      .max(3)
      .describe("Counts of a session: its events of these types."),
    shortSessions: z
      .strictObject({ column: columnName, count: z.number().int().min(0).max(2), atMost: z.number().int().min(0).max(1000) })
      .nullable()
      .describe("A flag of sessions of which the count with this index is at most so high."),
    hourly: z
      .array(z.strictObject({ column: columnName, counts: z.union([z.enum(["events", "sessions", "users"]), eventTypes]) }))
      .min(1)
      .max(16)
      .describe("Figures of the hourly table: all events, those of some types, sessions that began, or users seen."),
  })
  .describe("What is counted of events. Without it: what an app is judged by.");

const workload = z.strictObject({
  generator: z.enum(["app-users", "tastes", "services", "requests", "social", "none"]),
  startAt: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})$/, {
    error: "Write a date and time with its offset, for instance 2026-03-05T19:30:00Z.",
  }),
  durationMs: positiveDurationMs,
  warmupMs: durationMs,
  drainMs: durationMs,
  monthlyMeanEventsPerSecond: positive.describe("Mean events per second over a month; the bill is scaled to it."),
  users: z.number().int().min(1).max(50_000_000),
  sessionsPerSecond: positive.describe(
    "Sessions begun per second, averaged over the run without bursts; with the generator services: rows published per second; with requests and social: requests per second.",
  ),
  diurnal: z.strictObject({ peakToMean: z.number().min(1).max(20), peakHour: z.number().min(0).max(24) }),
  bursts: z.array(burst).max(20),
  session: z.strictObject({ gapMs: positiveDurationMs, meanEvents: z.number().min(1).max(10_000), thinkMeanMs: positiveDurationMs }),
  activity: z
    .strictObject({ s: z.number().min(0).max(3), q: z.number().min(0).max(1e6) })
    .describe("Zipf-Mandelbrot exponent and shift of activity over users."),
  installShare: share.default(0),
  notifications: z
    .strictObject({ viewsPerSession: z.number().min(0).max(100), clickShare: share })
    .default({ viewsPerSession: 0, clickShare: 0 }),
  devices: z
    .array(weighted)
    .min(1)
    .max(64)
    .default([{ name: "any", weight: 1 }]),
  appVersions: z
    .array(weighted)
    .min(1)
    .max(64)
    .default([{ name: "any", weight: 1 }]),
  countries: z
    .array(weighted)
    .min(1)
    .max(300)
    .default([{ name: "any", weight: 1 }]),
  dimensions: dimensions.optional(),
  measures: measures.optional(),
  personal: z
    .array(columnName)
    .max(64)
    .optional()
    .describe("Columns that hold personal data, whether a design marks them or not: what readers are shown of them is measured."),
  eventBytes: z.number().int().min(1).max(1_000_000),
  clockOffsetMs: z.strictObject({ p50: durationMs, p99: durationMs }).default({ p50: 0, p99: 0 }),
  offline: z.strictObject({ sessionShare: share, meanMs: durationMs }).default({ sessionShare: 0, meanMs: 0 }),
  resendShare: share,
  invalidShare: share,
  tastes: tastes.optional(),
  services: services.optional(),
  requests: requests.optional(),
  social: social.optional(),
});

const goal = z.strictObject({
  id: slug,
  label: line,
  metric: z.string().min(1).max(64),
  op: z.enum(["<=", ">=", "<", ">", "=="]),
  target: z
    .union([z.number(), z.string().max(64)])
    .transform(quantity)
    .describe("A number in the unit of the metric; for a metric in ms also a duration such as `3 min`."),
  unit: z.string().max(32),
  must: z.boolean().describe("A missed must fails the design whatever the rest."),
});

const incident = z.strictObject({
  label: line,
  fault: z.string().min(1).max(64).describe("A fault the struck kind declares, for instance crash."),
  strikes: z.strictObject({
    kinds: z.array(z.string().max(64)).min(1).max(20).optional(),
    family: z.string().max(64).optional(),
    all: z.boolean().optional().describe("Every part that can suffer the fault, for instance zone-loss."),
  }),
  atMs: durationMs.optional(),
  durationMs: positiveDurationMs.optional(),
  amount: z.number().optional(),
  index: z.number().int().min(0).max(10_000).optional(),
});

const measure = z.strictObject({ id: slug, label: line, unit: z.string().max(32), metric: z.string().min(1).max(64) });

const designEntry = z.strictObject({
  name: slug.describe("`@name` on the command line."),
  role: z.enum(["starter", "reference", "naive"]),
  title: line,
  reason: paragraph.describe("What it shows, or why it fails."),
  failsGoals: z.array(slug).max(50).describe("Ids of the goals it misses; exactly these, on every seed."),
  design: z.unknown().optional().describe("The design itself, written here."),
  file: z.string().min(1).max(200).optional().describe("Or a design file beside the scenario."),
  variantOf: slug.optional().describe("Or the name of a design above, changed by `set`."),
  set: z
    .array(z.string().min(3).max(400))
    .min(1)
    .max(50)
    .optional()
    .describe("Changes to the design named by variantOf, each `PATH=VALUE` as on the command line, for instance kafka.partitions=1."),
});

export const scenarioShape = z
  .strictObject({
    id: slug,
    title: line,
    summary: line,
    prompt: z.string().min(1).max(20_000).describe("Markdown, shown to everyone."),
    questions: z.array(question).max(200),
    workload,
    goals: z.array(goal).min(1).max(50),
    incidents: z.array(incident).max(50),
    measures: z.array(measure).max(50),
    designs: z.array(designEntry).max(50),
  })
  .describe("A scenario of Quadrant: the prompt, what is hidden, the load, what must hold, and the designs that prove it can be judged.");

export type ScenarioFile = z.output<typeof scenarioShape>;
export type DesignEntry = ScenarioFile["designs"][number];
