import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Field, KindDecl, KindExample, Source } from "../../src/catalogue/contract.ts";
import { LAYERS } from "../../src/catalogue/families/family.ts";
import { describeKind } from "../../src/catalogue/fields/describe.ts";
import { KINDS, kindById } from "../../src/catalogue/registry.ts";
import {
  defaults,
  migrateSettings,
  parseSettings,
  settingsSchema,
  valueProblem,
  withoutDefaults,
} from "../../src/catalogue/fields/settings.ts";
import { amountProblem } from "../../src/catalogue/drawing/fault-problems.ts";
import { exact } from "../../src/catalogue/words.ts";
import { NO_WIRES, drawnWireProblem, fittingKinds, wireProblem } from "../../src/catalogue/drawing/wiring.ts";
import { parseWireText } from "../../src/design/wire-text.ts";
import type { Settings, System } from "../../src/design/types.ts";

/**
 * What must hold of every kind, whatever it is: the registry is walked, and an exception stands here by name, with its reason.
 * These are the checks of the declaration; what a run of a kind must hold needs the simulation and stands in a file of its own.
 */
const KINDS_FOLDER = path.join(import.meta.dirname, "../../src/catalogue/kinds");

/** Numeric fields without a unit, as `kind.field`, each with the reason. */
const UNITLESS: { readonly [field: string]: string } = {};

/** Kinds that nothing can strike, with the reason. */
const UNBREAKABLE: { readonly [kind: string]: string } = {
  "trace-source": "what happened has happened; the mobile app has the troubles of real sources",
  "closed-clients": "the callers of theory; what they call can fail",
  join: "takes no time and knows no keys; the branches before it can fail",
  monitoring: "a watcher that fails changes no result",
};

const FAULTS = new Set([
  "clock-back",
  ...["crash", "slow", "outage", "cut-link", "disk-full", "throttle", "read-throttle", "errors", "queueing"],
  ...["database-outage", "paused", "pool-shrunk"],
  ...["burst", "late", "missing", "truncated", "duplicate", "poison", "clock-skew", "hot-key", "replica-lag", "celebrity-posts"],
  ...["drain", "region-latency", "deploy", "bad-deploy"],
  ...["schema-change", "oversized", "partial-drop"],
  ...["task-failure", "access-lost", "lost-reply", "executor-lost", "late-start", "spot-interruption"],
  ...["checkpoint-failure", "restart", "rolling-restart", "zone-loss", "stuck", "zombie"],
]);

const each = KINDS.map((kind) => [kind.id, kind] as const);

