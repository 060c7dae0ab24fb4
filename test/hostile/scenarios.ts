import { parse, stringify } from "yaml";
import { createStream } from "../../src/base/rng.ts";
import type { RandomStream } from "../../src/base/rng.ts";
import { parseYamlDesign } from "../../src/scenario/design-text.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { TINY_SCENARIO } from "../support/tiny-scenario.ts";
import { refused, taken } from "./verdict.ts";
import type { Ending, Hostile } from "./verdict.ts";

/** A scenario from a stranger's text, whose designs lie in files that hold the same text again. */
export function meetScenario(text: string): Ending {
  const parsed = parseScenario(text, () => text);
  return parsed.ok ? taken() : refused(parsed.error);
}

function meetYamlDesign(text: string): Ending {
  const parsed = parseYamlDesign(text);
  return parsed.ok ? taken() : refused(parsed.error);
}

/** The small scenario with its only occurrence of a text replaced. */
function edited(from: string, to: string): string {
  if (TINY_SCENARIO.split(from).length !== 2) throw new Error(`"${from}" does not occur once`);
  return TINY_SCENARIO.replace(from, () => to);
}

const anchors = (levels: number, width: number): string =>
  Array.from({ length: levels }, (_, level) => {
    const inner = level === 0 ? "x" : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array.from({ length: width }, () => inner).join(",")}]`;
  }).join("\n");

const indented = (depth: number): string => Array.from({ length: depth }, (_, at) => `${" ".repeat(at)}a:\n`).join("");

const TEXTS: readonly (readonly [string, () => string])[] = [
  ["a bomb of anchors, nine by nine", () => anchors(9, 9)],
  ["a bomb of anchors, two by a hundred", () => anchors(2, 5000)],
  ["a bomb of anchors, a thousand deep", () => anchors(1000, 2)],
  ["an anchor that holds itself", () => "a: &a [*a]\n"],
  ["an anchor that holds itself, in a map", () => "a: &a\n  b: *a\n"],
  ["an alias of nothing", () => "a: *b\n"],
  ["a merge of itself", () => "a: &a\n  <<: *a\n"],
  ["ten thousand merges", () => `a: &a {x: 1}\nb:\n${"  <<: *a\n".repeat(10_000)}`],
  ["a hundred thousand brackets", () => "[".repeat(100_000)],
  ["a hundred thousand braces", () => "{a: ".repeat(60_000)],
  ["a hundred thousand dashes", () => "- ".repeat(100_000)],
  ["six hundred levels of indentation", () => indented(600)],
  ["a quarter of a megabyte of question marks", () => "? ".repeat(120_000)],
  ["a quarter of a megabyte of exclamation marks", () => "!".repeat(250_000)],
  ["a quarter of a megabyte of ampersands", () => "&a ".repeat(80_000)],
  ["a quarter of a megabyte of quotes", () => "'".repeat(250_000)],
  ["a quarter of a megabyte of colons", () => ": ".repeat(120_000)],
  ["a quarter of a megabyte of bars", () => "|\n ".repeat(80_000)],
  ["a quarter of a megabyte of percent signs", () => "%a\n".repeat(80_000)],
  ["a list of a hundred and twenty thousand", () => `a: [${"1,".repeat(120_000)}1]`],
  ["a name of a quarter of a megabyte, twice", () => `${"x".repeat(120_000)}: 1\n`.repeat(2)],
  ["a name of a quarter of a megabyte", () => `"${"x".repeat(250_000)}": 1`],
  ["twenty thousand documents", () => "---\n".repeat(20_000)],
  ["twenty thousand keys", () => Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`).join("\n")],
  ["twenty thousand times one key", () => "a: 1\n".repeat(20_000)],
  ["a text of a quarter of a megabyte", () => `id: "${"x".repeat(250_000)}"`],
  ["a number of a hundred thousand digits", () => edited("users: 100", `users: ${"9".repeat(100_000)}`)],
  ["more than is read", () => `${TINY_SCENARIO}#${"x".repeat(256 * 1024)}`],
  ["a tag of another program", () => edited("title: Tiny\n", "title: !!python/object/apply:os.system [ls]\n")],
  ["bytes as a tag", () => edited("title: Tiny\n", "title: !!binary aGk=\n")],
  ["a set as a tag", () => edited("title: Tiny\n", "title: !!set {a, b}\n")],
  ["a key that is a map", () => edited("title: Tiny\n", "? {a: 1}\n: Tiny\ntitle: x\n")],
  ["NUL", () => edited("title: Tiny\n", 'title: "\\0"\n')],
  ["signs that steer a terminal", () => edited("title: Tiny\n", 'title: "\\e]0;x\\a"\n')],
  ["infinity", () => edited("users: 100", "users: .inf")],
  ["not a number", () => edited("users: 100", "users: .nan")],
  ["a billion billion users", () => edited("users: 100", "users: 1e18")],
  ["sessions without end", () => edited("sessionsPerSecond: 1", "sessionsPerSecond: 1e308")],
  ["a think time of nothing", () => edited("thinkMeanMs: 5 s", "thinkMeanMs: 0")],
  ["a duration of centuries", () => edited("durationMs: 10 min", "durationMs: 10000000 h")],
  ["a duration of a hundred thousand words", () => edited("durationMs: 10 min", `durationMs: "${"1 h ".repeat(20_000)}"`)],
  ["a negative duration", () => edited("durationMs: 10 min", "durationMs: -10 min")],
  ["a goal of a metric that is a name of the language", () => edited("metric: lost.records", "metric: __proto__")],
  ["a goal of constructor", () => edited("metric: lost.records", "metric: constructor")],
  ["a goal of a part that is a name of the language", () => edited("metric: lost.records", "metric: lag.toString")],
  ["a goal in a unit of another metric", () => edited("unit: records", "unit: fortnights")],
  ["a goal compared by a word", () => edited('op: "=="', 'op: "!="')],
  ["a goal whose target is a text", () => edited("target: 0", "target: none")],
  ["a goal whose target is infinite", () => edited("target: 0", "target: .inf")],
  [
    "five thousand goals",
    () =>
      edited(
        "goals:\n",
        `goals:\n${"  - { id: g, label: L, metric: lost.records, op: '==', target: 0, unit: records, must: true }\n".repeat(2500)}`,
      ),
  ],
  ["a goal that fails what is not there", () => edited("failsGoals: [no-loss]", "failsGoals: [constructor]")],
  [
    "an incident of a kind that is a name of the language",
    () => edited("incidents: []", "incidents: [{ label: x, fault: constructor, strikes: { kinds: [constructor] } }]"),
  ],
  [
    "an incident of every kind",
    () => edited("incidents: []", "incidents: [{ label: x, fault: crash, strikes: { all: true }, amount: .inf }]"),
  ],
  ["a question that matches nothing", () => edited("      - [how, many]\n", "      - []\n")],
  ["a question matched by an expression that never ends", () => edited("      - [how, many]\n", '      - ["(a+)+$"]\n')],
  [
    "columns that are SQL",
    () => edited("devices: [{ name: iPhone, weight: 1 }]", 'devices: [{ name: "\'; DROP TABLE x; --", weight: 1 }]'),
  ],
  ["columns of the language", () => edited("measures: []", "measures: [{ id: x, label: x, unit: x, metric: __proto__ }]")],
  [
    "weights that add up to infinity",
    () => edited("devices: [{ name: iPhone, weight: 1 }]", "devices: [{ name: a, weight: 1e308 }, { name: b, weight: 1e308 }]"),
  ],
  [
    "a design outside the folder",
    () => edited("    variantOf: two-servers\n    set: [desk.servers=1, desk.queueLimit=0]\n", "    file: ../../../etc/passwd\n"),
  ],
  [
    "a design at an address",
    () => edited("    variantOf: two-servers\n    set: [desk.servers=1, desk.queueLimit=0]\n", "    file: https://example.org/x.yaml\n"),
  ],
  [
    "a design that is the scenario again",
    () => edited("    variantOf: two-servers\n    set: [desk.servers=1, desk.queueLimit=0]\n", "    file: scenario.yaml\n"),
  ],
  ["a variant of itself", () => edited("variantOf: two-servers", "variantOf: no-room")],
  ["a change of a prototype", () => edited("desk.servers=1", "__proto__.polluted=1")],
  ["a change through a constructor", () => edited("desk.servers=1", "desk.constructor.prototype.polluted=1")],
  ["a change of a method", () => edited("desk.servers=1", "system.parts.toString=1")],
  ["a change of a list's length", () => edited("desk.servers=1", "system.parts.length=4000000000")],
  ["a change to a list of a list", () => edited("desk.servers=1", "system.parts.0.settings=[[[[1]]]]")],
  ["a change without an end", () => edited("desk.servers=1", `desk.${"a.".repeat(150)}b=1`)],
];

