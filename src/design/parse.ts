import type { z } from "zod";
import type { Finding } from "../base/finding.ts";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { documentSchema } from "./document-schema.ts";
import type { WrittenDesign } from "./document-schema.ts";
import { migrateDocument } from "./migrations.ts";
import type { MigrationRefusal, RawDocument } from "./migrations.ts";
import { plainJsonProblem } from "./plain-json.ts";
import { expandWires, freeWireId } from "./wire-text.ts";
import { withoutLooseMarks } from "./marks/edits-marks.ts";
import type { Design, Part, Settings, Wire } from "./types.ts";

const MAX_FINDINGS = 50;

/**
 * A design from data nobody vouches for: a file, a link, a database, a scenario. Strict about shape and size, silent
 * about meaning: unknown kinds, settings out of range and impossible wires pass, and `check` reports them later.
 * May be left out: notes, schema, api, titles, positions, wire ids, the seed. `"kafka.out -> flink.in"` is a wire.
 */
export function parseDesign(input: unknown): Result<Design, readonly Finding[]> {
  const problem = plainJsonProblem(input);
  if (problem) return fail([problem]);
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return fail([
      refuse(
        "design.not-an-object",
        "",
        'This is not a Quadrant design. A design file is an object that begins with "format": "quadrant-design".',
      ),
    ]);
  }
  const raw = input as RawDocument;
  if (raw["format"] !== "quadrant-design") {
    return fail([refuse("design.format", "format", 'This is not a Quadrant design: "format" must be "quadrant-design".')]);
  }
  const migrated = migrateDocument(raw);
  if ("refusal" in migrated) return fail([refuse(`design.${migrated.refusal}`, "version", VERSION_SENTENCES[migrated.refusal])]);
  const expanded = expandWires(migrated.document);
  if (!expanded.ok) return expanded;
  const parsed = documentSchema.safeParse(expanded.value);
  if (!parsed.success) return fail(parsed.error.issues.slice(0, MAX_FINDINGS).map((issue) => issueFinding(issue, expanded.value)));
  const broken = brokenReferences(parsed.data);
  return broken.length > 0 ? fail(broken.slice(0, MAX_FINDINGS)) : ok(complete(parsed.data));
}

const VERSION_SENTENCES: { readonly [K in MigrationRefusal]: string } = {
  "no-version": 'The design does not say its version. Add "version": 1.',
  newer:
    "This design was made by a newer Quadrant than this one. Reload the page or update Quadrant, then open it again; the file was not changed.",
  "unknown-version": 'The version is not a number this program knows. Write "version": 1.',
};

/** The whole document, with what a person may leave out filled in. */
function complete(written: WrittenDesign): Design {
  const parts = written.system.parts.map(
    (part, index): Part => ({
      id: part.id,
      kind: part.kind,
      // The first version is not written: every document from before there were others is of it.
      ...(part.version === undefined || part.version === 1 ? {} : { version: part.version }),
      title: part.title ?? part.id,
      position: part.position ?? { x: 40 + (index % 4) * 240, y: 40 + Math.floor(index / 4) * 160 },
      settings: part.settings as Settings,
    }),
  );
  const taken = new Set(written.system.wires.flatMap((wire) => (wire.id === undefined ? [] : [wire.id])));
  const wires = written.system.wires.map((wire): Wire => {
    const id = wire.id ?? freeWireId(wire.from, wire.to, taken);
    taken.add(id);
    return { id, from: wire.from, to: wire.to };
  });
  // Marks are for people: one of a part or wire that is gone says nothing, and is no reason to refuse the design.
  return withoutLooseMarks({ ...written, system: { parts, wires } });
}

