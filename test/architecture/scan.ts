import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

export type SourceFile = { readonly path: string; readonly text: string };

/** One import as written; `type` ones leave no trace in the program that runs. `worker` is a `new URL("./x.ts", import.meta.url)`. */
export type Import = { readonly specifier: string; readonly kind: "value" | "type" | "dynamic" | "worker"; readonly line: number };

/** Files below a folder of the repository, by path with forward slashes; empty when the folder is not there. */
export function filesBelow(folder: string, matches: RegExp): SourceFile[] {
  const top = path.join(ROOT, folder);
  if (!statSync(top, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && matches.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort()
    .map((file) => ({ path: file, text: readFileSync(path.join(ROOT, file), "utf8") }));
}

/** Paths below `src/`, without the tests that stand beside the code. */
export function productFiles(): SourceFile[] {
  return filesBelow("src", /\.tsx?$/)
    .filter((file) => !/\.test\.tsx?$/.test(file.path))
    .map((file) => ({ path: file.path.slice("src/".length), text: file.text }));
}

/**
 * The text with the inside of comments, strings and regular expressions blanked out, so that what remains is code. Length and
 * line breaks stay. Code inside `${…}` of a template stays too.
 */
export function codeOf(text: string): string {
  const out = text.split("");
  /** Depths of braces at which a template literal goes on. */
  const templates: number[] = [];
  let depth = 0;
  let last = "";
  let word = "";
  let at = 0;
  const blankTo = (end: number) => {
    for (; at < end; at += 1) if (text[at] !== "\n") out[at] = " ";
  };
  const note = (character: string) => {
    word = /[\w$]/.test(character) ? (/[\w$]/.test(last) ? word + character : character) : word;
    last = character;
  };
  while (at < text.length) {
    const character = text[at] as string;
    const next = text[at + 1];
    if (character === "/" && next === "/") blankTo(endOf(text, at, "\n"));
    else if (character === "/" && next === "*") blankTo(endOf(text, at + 2, "*/") + 2);
    else if (character === '"' || character === "'") {
      const end = endOfString(text, at);
      at += 1;
      blankTo(end);
      at += 1;
      last = '"';
    } else if (character === "`" || (character === "}" && templates.at(-1) === depth)) {
      if (character === "}") templates.pop();
      at += 1;
      const end = endOfTemplatePart(text, at);
      blankTo(end);
      if (text[at] === "$") {
        templates.push(depth);
        at += 2;
        last = "{";
      } else {
        at += 1;
        last = '"';
      }
    } else if (character === "/" && startsRegex(last, word)) {
      const end = endOfRegex(text, at);
      at += 1;
      blankTo(end);
      at += 1;
      last = '"';
    } else {
      if (character === "{") depth += 1;
      else if (character === "}") depth -= 1;
      if (!/\s/.test(character)) note(character);
      else if (/[\w$]/.test(last)) last = " ";
      at += 1;
    }
  }
  return out.join("");
}

function endOf(text: string, from: number, mark: string): number {
  const end = text.indexOf(mark, from);
  return end === -1 ? text.length : end;
}

function endOfString(text: string, start: number): number {
  const quote = text[start];
  let at = start + 1;
  while (at < text.length && text[at] !== quote && text[at] !== "\n") at += text[at] === "\\" ? 2 : 1;
  return at;
}

function endOfTemplatePart(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== "`" && !(text[at] === "$" && text[at + 1] === "{")) at += text[at] === "\\" ? 2 : 1;
  return at;
}

function endOfRegex(text: string, start: number): number {
  let at = start + 1;
  let inClass = false;
  while (at < text.length && text[at] !== "\n" && (inClass || text[at] !== "/")) {
    if (text[at] === "[") inClass = true;
    else if (text[at] === "]") inClass = false;
    at += text[at] === "\\" ? 2 : 1;
  }
  return at;
}

/** A slash divides after a value and opens a pattern elsewhere; `</tag>` of JSX is neither. */
function startsRegex(last: string, word: string): boolean {
  if (last === " ") return /^(return|typeof|case|in|of|do|else|void|await|yield)$/.test(word);
  return !/[\w$)\]}"<]/.test(last);
}

const STATEMENT = /\b(import|export)\b(\s+type\b(?!\s*(?:,|from\b)))?([^"'`;()=]*?)(["'])( *)\4/g;
const DYNAMIC = /(\btypeof\s+)?\bimport\s*\(\s*(["'])( *)\2/g;
const WORKER = /\bnew\s+URL\s*\(\s*(["'])( *)\1\s*,\s*import\.meta\.url/g;

/** Every import of a file. */
export function importsOf(text: string): Import[] {
  const code = codeOf(text);
  const found: { at: number; import: Import }[] = [];
  const add = (at: number, blanks: string | undefined, end: number, kind: Import["kind"]) => {
    const length = blanks?.length ?? 0;
    const specifier = text.slice(end - 1 - length, end - 1);
    found.push({ at, import: { specifier, kind, line: text.slice(0, at).split("\n").length } });
  };
  for (const match of code.matchAll(STATEMENT)) {
    const between = match[3] ?? "";
    const isBare = between.trim() === "" && match[1] === "import" && match[2] === undefined;
    if (!isBare && !/\bfrom\s*$/.test(between)) continue;
    add(match.index, match[5], match.index + match[0].length, match[2] === undefined ? "value" : "type");
  }
  for (const match of code.matchAll(DYNAMIC)) {
    add(match.index, match[3], match.index + match[0].length, match[1] === undefined ? "dynamic" : "type");
  }
  for (const match of code.matchAll(WORKER)) {
    const quoteEnd = match.index + match[0].lastIndexOf(match[1] as string) + 1;
    add(match.index, match[2], quoteEnd, "worker");
  }
  return found.sort((a, b) => a.at - b.at).map((each) => each.import);
}

/** Path below src of a relative import, or null when it leaves src or names a package. Queries such as `?raw` are dropped. */
export function resolveImport(from: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier.replace(/\?.*$/, "")));
  return target.startsWith("..") ? null : target;
}

/** Lines of the code (not of comments or strings) where a name such as `Math.random` is used. */
export function usesOf(name: string, code: string): number[] {
  const pattern = new RegExp(`(?<![\\w$.])${name.replace(".", "\\s*\\??\\.\\s*")}(?![\\w$])`, "g");
  return [...code.matchAll(pattern)].map((match) => code.slice(0, match.index).split("\n").length);
}