const DESIGNS: readonly (readonly [string, () => string])[] = [
  ["a bomb of anchors", () => `format: quadrant-design\nversion: 1\n${anchors(9, 9)}`],
  [
    "settings that are an alias of the parts",
    () => "format: quadrant-design\nversion: 1\nsystem:\n  parts: &p\n    - { id: a, kind: sink, settings: *p }\n",
  ],
  [
    "settings that hold themselves",
    () => "format: quadrant-design\nversion: 1\nsystem:\n  parts:\n    - { id: a, kind: sink, settings: &s { x: *s } }\n",
  ],
  [
    "a prototype among the settings",
    () => "format: quadrant-design\nversion: 1\nsystem:\n  parts:\n    - { id: a, kind: sink, settings: { __proto__: { polluted: 1 } } }\n",
  ],
  ["a date for a title", () => "format: quadrant-design\nversion: 1\ntitle: 2026-11-30\n"],
];

/** Where the values of a document stand, as lists of keys. */
function placesIn(value: unknown, here: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [here];
  const inner = Array.isArray(value)
    ? value.map((item, at) => placesIn(item, [...here, at]))
    : Object.entries(value).map(([key, item]) => placesIn(item, [...here, key]));
  return [here, ...inner.flat()];
}

const VALUES: readonly unknown[] = [null, true, -1, 0, 1e308, 2 ** 53, "", "x", "1 h", [], [[]], {}, { a: 1 }, "\u0000", "😀".repeat(200)];