/** Ids that occur twice, and wires that end at no part: nothing else could be edited safely around them. */
function brokenReferences(written: WrittenDesign): readonly Finding[] {
  const findings: Finding[] = [];
  const lists: readonly (readonly [string, readonly { readonly id?: string | undefined }[]])[] = [
    ["system.parts", written.system.parts],
    ["system.wires", written.system.wires],
    ["schema.tables", written.schema.tables],
    ["schema.relations", written.schema.relations],
    ["api.endpoints", written.api.endpoints],
    ["marks.groups", written.marks?.groups ?? []],
    ["marks.notes", written.marks?.notes ?? []],
    ["notes.requirements", written.notes.requirements],
    ["notes.estimates", written.notes.estimates],
    ["notes.tradeoffs", written.notes.tradeoffs],
  ];
  for (const [where, list] of lists) {
    const seen = new Set<string>();
    for (const { id } of list) {
      if (id === undefined) continue;
      if (seen.has(id))
        findings.push(refuse("design.duplicate-id", `${where}.${id}`, `The id "${id}" occurs twice here. Give each its own id.`));
      seen.add(id);
    }
  }
  const parts = new Set(written.system.parts.map((part) => part.id));
  for (const [index, wire] of written.system.wires.entries()) {
    for (const end of [wire.from, wire.to]) {
      if (parts.has(end.part)) continue;
      findings.push(
        refuse(
          "design.loose-wire",
          `system.wires.${wire.id ?? index}`,
          `This wire ends at "${end.part}", and there is no such part. Add the part or remove the wire.`,
        ),
      );
    }
  }
  return findings;
}

function issueFinding(issue: z.core.$ZodIssue, root: unknown): Finding {
  return refuse(`design.${issue.code}`, readablePath(issue.path, root), issueSentence(issue, isMissing(issue.path, root)));
}

function isMissing(path: readonly PropertyKey[], root: unknown): boolean {
  let here: unknown = root;
  for (const key of path) here = typeof here === "object" && here !== null ? (here as Record<PropertyKey, unknown>)[key] : undefined;
  return here === undefined;
}

/** `system.parts.kafka.position` rather than `system.parts.2.position`, wherever the item has an id. */
function readablePath(path: readonly PropertyKey[], root: unknown): string {
  let here: unknown = root;
  const names: string[] = [];
  for (const key of path) {
    here = typeof here === "object" && here !== null ? (here as Record<PropertyKey, unknown>)[key] : undefined;
    const id: unknown =
      typeof key === "number" && typeof here === "object" && here !== null ? (here as { readonly id?: unknown }).id : undefined;
    names.push(typeof id === "string" && id.length <= 64 ? id : String(key));
  }
  return names.join(".");
}

/** Names told of those that are not known; a file can hold as many as it likes. */
const KEYS_TOLD = 5;

function unknownKeys(keys: readonly string[]): string {
  const told = keys.slice(0, KEYS_TOLD).map((key) => `"${key.slice(0, 64)}"`);
  const more = keys.length - told.length;
  const names = more === 0 ? told.join(", ") : `${told.join(", ")} and ${more.toLocaleString("en-US")} more`;
  return keys.length === 1
    ? `${names} is not known here. Check the spelling, or remove it.`
    : `${names} are not known here. Check the spelling, or remove them.`;
}

function issueSentence(issue: z.core.$ZodIssue, missing: boolean): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return unknownKeys(issue.keys);
    case "invalid_type":
      return missing ? `This is missing. Write ${withArticle(issue.expected)} here.` : `This must be ${withArticle(issue.expected)}.`;
    case "invalid_value":
      return `${missing ? "This is missing. Write" : "This must be"} one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}.`;
    case "too_small":
      return issue.origin === "string"
        ? "This must not be empty. Write something."
        : `This must be ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}.`;
    case "too_big":
      return issue.origin === "string"
        ? `This text is longer than ${issue.maximum.toLocaleString("en-US")} characters. Shorten it.`
        : `This must be at most ${issue.maximum.toLocaleString("en-US")}${issue.origin === "array" ? " entries" : ""}.`;
    default:
      return `Please change this: ${issue.message}.`;
  }
}

function withArticle(expected: string): string {
  const names: { readonly [key: string]: string } = {
    string: "a text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    array: "a list",
    object: "an object",
    record: "an object",
  };
  return names[expected] ?? `a ${expected}`;
}

function refuse(code: string, where: string, message: string): Finding {
  return { code, severity: "error", where, message };
}
