import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, Parser } from "yaml";
import type { Document, Node, ParsedNode } from "yaml";
import type { Finding } from "../base/finding.ts";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { freeWireId, parseWireText } from "../design/wire-text.ts";

/** Larger texts are refused before a single character is parsed. */
export const MAX_YAML_BYTES = 256 * 1024;
export const MAX_YAML_DEPTH = 32;
const MAX_ALIASES = 20;
/** One slip often makes many complaints; the first ones matter. */
const MAX_FINDINGS = 20;

/** More of a name says nothing more in a sentence. */
const SHOWN_NAME = 64;

const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

export type Place = { readonly line: number; readonly column: number };
export type PathStep = string | number;

/** A YAML text that was read: plain data, and where in the text each piece of it stands. */
export type YamlText = {
  readonly value: unknown;
  /** Where the value at the path stands (1-based); the nearest enclosing value when the path leads nowhere. */
  placeOf(path: readonly PathStep[]): Place;
  /** Where the key itself stands, for keys that should not be there. */
  placeOfKey(path: readonly PathStep[], key: string): Place;
};

/**
 * Reads one YAML document from a text nobody vouches for: size and depth are bounded before anything recursive runs,
 * aliases are counted, tags that are not YAML's own and keys that reach into prototypes are errors.
 */
export function readYaml(text: string): Result<YamlText, Finding[]> {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_YAML_BYTES) {
    return fail([
      finding(
        "yaml-too-large",
        `The file is ${Math.ceil(bytes / 1024)} KB; at most ${MAX_YAML_BYTES / 1024} KB are read. Split the designs into files of their own.`,
        { line: 1, column: 1 },
      ),
    ]);
  }
  const lines = new LineCounter();
  const parsed = parseOneDocument(text, lines);
  if (!parsed.ok) return parsed;
  const doc = parsed.value;
  // The library's own check for repeated keys compares every pair; keyFindings does it in one pass.
  const trouble = [...doc.errors, ...doc.warnings].map((problem) =>
    finding("yaml-syntax", `${sentence(problem.message)}`, placeAt(lines, problem.pos[0])),
  );
  const all = trouble.concat(keyFindings(doc, lines));
  if (all.length > 0) return fail(all.slice(0, MAX_FINDINGS));
  return toData(doc, lines);
}

function parseOneDocument(text: string, lines: LineCounter): Result<Document.Parsed, Finding[]> {
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({
    lineCounter: lines,
    prettyErrors: false,
    version: "1.2",
    schema: "core",
    uniqueKeys: false,
    merge: false,
    logLevel: "silent",
  });
  lines.addNewLine(0);
  const documents: Document.Parsed[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    // One entry of the parser's stack is the document itself; the check comes before the recursive composer sees the nest.
    if (parser.stack.length > MAX_YAML_DEPTH + 1) {
      return fail([
        finding(
          "yaml-too-deep",
          `Values are nested deeper than ${MAX_YAML_DEPTH} levels here. Flatten this part of the file.`,
          placeAt(lines, parser.offset),
        ),
      ]);
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  const [first, second] = documents;
  if (second !== undefined) {
    return fail([
      finding(
        "yaml-many-documents",
        "The file holds more than one document. Remove the line `---` and what follows, or put it into a file of its own.",
        placeAt(lines, second.range[0]),
      ),
    ]);
  }
  return first === undefined ? fail([finding("yaml-empty", "The file is empty.", { line: 1, column: 1 })]) : ok(first);
}

function toData(doc: Document.Parsed, lines: LineCounter): Result<YamlText, Finding[]> {
  let value: unknown;
  try {
    value = doc.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    return fail([
      finding("yaml-aliases", `Aliases (\`*name\`) stand for more than ${MAX_ALIASES} values, or for nothing. Write the values out.`, {
        line: 1,
        column: 1,
      }),
    ]);
  }
  return ok({
    value,
    placeOf: (path) => placeAt(lines, startOf(nodeAt(doc, path))),
    placeOfKey: (path, key) => {
      const node = nodeAt(doc, path);
      const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key) : undefined;
      return placeAt(lines, startOf((pair?.key as Node | undefined) ?? node));
    },
  });
}

function nodeAt(doc: Document.Parsed, path: readonly PathStep[]): Node | null {
  let node: Node | null = doc.contents;
  for (const step of path) {
    const next = childOf(doc, node, step);
    if (next === null) return node;
    node = next;
  }
  return node;
}

function childOf(doc: Document.Parsed, node: Node | null, step: PathStep): Node | null {
  const target = isAlias(node) ? (node.resolve(doc) ?? null) : node;
  if (isMap(target)) {
    const pair = target.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
    return pair === undefined ? null : ((pair.value ?? pair.key) as Node);
  }
  if (!isSeq(target)) return null;
  const items = target.items as readonly Node[];
  if (typeof step === "number") return items[step] ?? null;
  return items.find((item) => isMap(item) && (item.get("id") === step || item.get("name") === step)) ?? wireOf(items, step);
}

/** A wire that is written as a text has no id of its own: it was given the first that was free, in the order of the list. */
function wireOf(items: readonly Node[], id: string): Node | null {
  const taken = new Set(items.flatMap((item) => (isMap(item) ? [String(item.get("id"))] : [])));
  for (const item of items) {
    const ends = isScalar(item) && typeof item.value === "string" ? parseWireText(item.value) : null;
    if (ends === null) continue;
    const given = freeWireId(ends.from, ends.to, taken);
    if (given === id) return item;
    taken.add(given);
  }
  return null;
}

function keyFindings(doc: Document.Parsed, lines: LineCounter): Finding[] {
  const found: Finding[] = [];
  const open: (ParsedNode | null)[] = [doc.contents];
  while (open.length > 0) {
    const node = open.pop();
    if (isSeq(node)) for (const item of node.items) open.push(item as ParsedNode);
    if (!isMap(node)) continue;
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : null;
      const place = placeAt(lines, startOf(key as Node));
      const shown = name?.slice(0, SHOWN_NAME);
      if (name === null) found.push(finding("yaml-key", "A key must be a plain word.", place));
      else if (FORBIDDEN_KEYS.has(name)) found.push(finding("yaml-key", `"${shown}" cannot be used as a key. Choose another name.`, place));
      else if (seen.has(name)) found.push(finding("yaml-key", `"${shown}" is given twice. Keep one of them.`, place));
      if (name !== null) seen.add(name);
      open.push(value as ParsedNode | null);
    }
  }
  return found;
}

function startOf(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0;
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** A message of the library may hold the whole of what it could not read. */
const LONGEST_MESSAGE = 300;

function sentence(message: string): string {
  // The library's words for this hold a single quote sign, which reads as if the sentence itself were cut off.
  const open = /^Missing closing (["'])quote/.exec(message);
  if (open !== null) return `A text in ${open[1] === '"' ? "double" : "single"} quotes is not closed. Put the closing quote behind it.`;
  const line = message.split("\n", 1)[0] ?? message;
  const first = line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

function finding(code: string, message: string, place: Place): Finding {
  return { code, severity: "error", where: "", message, ...place };
}
