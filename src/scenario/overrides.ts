import type { Finding } from "../base/finding.ts";
import { fail } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { parseDesign } from "../design/parse.ts";
import type { Design } from "../design/types.ts";
import { parseDuration } from "./duration.ts";
import { suggestion } from "./suggestion.ts";

type Json = { [key: string]: unknown };

/** The roots of a design and the fields that a path may enter there, whether this design has them or not. */
export const ROOTS: { readonly [root: string]: readonly string[] } = {
  title: [],
  seed: [],
  notes: ["text", "requirements", "asked", "estimates", "tradeoffs"],
  schema: ["tables", "relations"],
  system: ["parts", "wires"],
  api: ["endpoints"],
  workload: ["durationMs", "warmupMs", "drainMs"],
};

/**
 * A design with settings changed, each change written `PATH=VALUE`. A path is a part and a setting
 * (`kafka.partitions=6`) or leads from the root, lists entered by id (`system.parts.kafka.settings.partitions=6`).
 * A part may be named like a root: `api.instances` is a setting of the part `api`, `api.endpoints.hourly.share` the quadrant's;
 * where both have a field of that name it is the root's, and `workload.settings.durationMs` the part's.
 * A value is JSON, else a text; for a setting that ends in `Ms` also a duration (`flink.checkpointIntervalMs=30 s`).
 * Findings carry the change they are about in `where`.
 */
export function applySettings(design: Design, changes: readonly string[]): Result<Design, readonly Finding[]> {
  const copy = structuredClone(design) as unknown as Json;
  const findings: Finding[] = [];
  for (const change of changes) {
    const problem = applyOne(copy, change);
    if (problem !== null) findings.push({ code: "set-path", severity: "error", where: change, message: problem });
  }
  return findings.length > 0 ? fail(findings) : parseDesign(copy);
}

/** Returns what is wrong with the change, or null when it was made. */
function applyOne(design: Json, change: string): string | null {
  const equals = change.indexOf("=");
  if (equals <= 0) return `"${change}" is not PATH=VALUE. Write for instance kafka.partitions=6.`;
  const steps = change.slice(0, equals).trim().split(".");
  if (steps.some((step) => step === "" || step === "__proto__" || step === "constructor" || step === "prototype")) {
    return `"${change.slice(0, equals)}" is not a path. Write for instance kafka.partitions=6.`;
  }
  const path = isRootPath(design, steps) ? [...steps] : partPath(steps);
  const last = path.pop() ?? "";
  let here: unknown = design;
  for (const [index, step] of path.entries()) {
    const next = childOf(here, step);
    if (next === undefined) return missing(here, step, path.slice(0, index).join(".")) + (index === 0 ? partOfThatName(design, steps) : "");
    here = next;
  }
  const target = here;
  if (Array.isArray(target) || typeof target !== "object" || target === null) return `${path.join(".")} has no fields to set.`;
  (target as Json)[last] = valueOf(change.slice(equals + 1).trim(), last);
  return null;
}

/** What a root has by this name is the root's; `api.settings.x` is the part's in any case. */
function isRootPath(design: Json, [root = "", field]: readonly string[]): boolean {
  const fields = Object.hasOwn(ROOTS, root) ? ROOTS[root] : undefined;
  if (fields === undefined || field === undefined) return fields !== undefined;
  return fields.includes(field) || !hasPart(design, root);
}

function hasPart(design: Json, part: string): boolean {
  return (design["system"] as Design["system"]).parts.some(({ id }) => id === part);
}

function partOfThatName(design: Json, [part = "", ...rest]: readonly string[]): string {
  return hasPart(design, part) ? ` For the setting of the part write ${part}.settings.${rest.join(".")}.` : "";
}

function partPath(steps: readonly string[]): string[] {
  const [part = "", ...rest] = steps;
  return ["system", "parts", part, "settings", ...(rest[0] === "settings" ? rest.slice(1) : rest)];
}

function childOf(here: unknown, step: string): unknown {
  if (Array.isArray(here))
    return (
      here.find((item: unknown) => (item as { readonly id?: unknown } | null)?.id === step) ?? (here as readonly unknown[])[Number(step)]
    );
  if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
  return (here as Json)[step];
}

function missing(here: unknown, step: string, where: string): string {
  const known = Array.isArray(here) ? here.map((item: unknown) => String((item as { readonly id?: unknown }).id)) : Object.keys(here ?? {});
  const what = where === "system.parts" ? "There is no part" : `${where === "" ? "The design" : where} has no`;
  return `${what} "${step}".${suggestion(step, known)}`;
}

function valueOf(text: string, field: string): unknown {
  if (field.endsWith("Ms")) {
    const ms = /^[\d.]+$/.test(text) ? null : parseDuration(text);
    if (ms !== null) return ms;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