function changed(document: unknown, place: readonly (string | number)[], value: unknown): unknown {
  const [step, ...rest] = place;
  if (step === undefined) return value;
  const copy = (Array.isArray(document) ? [...(document as unknown[])] : { ...(document as object) }) as {
    [key: string | number]: unknown;
  };
  copy[step] = changed(copy[step], rest, value);
  return copy;
}

/** The small scenario with one of its values replaced by one of another type, or gone. */
export function mutatedScenario(seed: number): Hostile {
  const random = createStream(seed, "hostile scenario");
  const document: unknown = parse(TINY_SCENARIO);
  const places = placesIn(document).slice(1);
  const place = places[random.nextBelow(places.length)] as readonly (string | number)[];
  const value = VALUES[random.nextBelow(VALUES.length)];
  return {
    name: `scenario ${seed}: ${place.join(".")} = ${JSON.stringify(value).slice(0, 40)}`,
    meet: () => meetScenario(stringify(changed(document, place, value))),
  };
}

/** The text with some of its characters replaced, doubled or gone. */
export function scrambled(text: string, random: RandomStream): string {
  const signs = "{}[]:,&*!|>'\"%@`#-? \n\t\u0000\\01";
  let result = text;
  for (let times = 1 + random.nextBelow(4); times > 0; times--) {
    const at = random.nextBelow(result.length);
    const length = random.nextBelow(2) === 0 ? 0 : 1 + random.nextBelow(40);
    const put =
      random.nextBelow(3) === 0 ? result.slice(at, at + 60) : signs.charAt(random.nextBelow(signs.length)).repeat(1 + random.nextBelow(3));
    result = result.slice(0, at) + put + result.slice(at + length);
  }
  return result;
}

export function scrambledScenario(seed: number): Hostile {
  return {
    name: `scenario ${seed}, scrambled`,
    meet: () => meetScenario(scrambled(TINY_SCENARIO, createStream(seed, "scrambled scenario"))),
  };
}

export const HOSTILE_SCENARIOS: readonly Hostile[] = [
  ...TEXTS.map(([name, text]): Hostile => ({ name: `scenario: ${name}`, meet: () => meetScenario(text()) })),
  ...DESIGNS.map(([name, text]): Hostile => ({ name: `design in YAML: ${name}`, meet: () => meetYamlDesign(text()) })),
];
