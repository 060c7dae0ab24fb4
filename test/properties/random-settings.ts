import type { Distribution, Field, KindDecl } from "../../src/catalogue/contract.ts";
import { parseSettings, valueProblem } from "../../src/catalogue/fields/settings.ts";
import type { Settings, SettingValue } from "../../src/design/types.ts";
import type { RandomStream } from "../../src/base/rng.ts";

/** Share of the fields that leave their default. */
const CHANGED_SHARE = 0.3;
/** Share of the changed numbers that go to an end of their range instead of near the default. */
const EXTREME_SHARE = 0.04;
/** Near: up to this factor from the default. */
const SPREAD = 8;
/** What a run has to make room for, by unit, so that a case stays small: no more of these than this many. */
const MOST: { readonly [unit: string]: number } = {
  partitions: 40,
  tasks: 12,
  shards: 12,
  brokers: 9,
  people: 50,
  keys: 10_000,
  clients: 20,
  records: 2000,
  "records/s": 80,
  bytes: 2_000_000,
  "requests/s": 2000,
  "events/s": 2000,
  // A job that joins a terabyte on a few machines takes a day, and a trial drains for six hours.
  MB: 10_000,
  // A message that nobody can finish is handed out so often at most, so that a trial drains.
  receives: 40,
  // A worker whose records do not fit its memory is killed and started again for ever, as it would be: nothing of that drains.
  kB: 2000,
};

/** A time that is not zero is this at least: some cut windows, and a run must end. */
const SHORTEST_MS = 1;

/** Nor longer than this, or than its default: a log-normal delay with a p99 of ten minutes has a tail of days. */
const LONGEST_MS = 60_000;

export function chance(random: RandomStream, share: number): boolean {
  return random.nextUniform32() < share;
}

export function pick<T>(random: RandomStream, list: readonly T[]): T {
  return list[random.nextBelow(list.length)] as T;
}

/** From `low` to `high`, every order of magnitude equally likely. */
export function logUniform(random: RandomStream, low: number, high: number): number {
  return low * (high / low) ** random.nextUniform32();
}

/** Legal settings of a kind: most fields at their default, some anywhere in the declared range, more often near the default. */
export function randomSettings(kind: KindDecl, random: RandomStream): Settings {
  const drawn: Record<string, SettingValue> = {};
  for (const [name, field] of Object.entries(kind.fields)) {
    const sized = kind.family === "source" && "unit" in field && (field.unit === "records/s" || field.unit === "records");
    if (!sized && !chance(random, CHANGED_SHARE)) continue;
    const value = randomValue(field, random);
    if (value !== undefined && valueProblem(field, value) === null) drawn[name] = value;
  }
  withoutEndlessTails(kind, drawn);
  return withoutClashes(kind, drawn);
}

/** How many standard deviations beyond the median of a log-normal delay nothing is drawn in any trial, and where its p99 lies. */
const FARTHEST = 5;
const P99 = 2.326;
/** A trial drains for six hours: no single delay takes more than one of them. */
const FARTHEST_MS = 3_600_000;

/** A log-normal delay whose tail outlasts every trial goes back to its default: what waits behind it would never be over. */
function withoutEndlessTails(kind: KindDecl, drawn: Record<string, SettingValue>): void {
  for (const p99 of Object.keys(kind.fields).filter((name) => name.endsWith("P99Ms"))) {
    const median = p99.replace("P99Ms", "MedianMs");
    const of = (name: string): number => {
      const field = kind.fields[name];
      return Number(drawn[name] ?? (field !== undefined && "default" in field ? field.default : NaN));
    };
    if (of(median) * (of(p99) / of(median)) ** (FARTHEST / P99) <= FARTHEST_MS) continue;
    delete drawn[p99];
    delete drawn[median];
  }
}

/** Fields that contradict each other go back to their defaults, the last one first. */
function withoutClashes(kind: KindDecl, drawn: Readonly<Record<string, SettingValue>>): Settings {
  let names = Object.keys(drawn);
  for (;;) {
    const settings = Object.fromEntries(names.map((name) => [name, drawn[name] as SettingValue]));
    if (parseSettings(kind, settings, "settings").ok || names.length === 0) return settings;
    names = names.slice(0, -1);
  }
}

function randomValue(field: Field, random: RandomStream): SettingValue | undefined {
  switch (field.type) {
    case "boolean":
      return chance(random, 0.5);
    case "choice":
      return pick(random, field.options).value;
    case "distribution":
      return randomLaw(random) as unknown as SettingValue;
    case "optional-number":
      return chance(random, 0.4) ? null : randomNumber(field, field.default ?? Math.max(field.min, 1000), random);
    case "integer":
      return Math.round(randomNumber(field, field.default, random));
    case "number":
      return randomNumber(field, field.default, random);
    default:
      return undefined;
  }
}

function randomNumber(
  field: { readonly min: number; readonly max: number; readonly unit?: string },
  middle: number,
  random: RandomStream,
): number {
  const most = Math.min(field.max, field.unit === "ms" ? Math.max(LONGEST_MS, middle) : (MOST[field.unit ?? ""] ?? Infinity));
  const least = field.unit === "ms" && field.min > 0 ? Math.max(field.min, SHORTEST_MS) : field.min;
  if (chance(random, EXTREME_SHARE)) return chance(random, 0.5) ? least : most;
  const low = Math.max(least, Math.min(middle, most) / SPREAD, least === 0 ? 0 : 1e-9);
  const high = Math.min(most, Math.max(middle, 1) * SPREAD);
  return low > 0 && high > low ? logUniform(random, low, high) : field.min + (high - field.min) * random.nextUniform32();
}

function randomLaw(random: RandomStream): Distribution {
  const meanMs = logUniform(random, 0.1, 20);
  return pick<Distribution>(random, [
    { constant: meanMs },
    { exponential: meanMs },
    { uniform: [meanMs / 2, meanMs * 1.5] },
    { lognormal: { medianMs: meanMs, p99Ms: meanMs * 4 } },
    { erlang: { k: 3, meanMs } },
    { hyperexponential: { p: 0.9, mean1Ms: meanMs / 2, mean2Ms: meanMs * 5 } },
  ]);
}
