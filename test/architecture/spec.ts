import { codeOf, type SourceFile } from "./scan.ts";

/** A rule of `src/engine/SPEC.md`: its id, and what it says holds it. */
export type Rule = { readonly id: string; readonly heldBy: string };

/** A rule that nothing holds yet says so itself: what holds it begins with this word, followed by why. */
const OPEN = "open: ";

const ROW = /^\| ([A-Z]+\d+[a-z]?) \|.*\| ([^|]+) \|$/gm;
const ID = "[A-Z]+\\d+[a-z]?";
/** Ids stand before the words of a title (`E3, E4: windows …`, `E20 the ledger …`) or after them (`… (E3, E4)`). */
const BEFORE = new RegExp(`^(${ID}(?:, ${ID})*):? `);
const AFTER = new RegExp(`\\((${ID}(?:, ${ID})*)\\)$`);
const CALL = /\b(?:test|it|describe)\s*(\.\s*each\s*)?\(/g;

export function rulesOf(spec: string): Rule[] {
  return [...spec.matchAll(ROW)].map(([, id = "", heldBy = ""]) => ({ id, heldBy }));
}

/** Titles of tests and of groups of tests as they are written, parameters not filled in. */
export function titlesOf(text: string): string[] {
  const code = codeOf(text);
  return [...code.matchAll(CALL)].flatMap((match) => {
    const open = match.index + match[0].length - 1;
    const of = match[1] === undefined ? open : code.indexOf("(", closing(code, open));
    const from = of === -1 ? of : of + 1 + (/\S/.exec(code.slice(of + 1))?.index ?? 0);
    const quote = text[from] ?? "";
    if (of === -1 || !['"', "'", "`"].includes(quote)) return [];
    // Inside a string the code is blank, so that the next sign that is none ends it; a template may hold code.
    const end = quote === "`" ? endOfTemplate(code, from) : code.indexOf(quote, from + 1);
    return [text.slice(from + 1, end)];
  });
}

/** Where the bracket that opens at `open` is closed. */
function closing(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === "(") depth++;
    else if (code[at] === ")" && --depth === 0) return at;
  }
  return code.length;
}

function endOfTemplate(code: string, from: number): number {
  let depth = 0;
  for (let at = from + 1; at < code.length; at++) {
    if (code[at] === "{") depth++;
    else if (code[at] === "}") depth--;
    else if (code[at] === "`" && depth === 0) return at;
  }
  return code.length;
}

/** Ids of the rules that a title names; a word such as S3 in the middle of a sentence is none. */
export function idsIn(title: string): string[] {
  return [BEFORE, AFTER].flatMap((place) => place.exec(title)?.[1]?.split(", ") ?? []);
}

/** What is wrong between the rules and the titles of the tests, as sentences. */
export function ruleBreaches(spec: string, tests: readonly SourceFile[]): string[] {
  const rules = rulesOf(spec);
  const named = new Map(
    tests.flatMap(({ path, text }) => titlesOf(text).flatMap((title) => idsIn(title).map((id) => [id, path] as const))),
  );
  const ids = rules.map(({ id }) => id);
  return [
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `${id} stands twice in SPEC.md`),
    ...rules
      .filter(({ id, heldBy }) => !named.has(id) && !heldBy.startsWith(OPEN))
      .map(
        ({ id }) => `${id} is held by no test whose title names it: write "(${id})" at the end of that title, or "open: why" in SPEC.md`,
      ),
    ...rules
      .filter(({ id, heldBy }) => named.has(id) && heldBy.startsWith(OPEN))
      .map(({ id }) => `${id} is said to be open, and ${named.get(id) ?? ""} holds it: name that in SPEC.md`),
    ...[...named].filter(([id]) => !ids.includes(id)).map(([id, path]) => `${path} names ${id}, which is no rule of SPEC.md`),
  ];
}

/** Ids of the rules that say that nothing holds them yet. */
export function openRules(spec: string): string[] {
  return rulesOf(spec)
    .filter(({ heldBy }) => heldBy.startsWith(OPEN))
    .map(({ id }) => id);
}
