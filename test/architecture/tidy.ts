import { codeOf, type SourceFile } from "./scan.ts";

/** A file stops here; the aim is 250. */
export const LINES_AT_MOST = 500;

/** Files over the limit, with the length they may not exceed. An entry may only shrink, and goes when the file fits. */
export const LONG_FILES: { readonly [path: string]: number } = {};

const VAGUE = ["Manager", "Helper", "Helpers", "Util", "Utils", "Info", "Data"];

// Written in two halves, so that this file does not find itself.
const LEFT_BEHIND = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b|@ts-(ignore|nocheck|expect-error)`);
const SKIPPED = new RegExp(`\\b(test|it|describe|suite)\\s*\\.\\s*(${["on" + "ly", "sk" + "ip", "to" + "do", "fix" + "me"].join("|")})\\b`);
const MACHINE_PATH = new RegExp(`(^|[\\s"'\`(=])(/${"wor"}k/|/${"ro"}ot/|/${"ho"}me/[a-z]+/|/${"Use"}rs/|[A-Z]:\\\\\\\\?${"Use"}rs)`);

/** What is wrong with a file's length, as a sentence. */
export function lengthBreaches(files: readonly SourceFile[], long = LONG_FILES): string[] {
  const lengths = new Map(files.map((file) => [file.path, lineCount(file.text)]));
  const over = [...lengths].flatMap(([path, lines]) => {
    const limit = long[path] ?? LINES_AT_MOST;
    return lines > limit ? [`${path} has ${lines} lines, more than ${limit}: split it by what it is about`] : [];
  });
  const listed = Object.entries(long).flatMap(([path, limit]) => {
    const lines = lengths.get(path);
    if (lines === undefined) return [`${path} is gone: take it off the list of long files`];
    if (lines <= LINES_AT_MOST) return [`${path} fits now: take it off the list of long files`];
    return lines < limit ? [`${path} shrank to ${lines} lines: write that into the list of long files`] : [];
  });
  return [...over, ...listed];
}

/** Modules kebab-case, components and their styles PascalCase, entry pages as they are. */
export function nameBreaches(path: string): string[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const stem = name.slice(0, name.indexOf("."));
  const ending = name.slice(name.indexOf("."));
  const breaches: string[] = [];
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem);
  const pascal = /^[A-Z][A-Za-z0-9]*$/.test(stem);
  if (/^\.(test\.)?tsx$/.test(ending)) {
    if (!pascal && name !== "main.tsx") breaches.push(`${path}: a component file is named in PascalCase`);
  } else if (/^\.(module\.)?css$/.test(ending)) {
    if (!kebab && !pascal) breaches.push(`${path}: a style file is named like what it styles, PascalCase or kebab-case`);
  } else if (!kebab) breaches.push(`${path}: a file is named in kebab-case`);
  if (stem === "index" && /\.[jt]sx?$/.test(ending)) breaches.push(`${path}: no barrels; import from the file itself`);
  const words = stem.split(/-|(?<=[a-z0-9])(?=[A-Z])/).map((word) => word.toLowerCase());
  const vague = VAGUE.find((word) => words.includes(word.toLowerCase()));
  if (vague !== undefined) breaches.push(`${path}: "${vague}" says nothing; name the file after what it holds`);
  return breaches;
}

/** Things that may not be written, each with its line. */
export function textBreaches(file: SourceFile): string[] {
  return file.text.split("\n").flatMap((line, index) => {
    const at = `${file.path}:${index + 1}`;
    const breaches: string[] = [];
    const left = LEFT_BEHIND.exec(line);
    if (left) breaches.push(`${at} ${left[0]} is left behind`);
    if (SKIPPED.test(line)) breaches.push(`${at} a test is skipped or runs alone`);
    if (MACHINE_PATH.test(line)) breaches.push(`${at} names a path of one machine`);
    return breaches;
  });
}

/** Habits of the code that the compiler and the linter let through. */
export function codeBreaches(file: SourceFile): string[] {
  const code = codeOf(file.text);
  const line = (index: number) => code.slice(0, index).split("\n").length;
  const find = (pattern: RegExp, what: string) => [...code.matchAll(pattern)].map((match) => `${file.path}:${line(match.index)} ${what}`);
  const declared = [...code.matchAll(/\bexport\s+(?:abstract\s+)?(?:class|interface|type|function|const)\s+([A-Za-z]\w*)/g)];
  const vague = declared.filter(([, name]) => VAGUE.some((word) => new RegExp(`(?:^|[a-z0-9])${word}(?![a-z])`).test(name as string)));
  return [
    ...find(/\bas\s+any\b/g, "`as any` switches the compiler off"),
    ...find(/\bexport\s+default\b/g, "no default exports: one name everywhere"),
    ...find(/\bexport\s*\*/g, "no `export *`: import from the file itself"),
    ...vague.map((match) => `${file.path}:${line(match.index)} ${match[1]}: a name with Manager, Helper, Util, Info or Data says nothing`),
    ...(isBarrel(code) ? [`${file.path} only passes on what others export: import from the files themselves`] : []),
  ];
}

function isBarrel(code: string): boolean {
  const statements = code
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
  return statements.length > 0 && statements.every((statement) => /^export\b[^=(]*\bfrom\s*["']/.test(statement));
}

function lineCount(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}
