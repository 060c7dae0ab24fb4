import type { Finding } from "../base/finding.ts";
import { fail } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { parseDesign } from "../design/parse.ts";
import type { Design } from "../design/types.ts";
import { jsonErrorOffset } from "./json-position.ts";

/** A design file may be this large; a drawing with all its notes is a few hundred KB at most. */
export const MAX_FILE_BYTES = 2 * 1024 * 1024;

export const FILE_EXTENSION = ".quadrant.json";

/** Names in the order a reader wants them; names not listed follow in alphabetical order. */
const ORDER = [
  "format",
  "version",
  "title",
  "scenario",
  "seed",
  "notes",
  "schema",
  "system",
  "api",
  "workload",
  "id",
  "name",
  "kind",
  "role",
  "method",
  "path",
  "text",
  "requirements",
  "asked",
  "estimates",
  "tradeoffs",
  "formula",
  "measures",
  "tables",
  "relations",
  "columns",
  "partitionedBy",
  "type",
  "nullable",
  "key",
  "note",
  "parts",
  "wires",
  "part",
  "position",
  "settings",
  "from",
  "to",
];
const RANK: ReadonlyMap<string, number> = new Map(ORDER.map((name, index) => [name, index]));

/** The text of a `.quadrant.json` file: indented by two, keys in one fixed order, a line break at the end. */
export function encodeFile(design: Design): string {
  return `${JSON.stringify(ordered(design), null, 2)}\n`;
}

/** The design in the text of a file, or what is wrong with it, with line and column where the text is not JSON. */
export function decodeFile(text: string): Result<Design, readonly Finding[]> {
  if (text.length > MAX_FILE_BYTES || new TextEncoder().encode(text).byteLength > MAX_FILE_BYTES) {
    return refuse("file.too-big", "This file is larger than 2 MB. A design is far smaller; check that it is the right file.");
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return fail([syntaxFinding(text)]);
  }
  return parseDesign(value);
}

/** A file name for a design: its title in small letters, `ios-engagement.quadrant.json`. */
export function fileName(design: Design): string {
  const stem = design.title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return `${stem === "" ? "design" : stem}${FILE_EXTENSION}`;
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, ordered(member)]));
}

function rank(key: string): number {
  return RANK.get(key) ?? ORDER.length;
}

function syntaxFinding(text: string): Finding {
  const base = { code: "file.not-json", severity: "error", where: "" } as const;
  if (text.trim() === "") return { ...base, message: "This file is empty. Open a .quadrant.json or .quadrant.yaml file." };
  const offset = jsonErrorOffset(text) ?? text.length;
  const before = text.slice(0, offset).split("\n");
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  if (/^("[^"\n]*|[\w.+-]*)\s*$/.test(text.slice(offset)))
    return { ...base, line, column, message: "This file ends in the middle. It was cut off; open the whole file." };
  return { ...base, line, column, message: "This file stops being JSON here. Look for a missing comma, quote or bracket." };
}

function refuse(code: string, message: string): Result<Design, readonly Finding[]> {
  return fail([{ code, severity: "error", where: "", message }]);
}
