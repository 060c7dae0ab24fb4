import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { promise } from "../../test/support/promise.ts";
import { TINY_SCENARIO } from "../../test/support/tiny-scenario.ts";
import { runCommandLine } from "./command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "quadrant-broken-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A scenario broken in one place: where the first finding has to point, and a word it has to say. */
type Broken = { readonly what: string; readonly text: string; readonly line: number; readonly column: number; readonly says: RegExp };

const lines = TINY_SCENARIO.trimEnd().split("\n");

/** The scenario with one line of it, found by its words, made into another. */
function withLine(words: string, change: (line: string) => string): { readonly text: string; readonly at: number; readonly line: string } {
  const at = lines.findIndex((line) => line.includes(words));
  if (at === -1) throw new Error(`no line has ${words}`);
  const line = change(lines[at] ?? "");
  return { text: `${lines.toSpliced(at, 1, line).join("\n")}\n`, at, line };
}

/** A value that cannot be: the finding points at it. */
function badValue(words: string, from: string, to: string, says: RegExp): Broken {
  const { text, at, line } = withLine(words, (before) => before.replace(from, to));
  const intoValue = to.indexOf(": ") === -1 ? 0 : to.indexOf(": ") + 2;
  return { what: `${to} for ${from} in ${words.trim()}`, text, line: at + 1, column: line.indexOf(to) + intoValue + 1, says };
}

/** A name that is none, in place of one that is: the finding points at it. */
function badName(words: string, name: string): Broken {
  const wrong = `${name}x`;
  const { text, at, line } = withLine(words, (before) => before.replace(`${name}:`, `${wrong}:`));
  return { what: `${wrong} for ${name}`, text, line: at + 1, column: line.indexOf(`${wrong}:`) + 1, says: new RegExp(wrong) };
}

const NUMBERS = ["monthlyMeanEventsPerSecond: 8", "users: 100", "sessionsPerSecond: 1", "eventBytes: 100", "installShare: 0.01"];
const DURATIONS = ["durationMs: 10 min", "warmupMs: 1 min", "drainMs: 30 s"];
const NAMES = [
  ...["title", "summary", "prompt", "generator", "startAt", "durationMs", "warmupMs", "drainMs", "users", "eventBytes"],
  ...["resendShare", "invalidShare", "installShare", "monthlyMeanEventsPerSecond", "sessionsPerSecond"],
];

const valueOf = (line: string): string => line.slice(line.indexOf(": ") + 2);

const BROKEN: readonly Broken[] = [
  ...NUMBERS.flatMap((line) => ["many", "[1]", "-7"].map((wrong) => badValue(line, `: ${valueOf(line)}`, `: ${wrong}`, /./))),
  ...DURATIONS.flatMap((line) => ["soon", "5 parsecs", "[]"].map((wrong) => badValue(line, `: ${valueOf(line)}`, `: ${wrong}`, /./))),
  ...NAMES.map((name) => badName(name === "title" ? "title: Tiny" : `${name}:`, name)),
  badValue("- { id: no-loss", 'op: "=="', 'op: "~"', /op/),
  badValue("- { id: no-loss", "metric: lost.records", "metric: lost.recrods", /lost\.records/),
  badValue("- { id: no-loss", "target: 0", "target: none", /milliseconds/),
  badValue("- { id: no-loss", "must: true", "must: maybe", /must/),
  badValue("role: reference", "role: reference", "role: hero", /role/),
  badValue("role: naive", "role: naive", "role: silly", /role/),
  badValue("failsGoals: [no-loss]", "no-loss", "no-los", /no-los/),
  badValue("variantOf: two-servers", "variantOf: two-servers", "variantOf: two-server", /two-server/),
  badValue("kind: service", "kind: service", "kind: servise", /service/),
  badValue("kind: poisson-source", "kind: poisson-source", "kind: poison-source", /poisson-source/),
  badValue("servers: 2,", "servers: 2", "servers: two", /servers/),
  badValue("wires: [source.out", "source.out", "sauce.out", /sauce/),
  badValue("wires: [source.out", "source.out -> desk.in", "source.out -> desk.inn", /inn/),
  badValue("startAt:", "startAt: ", "startAt: about ", /./),
  badValue("devices:", "weight: 1", "weight: heavy", /number/),
  badValue("activity:", "s: 0.5", "s: steep", /number/),
  badValue("activity:", "q: 10", "q: ten", /number/),
  badValue("diurnal:", "peakHour: 20", "peakHour: noon", /number/),
  badValue("diurnal:", "peakToMean: 1", "peakToMean: high", /number/),
  badValue("session: {", "meanEvents: 8", "meanEvents: lots", /number/),
  badValue("session: {", "thinkMeanMs: 5 s", "thinkMeanMs: a while", /./),
  // Told at the second of the two, and where the list that was opened cannot go on.
  { ...badValue("users: 100", "users: 100", "users: 100\n  users: 200", /users/), line: 23, column: 3 },
  { ...badValue("goals:", "goals:", "goals: [", /./), line: 39, column: 3 },
];

test("every broken scenario is told by line and column, in a sentence, with exit code 2", async () => {
  const wrong: string[] = [];
  for (const [index, { what, text, line, column, says }] of BROKEN.entries()) {
    const path = join(folder, `broken-${index}.yaml`);
    writeFileSync(path, text);
    const err: string[] = [];
    const code = await runCommandLine(["check", path], { out: () => undefined, err: (said) => err.push(said) });
    const said = err.join("\n").split("\n");
    // One slip may make two complaints: what is missing, and what stands there in its place.
    const told = said.map((each) => /^.*?:(\d+):(\d+) [\w.-]+ (.{15,})$/.exec(each));
    const right = told.some((each) => Number(each?.[1]) === line && Number(each?.[2]) === column && says.test(each?.[3] ?? ""));
    if (code !== 2 || !right)
      wrong.push(`${what}: ${code}, not at ${line}:${column} but ${said.map((each) => each.slice(path.length)).join("; ")}`);
  }
  expect(wrong).toEqual([]);
  expect(BROKEN.length).toBeGreaterThanOrEqual(60);
  promise(26, `${BROKEN.length} broken files: line, column and a sentence right in all, exit code 2`);
});
