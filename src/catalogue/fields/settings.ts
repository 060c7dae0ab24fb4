import { assert } from "../../base/assert.ts";
import { exactDuration } from "../../base/duration.ts";
import type { Finding } from "../../base/finding.ts";
import { nearestName } from "../../base/nearest-name.ts";
import type { Result } from "../../base/result.ts";
import { fail, ok } from "../../base/result.ts";
import type { Part, Settings, SettingValue } from "../../design/types.ts";
import type { Advice, Distribution, Field, Fields, KindDecl, NumberField, OptionalNumberField, Props } from "../contract.ts";
import type { JsonSchema } from "./distribution.ts";
import { DISTRIBUTION_SCHEMA, distributionProblem } from "./distribution.ts";
import { exact } from "../words.ts";

/** Every field at its default. */
export function defaults<F extends Fields>(kind: KindDecl<F>): Props<F> {
  return Object.fromEntries(Object.entries(kind.fields).map(([name, field]) => [name, field.default])) as Props<F>;
}

/**
 * The settings of a part as its kind's behaviour reads them: migrated, completed with defaults, every range checked.
 * `where` is the path of the settings (`system.parts.kafka.settings`); `version` is the kind's version they were written
 * for. A finding names the field and says what it takes; unknown fields come with the nearest known name.
 */
export function parseSettings<F extends Fields>(
  kind: KindDecl<F>,
  settings: unknown,
  where: string,
  version = kind.version,
): Result<Props<F>, readonly Finding[]> {
  if (!isPlainObject(settings)) {
    return fail([
      finding(
        "settings.not-an-object",
        where,
        `The settings of ${kind.title} are fields with values, like { "name": 1 }. Write {} to keep every default.`,
      ),
    ]);
  }
  if (version > kind.version) {
    return fail([
      finding(
        "settings.newer",
        where,
        `These settings are for version ${version} of ${kind.title}; this app knows version ${kind.version}. Open the design in a newer app.`,
      ),
    ]);
  }
  const current = migrateSettings(kind, settings as Settings, version);
  const findings: Finding[] = [];
  const props: Record<string, unknown> = { ...defaults(kind) };
  for (const [name, value] of Object.entries(current)) {
    const path = `${where}.${name}`;
    const field = fieldOf(kind, name);
    if (field === undefined) {
      findings.push(finding("settings.unknown-field", path, unknownField(kind, name)));
      continue;
    }
    const problem = valueProblem(field, value);
    if (problem !== null) findings.push(finding("settings.bad-value", path, problem));
    else props[name] = value;
  }
  if (findings.length > 0) return fail(findings);
  const across = [...belowMedian(props), ...(kind.check?.(props as Props<F>) ?? [])];
  if (across.length > 0) return fail(across.map((each) => finding("settings.contradiction", `${where}.${each.field}`, each.message)));
  return ok(props as Props<F>);
}

/** Two percentiles of one time are named by its median and its p99, in every kind: `lagMedianMs` and `lagP99Ms`. */
function belowMedian(props: Readonly<Record<string, unknown>>): readonly Advice[] {
  return Object.keys(props).flatMap((name) => {
    const field = name.replace(/MedianMs$/u, "P99Ms");
    const [median, p99] = [props[name], props[field]];
    if (field === name || typeof median !== "number" || typeof p99 !== "number" || p99 >= median) return [];
    return [
      { field, message: `A p99 of ${exact(p99)} ms cannot be below its median of ${exact(median)} ms. Raise it, or lower the median.` },
    ];
  });
}

/** Whether a field does something while the others stand as they do. */
export function fieldApplies(kind: KindDecl, settings: Settings, name: string): boolean {
  const condition = kind.fields[name]?.onlyWith;
  if (condition === undefined) return true;
  const value = settings[condition.field] ?? kind.fields[condition.field]?.default;
  return (typeof value === "string" || typeof value === "boolean") && condition.values.includes(value);
}

/** Lifts settings written for an older version of the kind, one version at a time. */
export function migrateSettings<F extends Fields>(kind: KindDecl<F>, settings: Settings, version: number): Settings {
  assert(Number.isInteger(version) && version >= 1, `version ${version} of ${kind.id}`);
  return kind.migrations.slice(version - 1).reduce((lifted, migrate) => migrate(lifted), settings);
}

/** The settings of a part in the terms of its kind as it is now: what was a default when it was drawn, and is none any more, is among them. */
export function settingsNow<F extends Fields>(kind: KindDecl<F>, { settings, version = 1 }: Pick<Part, "settings" | "version">): Settings {
  return migrateSettings(kind, settings, Math.min(version, kind.version));
}

/** A migration after which these fields have another default: what was drawn before keeps the one it had. */
export function keepsDefaults(before: Settings): (settings: Settings) => Settings {
  return (settings) => ({ ...before, ...settings });
}

/**
 * A part with one field set: a default is left out, and `undefined` puts the default back. A part that was drawn with other defaults
 * than its kind has now is one of now from then on, with what had been a default written out. The same part where nothing changes.
 */
export function withField(kind: KindDecl, part: Part, name: string, value: SettingValue | undefined): Part {
  const now = settingsNow(kind, part);
  const kept = value !== undefined && differsFromDefault(kind, name, value) ? value : undefined;
  if (now[name] === kept) return part;
  const { [name]: _old, ...others } = now;
  const { version = 1, ...rest } = part;
  const drawn = Math.max(version, kind.version);
  return { ...rest, ...(drawn === 1 ? {} : { version: drawn }), settings: kept === undefined ? others : { ...others, [name]: kept } };
}

