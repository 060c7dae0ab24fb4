/** Where two results part: a path such as `logs.kafka.peakLag`, and how many such paths there are. */
export type Difference = { readonly path: string; readonly old: string; readonly new: string; readonly paths: number };

/** How long a run took and which build it was say nothing about what came out. */
const NO_RESULT = ["timing", "engine.version"];
const SHOWN = 60;

/** The first place, in the order of the old result, at which two results of a run differ; null where they are equal. */
export function firstDifference(old: unknown, other: unknown): Difference | null {
  const found: Difference[] = [];
  collect("", old, other, found);
  return found[0] === undefined ? null : { ...found[0], paths: found.length };
}

function collect(path: string, old: unknown, other: unknown, into: Difference[]): void {
  if (NO_RESULT.includes(path) || Object.is(old, other)) return;
  if (!isBranch(old) || !isBranch(other) || Array.isArray(old) !== Array.isArray(other)) {
    into.push({ path: path === "" ? "the whole" : path, old: shown(old), new: shown(other), paths: 1 });
    return;
  }
  const names = [...new Set([...Object.keys(old), ...Object.keys(other)])];
  for (const name of names) collect(path === "" ? name : `${path}.${name}`, old[name], other[name], into);
}

function isBranch(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null;
}

function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
