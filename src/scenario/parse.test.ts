import { readFileSync } from "node:fs";
import { describe, expect, expectTypeOf, it } from "vitest";
import { TINY_SCENARIO } from "../../test/support/tiny-scenario.ts";
import { parseScenario } from "./parse.ts";
import type { ScenarioFile } from "./shape.ts";
import type { Scenario } from "./types.ts";

/** Replaces the only occurrence of a text in the tiny scenario. */
function edited(from: string, to: string): string {
  expect(TINY_SCENARIO.split(from), `"${from}" occurs once`).toHaveLength(2);
  return TINY_SCENARIO.replace(from, to);
}

function complaints(text: string, read?: (file: string) => string | null): readonly string[] {
  const parsed = parseScenario(text, read);
  return parsed.ok
    ? []
    : parsed.error.map(({ file, line, column, message }) => `${file === undefined ? "" : `${file}:`}${line}:${column} ${message}`);
}

const BROKEN: readonly (readonly [title: string, text: () => string, complaint: string])[] = [
  ["no document", () => "", "1:1 The file must be a group of fields, not empty."],
  ["a list instead of fields", () => "- 1\n- 2\n", "1:1 The file must be a group of fields, not a list."],
  ["an open bracket", () => edited("bursts: []", "bursts: [{"), "26:3 "],
  ["a tab as indentation", () => edited("  generator: none", "\tgenerator: none"), "16:1 Tabs are not allowed as indentation."],
  ["a text in double quotes that does not close", () => `${TINY_SCENARIO}a: "b\n`, "A text in double quotes is not closed."],
  ["a text in single quotes that does not close", () => `${TINY_SCENARIO}a: 'b\n`, "A text in single quotes is not closed."],
  ["two documents", () => `${TINY_SCENARIO}---\nid: other\n`, "64:1 The file holds more than one document."],
  [
    "a tag of another program",
    () => edited("title: Tiny\n", "title: !!js/function Tiny\n"),
    "2:8 Unresolved tag: tag:yaml.org,2002:js/function.",
  ],
  ["a local tag", () => edited("title: Tiny\n", "title: !secret Tiny\n"), "2:8 Unresolved tag: !secret."],
  ["a key twice", () => edited("title: Tiny\n", "title: Tiny\ntitle: Again\n"), '3:1 "title" is given twice.'],
  [
    "a key that reaches a prototype",
    () => edited("title: Tiny\n", "title: Tiny\n__proto__: { a: 1 }\n"),
    '3:1 "__proto__" cannot be used as a key.',
  ],
  ["a misspelt field", () => edited("summary: A", "sumary: A"), '3:1 "sumary" is not a field here. Did you mean "summary"?'],
  ["a field nobody knows", () => edited("  users: 100", "  users: 100\n  colour: red"), '23:3 "colour" is not a field here.'],
  ["a missing field", () => edited("title: Tiny\n", ""), '1:1 "title" is missing. Add it: a text.'],
  ["a missing field deep inside", () => edited("meanEvents: 8, ", ""), '"meanEvents" is missing. Add it: a number.'],
  ["a number for a text", () => edited("title: Tiny\n", "title: 12\n"), '2:8 "title" must be a text, not 12. Put it in quotes.'],
  ["a text for a number", () => edited("users: 100", "users: many"), '22:10 "users" must be a number, not "many".'],
  ["half a user", () => edited("users: 100", "users: 0.5"), '22:10 "users" must be a whole number, not 0.5.'],
  ["no users at all", () => edited("users: 100", "users: 0"), '22:10 "users" must be at least 1.'],
  ["a share above one", () => edited("resendShare: 0", "resendShare: 1.2"), '36:16 "resendShare" must be at most 1.'],
  [
    "a duration in an unknown unit",
    () => edited("durationMs: 10 min", "durationMs: 10 fortnights"),
    '18:15 "10 fortnights" is not a duration. Write milliseconds, or for instance 10 min, 90 s or 1 h.',
  ],
  ["a duration of nothing", () => edited("durationMs: 10 min", "durationMs: 0"), '18:15 "durationMs" must be at least 1.'],
  ["a warm-up as long as the run", () => edited("warmupMs: 1 min", "warmupMs: 10 min"), "19:13 The warm-up must be shorter than the run."],
  [
    "a date that does not exist",
    () => edited('"2026-03-05T19:00:00Z"', '"2026-13-45T19:00:00Z"'),
    '17:12 "2026-13-45T19:00:00Z" is not a date that exists.',
  ],
  [
    "a choice that is none",
    () => edited("generator: none", "generator: app-user"),
    '16:14 "generator" cannot be "app-user". Did you mean "app-users"?',
  ],
  ["an empty list of devices", () => edited("[{ name: iPhone, weight: 1 }]", "[]"), '30:12 "devices" must have at least 1 item.'],
  [
    "a metric nobody computes",
    () => edited("metric: lost.records", "metric: lost.record"),
    '39:41 No run measures "lost.record". Did you mean "lost.records"?',
  ],
  [
    "a metric in a wrong unit",
    () => edited("unit: records", "unit: rows"),
    'lost.records is counted in records, not in "rows". Write unit: records.',
  ],
  [
    "a burst after the end",
    () => edited("bursts: []", "bursts: [{ label: late, atMs: 9 min, durationMs: 5 min, factor: 2 }]"),
    "25:12 The burst ends after the run.",
  ],
  [
    "an incident that strikes no kind there is",
    () => edited("incidents: []", "incidents: [{ label: x, fault: crash, strikes: { kinds: [kafak] } }]"),
    '40:58 There is no kind "kafak". Did you mean "kafka"?',
  ],
  [
    "an incident the kind cannot suffer",
    () => edited("incidents: []", "incidents: [{ label: x, fault: crahs, strikes: { kinds: [kafka] } }]"),
    '40:32 Kafka cannot suffer "crahs". Did you mean "crash"?',
  ],
  [
    "an incident with an amount it ignores",
    () => edited("incidents: []", "incidents: [{ label: x, fault: crash, strikes: { kinds: [kafka] }, amount: 4 }]"),
    '40:76 "crash" of Kafka has no amount, so 4 says nothing. Leave it out.',
  ],
  [
    "an incident with an amount out of range, for whoever it may strike",
    () => edited("incidents: []", "incidents: [{ label: x, fault: slow, strikes: { all: true }, amount: -2 }]"),
    "from 1 to 1,000; -2 is not.",
  ],
  [
    "an incident with an index where the whole is struck",
    () => edited("incidents: []", "incidents: [{ label: x, fault: outage, strikes: { family: sink }, index: 1 }]"),
    "strikes all of Sink, so the index 1 says nothing.",
  ],
  [
    "an incident that strikes nothing",
    () => edited("incidents: []", "incidents: [{ label: x, fault: crash, strikes: {} }]"),
    '40:48 Say what is struck: "kinds", "family" or "all: true".',
  ],
  [
    "an unknown goal",
    () => edited("failsGoals: [no-loss]", "failsGoals: [no-los]"),
    '61:18 There is no goal "no-los". Did you mean "no-loss"?',
  ],
  ["a reference that fails", () => edited("failsGoals: []", "failsGoals: [no-loss]"), "47:17 A reference passes every goal."],
  [
    "a naive design that says nothing",
    () => edited("failsGoals: [no-loss]", "failsGoals: []"),
    "61:17 A naive design must say which goals it fails.",
  ],
  [
    "a design from nowhere",
    () => edited("    variantOf: two-servers\n    set: [desk.servers=1, desk.queueLimit=0]\n", ""),
    'The design itself is missing. Give "file", "design" or "variantOf".',
  ],
  [
    "a variant of nothing",
    () => edited("variantOf: two-servers", "variantOf: two-server"),
    '62:16 There is no design "two-server" above this one. Did you mean "two-servers"?',
  ],
  [
    "a change of a part that is not there",
    () => edited("desk.servers=1", "dest.servers=1"),
    '63:10 There is no part "dest". Did you mean "desk"?',
  ],
  ["a change that is none", () => edited("desk.servers=1", "desk.servers"), '63:10 "desk.servers" is not PATH=VALUE.'],
  [
    "a file outside the folder",
    () => edited("    variantOf: two-servers\n    set: [desk.servers=1, desk.queueLimit=0]\n", "    file: ../../secret.yaml\n"),
    '62:11 "../../secret.yaml" cannot be read',
  ],
  [
    "a file that is not there",
    () => edited("    variantOf: two-servers\n    set: [desk.servers=1, desk.queueLimit=0]\n", "    file: other.quadrant.yaml\n"),
    "62:11 There is no file other.quadrant.yaml beside the scenario.",
  ],
  [
    "a wire to a part that is not there",
    () => edited("source.out -> desk.in", "source.out -> shelf.in"),
    '56:17 This wire ends at "shelf"',
  ],
  ["a name in capitals", () => edited("  - id: volume", "  - id: Volume"), "6:9 A name is lower-case letters, digits and single dashes"],
  ["a name twice", () => edited("  - name: no-room", "  - name: two-servers"), '57:11 "two-servers" names two designs.'],
];

