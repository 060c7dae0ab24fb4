import type { Design } from "../design/types.ts";
import type { FaultSpec } from "../result/snapshot.ts";

/** A scenario: the prompt, what is hidden, the load, what must hold, and the designs that prove it can be judged. */
export type Scenario = {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Markdown, shown to everyone. */
  readonly prompt: string;
  /** The interviewer's answers; hidden until asked. */
  readonly questions: readonly Question[];
  readonly workload: Workload;
  readonly goals: readonly Goal[];
  readonly incidents: readonly Incident[];
  /** Quantities an estimate may be marked against. */
  readonly measures: readonly Measure[];
  readonly designs: readonly ScenarioDesign[];
};

export type Question = {
  readonly id: string;
  /** metrics, sources, volume, transformations, consumers, history, slas, security, growth */
  readonly group: string;
  readonly text: string;
  /** Word lists; a typed question matches when all words of one list occur in it. */
  readonly matches: readonly (readonly string[])[];
  readonly answer: string;
  readonly facts: readonly Fact[];
};

export type Fact = { readonly name: string; readonly value: number | string; readonly unit?: string };

export type Measure = { readonly id: string; readonly label: string; readonly unit: string; readonly metric: string };

export type Goal = {
  readonly id: string;
  readonly label: string;
  /** A metric id of result/metric.ts, for instance `freshness.p95Ms`. */
  readonly metric: string;
  readonly op: "<=" | ">=" | "<" | ">" | "==";
  readonly target: number;
  readonly unit: string;
  readonly must: boolean;
};

/** An incident names what it strikes by kind, as designs differ; it strikes the first part of that kind, or of that family. */
export type Incident = Omit<FaultSpec, "part"> & {
  readonly label: string;
  readonly strikes: { readonly kinds?: readonly string[]; readonly family?: string; readonly all?: boolean };
};

export type DesignRole = "starter" | "reference" | "naive";

export type ScenarioDesign = {
  readonly name: string;
  readonly role: DesignRole;
  readonly title: string;
  /** What it shows, or why it fails. */
  readonly reason: string;
  readonly failsGoals: readonly string[];
  readonly design: Design;
};

/** Who uses the app, how, and when; every field is a parameter of the generator (engine/sources/app-users.ts). */
export type Workload = {
  /**
   * app-users: people with an app that gathers events. tastes: people who choose items they like, and ask for recommendations.
   * services: services that publish the changes of their own tables. requests: clients who store things and follow links to them.
   * social: people who follow each other, post, and read home feeds.
   */
  readonly generator: "app-users" | "tastes" | "services" | "requests" | "social" | "none";
  /** ISO 8601 with offset; the run's epoch. */
  readonly startAt: string;
  readonly durationMs: number;
  readonly warmupMs: number;
  readonly drainMs: number;
  /** Length of a month's load in the terms of this run: mean events per second over a month, for the bill. */
  readonly monthlyMeanEventsPerSecond: number;
  readonly users: number;
  /** Sessions begun per second, averaged over the run without bursts; with the generator `services`, rows published, with `requests` and `social`, requests. */
  readonly sessionsPerSecond: number;
  /** Peak over mean of the daily curve, and the hour of the peak (0..24, local to startAt). */
  readonly diurnal: { readonly peakToMean: number; readonly peakHour: number };
  readonly bursts: readonly { readonly label: string; readonly atMs: number; readonly durationMs: number; readonly factor: number }[];
  readonly session: { readonly gapMs: number; readonly meanEvents: number; readonly thinkMeanMs: number };
  /** Zipf-Mandelbrot exponent and shift of activity over users. */
  readonly activity: { readonly s: number; readonly q: number };
  readonly installShare: number;
  readonly notifications: { readonly viewsPerSession: number; readonly clickShare: number };
  readonly devices: readonly Weighted[];
  readonly appVersions: readonly Weighted[];
  readonly countries: readonly Weighted[];
  /** Columns of few values that events carry; without it device_type, app_version (where there are plans, those) and country, from the lists above. */
  readonly dimensions?: readonly {
    readonly column: string;
    readonly all: string;
    readonly values: readonly Weighted[] | "plans" | "services";
  }[];
  /** What is counted of events; without it what an app is judged by (catalogue/drawing/event-columns.ts). */
  readonly measures?: {
    readonly sessionCounts: readonly { readonly column: string; readonly types: readonly string[] }[];
    readonly shortSessions: { readonly column: string; readonly count: number; readonly atMost: number } | null;
    readonly hourly: readonly { readonly column: string; readonly counts: "events" | "sessions" | "users" | readonly string[] }[];
  };
  /** Columns that hold personal data, by their names where the run fills them, whether a design marks them or not. */
  readonly personal?: readonly string[];
  readonly eventBytes: number;
  /** Clocks of phones: log-normal spread around true time. */
  readonly clockOffsetMs: { readonly p50: number; readonly p99: number };
  readonly offline: { readonly sessionShare: number; readonly meanMs: number };
  readonly resendShare: number;
  readonly invalidShare: number;
  /** What users of the generator `tastes` like and do; only there. */
  readonly tastes?: TasteWorkload;
  /** Who publishes what, with the generator `services`; only there. */
  readonly services?: ServicesWorkload;
  /** What is stored and asked for, with the generator `requests`; only there. */
  readonly requests?: RequestsWorkload;
  /** Who follows whom and does what, with the generator `social`; only there. */
  readonly social?: SocialWorkload;
};

