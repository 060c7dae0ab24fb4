/** A column of few values that events carry beside who, what and when; its codes lie below ALL (row-kind.ts). */
export type Dimension = {
  /** Its name in tables. */
  readonly column: string;
  /** By code. */
  readonly names: readonly string[];
  /** What stands in its place where figures are over all of it. */
  readonly all: string;
};

/** A count of a session: its events of these types. */
export type SessionCount = { readonly column: string; readonly types: readonly string[] };

/** A figure of an hourly cell: its events, those of some types, the sessions that began in it, or the users seen in it. */
export type HourlyMeasure = { readonly column: string; readonly counts: "events" | "sessions" | "users" | readonly string[] };

/** What the events of a workload carry, and what is counted of them. */
export type EventColumns = {
  readonly dimensions: readonly Dimension[];
  /** At most MOST_SESSION_COUNTS. */
  readonly sessionCounts: readonly SessionCount[];
  /** A flag of sessions of which a count, by its index, is at most so high. */
  readonly shortSessions: { readonly column: string; readonly count: number; readonly atMost: number } | null;
  readonly hourly: readonly HourlyMeasure[];
};

/** A session's counts share two numbers of its state (operators/sessionize.ts), its events taking the fourth place. */
export const MOST_SESSION_COUNTS = 3;

/** Names behind the codes of the event rows. */
export type Dimensions = EventColumns & {
  readonly types: readonly string[];
  readonly users: number;
  /** Items of the catalogue the events are about; 0 where there is none. */
  readonly items: number;
};

/** Events that say who, what and when, and no more. */
export const PLAIN_EVENTS: EventColumns = { dimensions: [], sessionCounts: [], shortSessions: null, hourly: [] };