/** What is wrong with a value for a field, as a sentence that says what the field takes; null when it fits. */
export function valueProblem(field: Field, value: unknown): string | null {
  switch (field.type) {
    case "integer":
    case "number":
      return numberFits(field, value) ? null : `${field.label} must be ${takes(field)}. ${got(value, field.unit)}`;
    case "optional-number":
      return value === null || numberFits(field, value) ? null : `${field.label} must be ${takes(field)}. ${got(value, field.unit)}`;
    case "boolean":
      return typeof value === "boolean" ? null : `${field.label} must be ${takes(field)}. ${got(value)}`;
    case "choice":
      return field.options.some((option) => option.value === value) ? null : `${field.label} must be ${takes(field)}. ${got(value)}`;
    case "text":
      return typeof value === "string" && value.length <= field.maxLength ? null : `${field.label} must be ${takes(field)}. ${got(value)}`;
    case "distribution": {
      const problem = distributionProblem(value);
      return problem === null ? null : `${field.label}: ${problem}`;
    }
  }
}

/** What a field accepts, in words: `a whole number from 1 to 60 brokers`. */
export function takes(field: Field): string {
  const unit = field.unit === undefined ? "" : ` ${field.unit}${longest(field)}`;
  if (field.type === "number" && field.unit === "share") return `a share from ${exact(field.min)} to ${exact(field.max)}`;
  switch (field.type) {
    case "integer":
      return `a whole number from ${exact(field.min)} to ${exact(field.max)}${unit}`;
    case "number":
      return `a number from ${exact(field.min)} to ${exact(field.max)}${unit}`;
    case "optional-number":
      return `a number from ${exact(field.min)} to ${exact(field.max)}${unit}, or null for ${field.absent}`;
    case "boolean":
      return "true or false";
    case "choice":
      return `one of ${field.options.map((option) => `"${option.value}"`).join(", ")}`;
    case "text":
      return `a text of at most ${exact(field.maxLength)} characters`;
    case "distribution":
      return "a law with one key: constant, exponential, uniform, lognormal, erlang or hyperexponential";
  }
}

/** The longest time a field takes as people say it, where the number alone says little. */
function longest(field: Field): string {
  return "max" in field ? inWords(field.max, field.unit) : "";
}

function inWords(value: number, unit: string | undefined): string {
  return unit === "ms" && Math.abs(value) >= 60_000 && Number.isFinite(value) ? ` (${exactDuration(value)})` : "";
}

/** What the settings of a part of this kind may hold: every field optional, nothing else allowed. */
export function settingsSchema<F extends Fields>(kind: KindDecl<F>): JsonSchema {
  return {
    title: `Settings of ${kind.title}`,
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(kind.fields).map(([name, field]) => [name, fieldSchema(field)])),
  };
}

function fieldSchema(field: Field): JsonSchema {
  const unit = field.unit === undefined ? "" : ` Unit: ${field.unit}.`;
  const about = { title: field.label, description: `${field.help}${unit}`, default: field.default };
  switch (field.type) {
    case "integer":
    case "number":
      return { ...about, type: field.type, minimum: field.min, maximum: field.max };
    case "optional-number":
      return { ...about, type: ["number", "null"], minimum: field.min, maximum: field.max };
    case "boolean":
      return { ...about, type: "boolean" };
    case "choice":
      return { ...about, enum: field.options.map((option) => option.value) };
    case "text":
      return { ...about, type: "string", maxLength: field.maxLength };
    case "distribution":
      return { ...about, ...DISTRIBUTION_SCHEMA };
  }
}

/** True when a part says something other than its kind would say by itself. */
export function differsFromDefault<F extends Fields>(kind: KindDecl<F>, name: string, value: SettingValue): boolean {
  const field = fieldOf(kind, name);
  return field === undefined || canonical(field.default) !== canonical(value);
}

/** The same settings without what equals a default: what a design file keeps. */
export function withoutDefaults<F extends Fields>(kind: KindDecl<F>, settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name, value]) => differsFromDefault(kind, name, value)));
}

function fieldOf<F extends Fields>(kind: KindDecl<F>, name: string): Field | undefined {
  return Object.hasOwn(kind.fields, name) ? kind.fields[name] : undefined;
}

function numberFits(field: { readonly type: string; readonly min: number; readonly max: number }, value: unknown): boolean {
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  return value >= field.min && value <= field.max && (field.type !== "integer" || Number.isInteger(value));
}

function unknownField<F extends Fields>(kind: KindDecl<F>, name: string): string {
  const known = Object.keys(kind.fields);
  const near = nearestName(name, known);
  if (near !== null) return `${kind.title} has no field "${shortened(name)}". Did you mean "${near}"?`;
  if (known.length === 0) return `${kind.title} has no fields. Remove "${shortened(name)}".`;
  return `${kind.title} has no field "${shortened(name)}". Its fields are ${known.join(", ")}.`;
}

function got(value: unknown, unit?: string): string {
  if (value === null) return "It is null.";
  if (typeof value === "number") return `It is ${exact(value)}${inWords(value, unit)}.`;
  if (typeof value === "string") return `It is the text "${shortened(value)}".`;
  if (typeof value === "boolean") return `It is ${value}.`;
  return Array.isArray(value) ? "It is a list." : "It is an object.";
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** JSON with sorted keys, so that equal values read equal. */
function canonical(value: SettingValue | Distribution | undefined): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isPlainObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

function isPlainObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function finding(code: string, where: string, message: string): Finding {
  return { code, severity: "error", where, message };
}

/** What a number begins with when somebody gives one: its default, or what people use where none is given. */
export function numberToBeginWith(field: NumberField | OptionalNumberField): number {
  return field.default === null ? field.whenGiven : field.default;
}