/** Parameters of engine/sources/social-clients.ts beside those of every workload; `users` follow each other, `activity` says how unevenly they come. */
export type SocialWorkload = {
  /** The run carries this share of the traffic of the whole service. */
  readonly share: number;
  /** Shares of the requests, served by the endpoints of GET, POST, PUT and DELETE. */
  readonly mix: { readonly feed: number; readonly post: number; readonly follow: number; readonly unfollow: number };
  readonly followees: { readonly p50: number; readonly p99: number };
  readonly popularity: { readonly s: number; readonly q: number };
  readonly celebrities: { readonly count: number; readonly followerShare: number };
  /** Posts of the time before the run. */
  readonly stock: number;
  readonly pageSize: number;
  readonly freshWithinMs: number;
  readonly opens: { readonly mean: number; readonly afterMs: number };
  readonly fans: { readonly share: number; readonly meanMs: number };
  readonly postBytes: { readonly p50: number; readonly p99: number };
};

/** Parameters of engine/sources/request-clients.ts beside those of every workload; `users` store things, `activity` says how unevenly. */
export type RequestsWorkload = {
  /** The run carries this share of the traffic of the whole service. */
  readonly share: number;
  /** Shares of the requests that get, store anew, change and delete: endpoints by GET, POST, PUT and DELETE. */
  readonly mix: { readonly read: number; readonly insert: number; readonly write: number; readonly delete: number };
  /** Rows that are stored when the run begins; each stands for `itemsPerRow` things, by which keys and caches are scaled, too. */
  readonly stock: number;
  readonly itemsPerRow: number;
  readonly popularity: { readonly s: number; readonly q: number };
  readonly fresh: { readonly share: number; readonly meanAgeMs: number };
  readonly unknownShare: number;
  readonly repeatedShare: number;
  readonly expiring: { readonly share: number; readonly meanMs: number };
  readonly itemBytes: { readonly p50: number; readonly p99: number };
};

/** Parameters of engine/sources/service-events.ts beside those of every workload; `users` is how many entities their rows are about. */
export type ServicesWorkload = {
  /** A row of the run stands for so many events: bytes and rates are of all of them, the number of files, tasks and runs is not scaled. */
  readonly eventsPerRow: number;
  readonly list: readonly {
    readonly name: string;
    readonly weight: number;
    /** Of one event. */
    readonly bytes: number;
    readonly types: readonly Weighted[];
  }[];
  readonly lateShare: number;
  readonly lateMeanMs: number;
};

/** Parameters of engine/sources/taste-users.ts beside those of every workload. */
export type TasteWorkload = {
  readonly items: number;
  readonly groups: number;
  readonly popularity: { readonly s: number; readonly q: number };
  readonly dims: number;
  readonly focus: number;
  readonly perUser: number;
  readonly fromTaste: number;
  readonly mood: number;
  readonly driftPerSession: number;
  /** Names go where app versions stand; mean actions of a session differ by plan. */
  readonly plans: readonly { readonly name: string; readonly weight: number; readonly meanActions: number }[];
  readonly planChangePerSession: number;
  readonly actions: readonly { readonly name: string; readonly share: number; readonly item: boolean; readonly thinkMeanMs: number }[];
  readonly requests: { readonly atStart: boolean; readonly everyActions: number | null };
};

export type Weighted = { readonly name: string; readonly weight: number };
