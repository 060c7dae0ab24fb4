import { nounFor } from "../base/counted-noun.ts";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";

/** More runs than this are several sweeps: their file would hold tens of megabytes. */
export const MOST_SWEEP_RUNS = 10_000;

/** One setting and the values it is given, as typed; the path as `run --set` takes it. */
export type Varied = { readonly path: string; readonly values: readonly string[] };

/** One cell of the grid and one seed. Numbers count from 0. */
export type SweepJob = { readonly point: number; readonly seed: number };

/** Every `i`-th of `of` jobs, `i` from 1. */
export type Shard = { readonly i: number; readonly of: number };

/** `kafka.partitions=3,6,12`; commas inside brackets and quotes part nothing. */
export function parseVary(text: string): Result<Varied, string> {
  const equals = text.indexOf("=");
  const example = "Write for instance kafka.partitions=3,6,12.";
  if (equals <= 0) return fail(`"${text}" is not PATH=a,b,c. ${example}`);
  const path = text.slice(0, equals).trim();
  const values = splitAtCommas(text.slice(equals + 1)).map((value) => value.trim());
  if (values.includes("")) return fail(`A value of ${path} is empty. ${example}`);
  const twice = values.find((value, index) => values.indexOf(value) < index);
  return twice === undefined ? ok({ path, values }) : fail(`${path}=${twice} stands there twice. Give every value once.`);
}

function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (quoted && letter === "\\") at++;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && "[{".includes(letter)) depth++;
    else if (!quoted && "]}".includes(letter)) depth--;
    else if (!quoted && letter === "," && depth <= 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** `2/8`: the second of eight. */
export function parseShard(text: string): Result<Shard, string> {
  const match = /^(\d{1,5})\/(\d{1,5})$/.exec(text);
  const [i, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || i < 1 || i > of || of > MOST_SWEEP_RUNS)
    return fail(`"${text}" is no shard. Write i/n with i from 1 to n, for instance 1/4, 2/4, 3/4 and 4/4.`);
  return ok({ i, of });
}

/** Why this grid is not run, in a sentence; null when it can be. */
export function gridProblem(vary: readonly Varied[], seeds: number): string | null {
  if (vary.length === 0) return "Say what to vary: --vary kafka.partitions=3,6,12.";
  const twice = vary.find(({ path }, index) => vary.findIndex((other) => other.path === path) < index);
  if (twice !== undefined) return `${twice.path} is varied twice. Write all of its values after one --vary.`;
  const points = vary.reduce((product, { values }) => product * values.length, 1);
  if (points * seeds <= MOST_SWEEP_RUNS) return null;
  return `${count(points)} ${nounFor(points, "point")} on ${count(seeds)} ${nounFor(seeds, "seed")} are ${count(points * seeds)} runs; at most ${count(MOST_SWEEP_RUNS)} are swept. Give fewer values or seeds.`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** The points of the grid, each as one value for every path; the last path changes fastest. */
export function gridPoints(vary: readonly Varied[]): readonly (readonly string[])[] {
  return vary.reduce<readonly (readonly string[])[]>(
    (points, { values }) => points.flatMap((point) => values.map((value) => [...point, value])),
    [[]],
  );
}

/** All jobs in the order of the file, or those of one shard. A stride spreads dear corners of the grid over the shards. */
export function sweepJobs(points: number, seeds: readonly number[], shard: Shard | null): readonly SweepJob[] {
  const all = Array.from({ length: points }, (_, point) => seeds.map((seed): SweepJob => ({ point, seed }))).flat();
  return shard === null ? all : all.filter((_, index) => index % shard.of === shard.i - 1);
}