describe("the registry", () => {
  test("ids are kebab-case and unique, and titles differ", () => {
    const ids = KINDS.map((kind) => kind.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(KINDS.map((kind) => kind.title)).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });

  test("every folder of kinds is registered, holds its declaration and a test of its own", () => {
    expect(readdirSync(KINDS_FOLDER).sort()).toEqual(KINDS.map((kind) => kind.id).sort());
    for (const { id } of KINDS) {
      expect(readFileSync(path.join(KINDS_FOLDER, id, "kind.ts"), "utf8")).toContain(`id: "${id}"`);
      expect(existsSync(path.join(KINDS_FOLDER, id, "kind.test.ts")), id).toBe(true);
    }
  });

  test("a kind is found by its id, and nothing by another name", () => {
    for (const kind of KINDS) expect(kindById(kind.id)).toBe(kind);
    expect(kindById("kafkaa")).toBeUndefined();
    expect(kindById("__proto__")).toBeUndefined();
  });

  test("every exception is still one", () => {
    for (const name of Object.keys(UNITLESS)) {
      const [kind = "", field = ""] = name.split(".");
      expect(kindById(kind)?.fields[field], name).toBeDefined();
    }
    for (const id of Object.keys(UNBREAKABLE)) expect(kindById(id)?.faults, id).toEqual([]);
  });
});

describe.each(each)("%s", (_, kind) => {
  test("says what it is", () => {
    expect(LAYERS).toContain(kind.layer);
    expect(kind.title.length).toBeLessThanOrEqual(32);
    expect(kind.summary).toMatch(/^[A-Z].*\.$/);
    expect(kind.summary.length).toBeLessThanOrEqual(130);
    const { is, whenToUse, doesNotPromise, weighAgainst } = kind.doc;
    const paragraphs = [is, whenToUse, doesNotPromise, weighAgainst];
    expect(new Set(paragraphs).size).toBe(4);
    for (const paragraph of paragraphs) {
      expect(paragraph).toMatch(/^[A-Z].*\.$/);
      expect(paragraph.length).toBeGreaterThan(40);
      expect(paragraph.length).toBeLessThanOrEqual(320);
    }
  });

  test("defaults parse, and fit their own ranges", () => {
    expect(parseSettings(kind, {}, "s")).toEqual({ ok: true, value: defaults(kind) });
    expect(parseSettings(kind, defaults(kind), "s")).toEqual({ ok: true, value: defaults(kind) });
    for (const [name, field] of Object.entries(kind.fields)) expect(valueProblem(field, field.default), name).toBeNull();
    expect(withoutDefaults(kind, defaults(kind) as Settings)).toEqual({});
  });

  test("a number that is not given by default begins with one that is allowed and settles something", () => {
    for (const [name, field] of Object.entries(kind.fields)) {
      if (field.type !== "optional-number" || field.default !== null) continue;
      expect(valueProblem(field, field.whenGiven), name).toBeNull();
      // The ends of a range are the values nobody means: a person who answers within a second, a batch of one million.
      if (field.min > 1) expect(field.whenGiven, name).toBeGreaterThan(field.min);
      expect(field.whenGiven, name).toBeLessThan(field.max);
    }
  });

  test("a p99 below its median is refused at the p99", () => {
    for (const name of Object.keys(kind.fields).filter((each) => each.endsWith("MedianMs"))) {
      const [median, p99] = [kind.fields[name], kind.fields[name.replace("MedianMs", "P99Ms")]];
      if (median?.type !== "number" || p99?.type !== "number") continue;
      const settings = { [name]: Math.min(median.max, p99.max), [name.replace("MedianMs", "P99Ms")]: p99.min };
      const parsed = parseSettings(kind, settings, "s");
      expect(parsed.ok ? [] : parsed.error.map(({ where }) => where), name).toContain(`s.${name.replace("MedianMs", "P99Ms")}`);
    }
  });

  test("fields have labels, help and units", () => {
    for (const [name, field] of Object.entries(kind.fields)) {
      expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(field.label, name).toMatch(/^[A-Z0-9].{1,31}$/);
      expect(field.help, name).toMatch(/^.{12,}\.$/);
      const numeric = field.type === "number" || field.type === "integer" || field.type === "optional-number";
      if (numeric && UNITLESS[`${kind.id}.${name}`] === undefined) expect(field.unit, name).toBeTruthy();
      if (numeric && field.unit === "ms") expect(name).toMatch(/Ms$/);
      if (field.source !== undefined) checkSource(field.source, name);
      const condition = field.onlyWith;
      if (condition === undefined) continue;
      const other = kind.fields[condition.field];
      expect(other, name).toBeDefined();
      for (const value of condition.values) if (other !== undefined) expect(valueProblem(other, value), name).toBeNull();
    }
    const labels = Object.values(kind.fields).map((field) => field.label);
    expect(new Set(labels).size).toBe(labels.length);
  });

  test("values outside a field's range are refused with a sentence", () => {
    for (const [name, field] of Object.entries(kind.fields)) {
      for (const wrong of wrongValues(field)) {
        const result = parseSettings(kind, { [name]: wrong }, "parts.x.settings");
        expect(result.ok, `${name} = ${JSON.stringify(wrong)}`).toBe(false);
        if (result.ok) continue;
        expect(result.error[0]?.where).toBe(`parts.x.settings.${name}`);
        expect(result.error[0]?.message).toMatch(/^.{10,}[.}]$/);
      }
    }
  });

  test("its JSON Schema survives JSON, takes the defaults and refuses what parsing refuses", () => {
    const schema = settingsSchema(kind);
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    const checked = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    expect(checked.safeParse(defaults(kind)).success).toBe(true);
    expect(checked.safeParse({ noSuchField: 1 }).success).toBe(false);
    for (const [name, field] of Object.entries(kind.fields)) {
      for (const wrong of wrongValues(field))
        expect(checked.safeParse({ [name]: wrong }).success, `${name} = ${JSON.stringify(wrong)}`).toBe(false);
    }
  });

  test("an unknown field is refused, a slip with the name that was meant", () => {
    const [name] = Object.keys(kind.fields);
    if (name === undefined) return;
    const slip = `${name}x`;
    const result = parseSettings(kind, { [slip]: 1 }, "s");
    expect(result.ok ? "" : result.error[0]?.message).toContain(`Did you mean "${name}"?`);
  });

  test("its headline is words", () => {
    const headline = kind.headline(defaults(kind));
    expect(headline).toMatch(/^.{5,60}$/);
    expect(headline).not.toMatch(/undefined|NaN|null|Infinity|\[object/);
  });

  test("limits and prices name their source", () => {
    expect(kind.limits.length).toBeGreaterThan(0);
    for (const limit of kind.limits) {
      expect(limit.name && limit.unit).toBeTruthy();
      checkSource(limit.source, limit.name);
    }
    for (const line of kind.prices) {
      expect(line.dimension && line.unit).toBeTruthy();
      checkSource(line.source, line.dimension);
    }
    expect(new Set(kind.prices.map((line) => line.dimension)).size).toBe(kind.prices.length);
  });

  test("prices are known or null, and more use never costs less", () => {
    const props = defaults(kind);
    for (const line of kind.prices) {
      const price = line.unitPriceUsd(props);
      if (price !== null) expect(price, line.dimension).toBeGreaterThan(0);
      let before = 0;
      for (const load of [0, 1, 1000, 1e6, 1e9, 1e12]) {
        const quantity = line.quantity(usageOf(load), props);
        expect(Number.isFinite(quantity) && quantity >= before, `${line.dimension} at ${load}`).toBe(true);
        before = quantity;
      }
    }
  });

  test("faults are known, explained and strike something", () => {
    const ids = kind.faults.map((fault) => fault.id);
    expect(new Set(ids).size).toBe(ids.length);
    if (UNBREAKABLE[kind.id] === undefined) expect(ids.length).toBeGreaterThan(0);
    for (const fault of kind.faults) {
      expect(FAULTS.has(fault.id), fault.id).toBe(true);
      expect(fault.label).toMatch(/^[A-Z0-9].{2,31}$/);
      expect(fault.help).toMatch(/^[A-Z].{20,}\.$/);
      expect(fault.defaultDurationMs).toBeGreaterThan(0);
      const targets = fault.targets?.(defaults(kind));
      if (targets !== undefined) expect(new Set(targets).size).toBe(targets.length);
      expect(targets?.length).not.toBe(0);
      const { amount } = fault;
      if (amount === undefined) continue;
      expect(amount.says).toMatch(/^(how many|by how many|the share) [a-z].*[a-z]$/);
      expect(amount.min).toBeGreaterThan(0);
      expect(amountProblem(fault, kind.title, amount.default)).toBeNull();
      expect(amountProblem(fault, kind.title, amount.max * 1.01)).toContain(`${exact(amount.min)} to ${exact(amount.max)}`);
      expect(amountProblem(fault, kind.title, 0)).not.toBeNull();
      expect(amountProblem(fault, kind.title, NaN)).not.toBeNull();
    }
  });

  test("each port can be wired to something", () => {
    const names = kind.ports.map((port) => `${port.direction} ${port.id}`);
    expect(new Set(names).size).toBe(names.length);
    for (const port of kind.ports) {
      expect(port.id).toMatch(/^[a-z][a-z-]*$/);
      expect(port.label && port.help).toBeTruthy();
      expect(port.carries.length).toBeGreaterThan(0);
      const fits =
        port.direction === "out"
          ? fittingKinds(kind, port.id).length > 0
          : KINDS.some((other) => other.ports.some((start) => wireProblem(other, start.id, kind, port.id, NO_WIRES) === null));
      expect(fits, port.id).toBe(true);
    }
  });

  test("its examples can be drawn", () => {
    expect(kind.examples.length).toBeGreaterThanOrEqual(2);
    expect(new Set(kind.examples.map((example) => example.title)).size).toBe(kind.examples.length);
    for (const example of kind.examples) {
      expect(example.expect).toMatch(/^.{15,}\.$/);
      expect(example.parts.map((part) => part.kind)).toContain(kind.id);
      expect(exampleProblems(example), example.title).toEqual([]);
    }
  });

  test("each older version is lifted to this one", () => {
    expect(kind.version).toBeGreaterThanOrEqual(1);
    expect(kind.migrations.length).toBe(kind.version - 1);
    for (let version = 1; version < kind.version; version++) expect(migrateSettings(kind, {}, version)).toBeTypeOf("object");
  });

  test("describes itself as plain data", () => {
    const description = describeKind(kind);
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
    expect(description.fields.map((field) => field.name)).toEqual(Object.keys(kind.fields));
  });
});

function checkSource(source: Source, what: string): void {
  expect(source.text.length, what).toBeGreaterThan(10);
  expect(source.asOf, what).toMatch(/^(20\d\d(-\d\d){0,2}|Flink \d\.\d+)$/);
}

/** Values just outside, and of another type. */
function wrongValues(field: Field): readonly unknown[] {
  switch (field.type) {
    case "integer":
      return [field.min - 1, field.max + 1, field.min + 0.5, "1", null, true];
    case "number":
      return [field.min - 1, field.max * 2 + 1, "1", null];
    case "optional-number":
      return [field.min - 1, field.max * 2 + 1, "1", {}];
    case "boolean":
      return [1, "true", null];
    case "choice":
      return ["no such choice", 1, null];
    case "text":
      return ["x".repeat(field.maxLength + 1), 1, null];
    case "distribution":
      return [5, {}, { exponential: -1 }, { constant: 1, exponential: 1 }, { normal: 3 }, { uniform: [1] }, { lognormal: { medianMs: 1 } }];
  }
}

/** A month in which everything a family measures comes to the same amount. */
function usageOf(load: number): { readonly [key: string]: number } {
  return new Proxy({ hours: 730 } as { readonly [key: string]: number }, { get: (fixed, key) => fixed[key as string] ?? load });
}

function exampleProblems(example: KindExample): readonly string[] {
  const problems: string[] = [];
  const parts = example.parts.map(({ id, kind, settings }) => ({
    id,
    kind,
    title: id,
    position: { x: 0, y: 0 },
    settings: settings ?? {},
  }));
  const kinds = new Map<string, KindDecl>();
  for (const part of parts) {
    const kind = kindById(part.kind);
    if (kind === undefined) {
      problems.push(`no kind ${part.kind}`);
      continue;
    }
    if (kinds.has(part.id)) problems.push(`two parts are called ${part.id}`);
    kinds.set(part.id, kind);
    const parsed = parseSettings(kind, part.settings, part.id);
    if (!parsed.ok) problems.push(...parsed.error.map((finding) => `${finding.where}: ${finding.message}`));
  }
  let system: System = { parts, wires: [] };
  for (const text of example.wires) {
    const ends = parseWireText(text);
    const problem = ends === null ? "not of the form a.out -> b.in" : drawnWireProblem(system, ends.from, ends.to);
    if (problem !== null) problems.push(`${text}: ${problem}`);
    if (ends !== null) system = { parts, wires: [...system.wires, { id: text, ...ends }] };
  }
  for (const [part, kind] of kinds) {
    for (const port of kind.ports.filter((candidate) => candidate.required)) {
      const end = port.direction === "in" ? "to" : "from";
      if (!system.wires.some((wire) => wire[end].part === part && wire[end].port === port.id))
        problems.push(`${part}.${port.id} needs a wire`);
    }
  }
  return problems;
}
