import type { z } from "zod";
import type { Finding } from "../base/finding.ts";
import { suggestion } from "./suggestion.ts";
import type { PathStep, YamlText } from "./yaml-text.ts";

type Issue = z.core.$ZodIssue;

/** More of a name says nothing more in a sentence. */
const SHOWN_NAME = 64;

/**
 * Turns what the validator found into findings, `most` of them: a path by names, a place in the text and a sentence that says what to
 * do. Each is looked up in the text, so that the rest of many thousands is better left alone.
 */
export function issueFindings(
  issues: readonly Issue[],
  yaml: YamlText,
  known: (path: readonly PathStep[]) => readonly string[],
  most: number,
): Finding[] {
  const found = issues.slice(0, most).flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
    const where = namedPath(path, yaml.value);
    if (issue.code === "unrecognized_keys") {
      const fields = known(path);
      return issue.keys.slice(0, most).map((key) => ({
        code: "scenario-unknown-key",
        severity: "error" as const,
        where: (where === "" ? key : `${where}.${key}`).slice(0, 1000),
        message: `"${key.slice(0, SHOWN_NAME)}" is not a field here.${suggestion(key, fields)}`,
        ...yaml.placeOfKey(path, key),
      }));
    }
    return [
      {
        code: codeOf(issue, yaml.value),
        severity: "error" as const,
        where,
        message: messageOf(issue, path, yaml.value),
        ...yaml.placeOf(path),
      },
    ];
  });
  return found.slice(0, most);
}

/** `questions.volume.facts.daily_users`: items of a list are called by their id or name where they have one. */
export function namedPath(path: readonly PathStep[], value: unknown): string {
  const names: string[] = [];
  let here = value;
  for (const step of path) {
    here = typeof here === "object" && here !== null ? (here as Record<PathStep, unknown>)[step] : undefined;
    names.push(typeof step === "number" ? (itemName(here) ?? String(step)) : step);
  }
  return names.join(".");
}

function itemName(item: unknown): string | null {
  if (typeof item !== "object" || item === null) return null;
  const { id, name } = item as { readonly id?: unknown; readonly name?: unknown };
  if (typeof id === "string" && id !== "") return id;
  return typeof name === "string" && name !== "" ? name : null;
}

export function valueAt(path: readonly PathStep[], value: unknown): unknown {
  let here = value;
  for (const step of path) here = typeof here === "object" && here !== null ? (here as Record<PathStep, unknown>)[step] : undefined;
  return here;
}

function codeOf(issue: Issue, root: unknown): string {
  if (valueAt(issue.path as readonly PathStep[], root) === undefined) return "scenario-missing";
  return issue.code === "too_big" || issue.code === "too_small" ? "scenario-range" : "scenario-value";
}

function messageOf(issue: Issue, path: readonly PathStep[], root: unknown): string {
  const field = nameOfLast(path);
  const value = valueAt(path, root);
  if (value === undefined) return `${field} is missing. Add it${expectation(issue)}.`;
  switch (issue.code) {
    case "invalid_type":
      return `${field} must be ${article(issue.expected)}, not ${describe(value)}.${quoteHint(issue.expected, value)}`;
    case "invalid_union":
      return `${field} must be a number or a text, not ${describe(value)}.`;
    case "invalid_value": {
      const options = issue.values.map(String);
      return `${field} cannot be ${describe(value)}.${suggestion(String(value), options)}`;
    }
    case "too_small":
      return `${field} ${sizeOf(issue.origin, `${issue.inclusive === false ? "more than" : "at least"} ${number(issue.minimum)}`, issue.minimum)}.`;
    case "too_big":
      return `${field} ${sizeOf(issue.origin, `${issue.inclusive === false ? "less than" : "at most"} ${number(issue.maximum)}`, issue.maximum)}.`;
    default:
      return issue.message;
  }
}

function expectation(issue: Issue): string {
  if (issue.code === "invalid_type" && issue.expected !== "nonoptional") return `: ${article(issue.expected)}`;
  if (issue.code === "invalid_value") return `: one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_union") return ": a number or a text";
  return "";
}

function quoteHint(expected: string, value: unknown): string {
  return expected === "string" && (value === null || typeof value !== "object") ? " Put it in quotes." : "";
}

function sizeOf(origin: string, bound: string, limit: number | bigint): string {
  const many = Number(limit) === 1 ? "" : "s";
  if (origin === "string") return `must have ${bound} character${many}`;
  if (origin === "array" || origin === "set") return `must have ${bound} item${many}`;
  return `must be ${bound}`;
}

function article(expected: string): string {
  const words: { readonly [type: string]: string } = {
    int: "a whole number",
    number: "a number",
    string: "a text",
    boolean: "true or false",
    array: "a list",
    tuple: "a list",
    object: "a group of fields",
    record: "a group of fields",
  };
  return words[expected] ?? expected;
}

function describe(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a group of fields";
  const text = String(value);
  return typeof value === "string" ? `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"` : text;
}

function nameOfLast(path: readonly PathStep[]): string {
  const last = path.at(-1);
  if (last === undefined) return "The file";
  if (typeof last === "string") return `"${last}"`;
  const list = path.findLast((step) => typeof step === "string");
  return list === undefined ? `Item ${last + 1}` : `An item of "${list}"`;
}

function number(value: number | bigint): string {
  return Number(value).toLocaleString("en-US");
}
