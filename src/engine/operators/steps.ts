import { assert } from "../../base/assert.ts";
import type { RunContext } from "../part/run-context.ts";
import type { ChainLink } from "../processing/operator-chain.ts";
import type { Operator } from "../processing/operator.ts";
import { Dedup } from "./dedup.ts";
import { DedupByWatermark } from "./dedup-by-watermark.ts";
import { Enrich } from "./enrich.ts";
import { HourlyAggregate } from "./hourly-aggregate.ts";
import type { AggregateSpec } from "./hourly-aggregate.ts";
import { IntervalJoin } from "./interval-join.ts";
import type { IntervalJoinSpec } from "./interval-join.ts";
import { Sessionize } from "./sessionize.ts";
import type { SessionizeSpec } from "./sessionize.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { Validate } from "./validate.ts";
import { VersionedJoin } from "./versioned-join.ts";
import type { VersionedJoinSpec } from "./versioned-join.ts";
import { WindowedCounts } from "./windowed-counts.ts";
import type { WindowedCountsSpec } from "./windowed-counts.ts";

/** What operators need of a run. */
type RunOfChain = Pick<RunContext, "rows" | "dimensions" | "hourMs">;

/** What an operator is made of: the run, the number of the first task it works for, and the operators behind it, the next one first. */
type Place = { readonly run: RunOfChain; readonly task: number; readonly behind: readonly Operator[] };

type Definition<Settings> = {
  readonly create: (settings: Settings, place: Place) => Operator;
  /** It cleans records and looks at no clock; such steps come first. */
  readonly cleans?: true;
  /** Rows of its state that a record which passes changes; none unless said. */
  readonly stateUpdates?: (settings: Settings) => number;
};

function define<Settings>(definition: Definition<Settings>): Definition<Settings> {
  return definition;
}

/** Every operator a chain may have, by name: how it is made of its settings. A new one is its file and its entry here. */
const OPERATORS = {
  /** Refuses records without a user, or whose time lies further ahead of their arrival than this, in ms. */
  validate: define<{ readonly maxAheadMs: number }>({
    cleans: true,
    create: ({ maxAheadMs }, { run }) => new Validate(run.rows.events, maxAheadMs),
  }),
  /** Lets each event id pass once; it is forgotten after a time, with the watermark, or never. */
  dedup: define<{ readonly forget: "time" | "watermark" | "never"; readonly ttlMs: number }>({
    cleans: true,
    stateUpdates: () => 1,
    create: ({ forget, ttlMs }, { run: { rows } }) =>
      forget === "watermark" ? new DedupByWatermark(rows.events) : new Dedup(rows.events, forget === "never" ? Infinity : ttlMs),
  }),
  /** Asks an outside service about each record's user; `costMs` is the work of asking. */
  enrich: define<{ readonly costMs: number }>({
    create: ({ costMs }, { run }) => new Enrich(run.rows.events, costMs),
  }),
  windows: define<Omit<WindowedCountsSpec, "task" | "users">>({
    // A store of windows holds each of them; only panes in memory are shared.
    stateUpdates: ({ kind, sizeMs, stepMs }) => (kind === "tumbling" ? 1 : sizeMs / stepMs),
    create: (settings, { run, task }) => new WindowedCounts(run.rows, { ...settings, task, users: run.dimensions.users }),
  }),
  "interval-join": define<IntervalJoinSpec>({
    create: (settings, { run }) => new IntervalJoin(run.rows, settings),
  }),
  "versioned-join": define<VersionedJoinSpec>({
    create: (settings, { run }) => new VersionedJoin(run.rows, settings),
  }),
  /** Sessions that are complete count in the hourly figures behind it, where there are some. */
  sessionize: define<Omit<SessionizeSpec, "task" | "listener">>({
    stateUpdates: () => 1,
    create: (settings, { run, task, behind }) => {
      const listener = behind.map((operator) => operator.inner ?? operator).find((operator) => operator instanceof HourlyAggregate);
      return new Sessionize(run.rows, run.dimensions, { ...settings, task, listener: listener ?? null });
    },
  }),
  aggregate: define<Omit<AggregateSpec, "task" | "hourMs">>({
    stateUpdates: ({ cube }) => groupingSets(cube),
    create: (settings, { run, task }) => new HourlyAggregate(run.rows, run.dimensions, { ...settings, task, hourMs: run.hourMs }),
  }),
};

/** Combinations of three dimensions with ALL in places, or only the finest. */
export function groupingSets(cube: boolean): number {
  return cube ? 8 : 1;
}

type Operators = typeof OPERATORS;
type SettingsOf<D> = D extends Definition<infer S> ? S : never;

/** A step of a chain, as data: which operator, its settings, and what it costs whoever runs it. */
export type Step = {
  [Op in keyof Operators]: {
    readonly op: Op;
    readonly settings: SettingsOf<Operators[Op]>;
    /** CPU time of one core for each record. */
    readonly costMs: number;
    /** It sees event time this far behind where the task's clock stands; 0 unless given. */
    readonly clockBehindMs?: number;
  };
}[keyof Operators];

/** Makes the operators of one chain, in the order in which records meet them. Steps that clean come first. */
export function chainOf(run: RunOfChain, steps: readonly Step[], task: number): readonly ChainLink[] {
  const links: ChainLink[] = [];
  // From the end on: an operator may tell one behind it what it has found.
  for (let at = steps.length - 1; at >= 0; at--) {
    const step = steps[at];
    assert(!cleans(step.op) || steps.slice(0, at).every(({ op }) => cleans(op)), `${step.op} cleans, so it comes before what keeps time`);
    links.unshift(linkOf(step, { run, task, behind: links.map((link) => link.operator) }));
  }
  return links;
}

function cleans(op: Step["op"]): boolean {
  const { cleans: does }: { readonly cleans?: true } = OPERATORS[op];
  return does === true;
}

function linkOf(step: Step, place: Place): ChainLink {
  const { clockBehindMs } = step;
  const definition = OPERATORS[step.op] as Definition<Step["settings"]>;
  const operator = definition.create(step.settings, place);
  return {
    operator: clockBehindMs === undefined ? operator : new ShiftedClock(operator, clockBehindMs),
    costMs: step.costMs,
    cleans: cleans(step.op),
    stateUpdates: definition.stateUpdates?.(step.settings) ?? 0,
  };
}