describe("parseScenario", () => {
  it("reads a scenario, with durations in words and variants of designs", () => {
    const parsed = parseScenario(TINY_SCENARIO);
    expect(parsed).toMatchObject({
      ok: true,
      value: { id: "tiny", workload: { durationMs: 600_000, warmupMs: 60_000, session: { thinkMeanMs: 5000 } } },
    });
    const designs = parsed.ok ? parsed.value.designs : [];
    expect(designs.map(({ name }) => name)).toEqual(["two-servers", "no-room"]);
    expect(designs[1]?.design).toMatchObject({
      title: "No room to wait",
      scenario: "tiny",
      system: { parts: [{ id: "source" }, { id: "desk", settings: { servers: 1, queueLimit: 0 } }] },
    });
    expect(designs[0]?.design.system.parts[1]?.settings).toMatchObject({ servers: 2 });
  });

  it.each(BROKEN)("points at %s", (_title, text, complaint) => {
    expect(complaints(text()).join("\n")).toContain(complaint);
  });

  it("names the design file a finding is about", () => {
    const text = edited("    variantOf: two-servers\n    set: [desk.servers=1, desk.queueLimit=0]\n", "    file: other.quadrant.yaml\n");
    const other = "format: quadrant-design\nversion: 1\nsystem:\n  parts:\n    - { id: a, kind: sink, colour: red }\n";
    expect(complaints(text, (file) => (file === "other.quadrant.yaml" ? other : null))).toEqual([
      'other.quadrant.yaml:5:7 "colour" is not known here. Check the spelling, or remove it.',
    ]);
  });

  it("refuses a file beyond 256 KB unread", () => {
    expect(complaints(`${TINY_SCENARIO}#${"x".repeat(256 * 1024)}`)).toEqual([
      "1:1 The file is 258 KB; at most 256 KB are read. Split the designs into files of their own.",
    ]);
  });

  it.each([
    ["brackets", "[".repeat(200_000)],
    ["braces", "{a: ".repeat(50_000)],
    ["dashes", "- ".repeat(100_000)],
    ["indentation", Array.from({ length: 600 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("")],
  ])("stops at 32 levels of %s", (_what, text) => {
    expect(complaints(text).join("\n")).toContain("nested deeper than 32 levels");
  });

  it("refuses aliases that multiply", () => {
    const bomb = `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;
    expect(complaints(bomb).join("\n")).toContain("Aliases");
  });

  it("answers every kind of rubbish with findings", () => {
    for (const text of [
      "\u0000",
      "{{{",
      ": : :",
      "? [a]\n: b",
      "&x *x",
      "*nothing",
      "%YAML 9.9\n---\n1",
      "\uFEFFid: 1",
      "!!binary x",
      "12",
      "null",
      "'",
      '"\\q"',
      "- &a\n- *a",
    ]) {
      expect(complaints(text).length, JSON.stringify(text)).toBeGreaterThan(0);
    }
  });
});

it("refuses sizes whose p99 lies below the median", () => {
  const read = (file: string): string => readFileSync(new URL(`../../scenarios/tinyurl/${file}`, import.meta.url), "utf8");
  const text = read("scenario.yaml");
  const wrong = text.replace("itemBytes: { p50: 470, p99: 1000 }", "itemBytes: { p50: 470, p99: 469 }");
  expect(wrong).not.toBe(text);
  expect(complaints(wrong, read)).toEqual([expect.stringMatching(/^168:\d+ p99 cannot be smaller than p50\.$/u)]);
});

it("refuses a network that a run could not hold, and says what to give less of", () => {
  const read = (file: string): string => readFileSync(new URL(`../../scenarios/twitter-timeline/${file}`, import.meta.url), "utf8");
  const text = read("scenario.yaml");
  const follows = (users: number, p50: number, p99: number): readonly string[] =>
    complaints(text.replace("users: 40000", `users: ${users}`).replace("p50: 45, p99: 450", `p50: ${p50}, p99: ${p99}`), read);
  expect(follows(40_000, 45, 450)).toEqual([]);
  expect(follows(100_000, 1e5, 1e5)).toEqual([
    expect.stringContaining("They would follow 5,000 million times, and a run can hold 20 million."),
  ]);
  // Few follow very many: a small median and a long tail come to as much.
  expect(follows(100_000, 1, 1e5)).toEqual([expect.stringContaining("million times")]);
  expect(follows(2_000_000, 2, 3)).toEqual([expect.stringContaining("more than a million people")]);
  expect(follows(40_000, 45, 44)).toEqual([expect.stringContaining("p99 cannot be smaller than p50.")]);
});

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
/** Optional fields of the validator may also be `undefined`; the parser leaves them out. */
type Exact<T> = T extends readonly (infer Item)[]
  ? readonly Exact<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Exact<T[K]> }
    : T;

describe("the type and the shape", () => {
  it("say the same of everything but the designs, which the file may keep elsewhere", () => {
    expectTypeOf<Exact<DeepReadonly<Omit<ScenarioFile, "designs">>>>().toEqualTypeOf<Exact<Omit<Scenario, "designs">>>();
    expectTypeOf<Exact<Omit<ScenarioFile["designs"][number], "design" | "file" | "variantOf" | "set">>>().toEqualTypeOf<
      Exact<Omit<Scenario["designs"][number], "design">>
    >();
  });
});
