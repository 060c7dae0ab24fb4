import type { EngineGroup } from "./engine-rows.ts";

/** A title of a test, and the file it stands in. */
export type NamedTest = { readonly path: string; readonly title: string };
/** A kind that says which rows it leaves out. */
type Documented = { readonly id: string; readonly title: string; readonly doc: { readonly doesNotPromise: string } };

const ID = "[SAPTFR]\\d+";
/** `row S5`, `rows T1, T4 and T6`. */
const IN_TITLE = new RegExp(`\\brows? (${ID}(?:(?:, | and )${ID})*)`, "g");
/** What follows the words by which a doc says what is left out: `(S2, S3)`. */
const IN_DOC = new RegExp(`\\((${ID}(?:, ${ID})*)\\)`, "g");
const NOT_MODELLED = "Not modelled:";

function collected<T>(items: readonly T[], idsOf: (item: T) => Iterable<string>): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) for (const id of idsOf(item)) found.set(id, [...(found.get(id) ?? []), item]);
  return found;
}

function* idsIn(text: string, pattern: RegExp): Iterable<string> {
  for (const [, ids = ""] of text.matchAll(pattern)) yield* ids.split(/, | and /);
}

/** Tests by the rows their titles name. */
export function rowsHeld(tests: readonly NamedTest[]): Map<string, NamedTest[]> {
  return collected(tests, ({ title }) => idsIn(title, IN_TITLE));
}

/** Kinds by the rows their docs leave out. */
export function rowsListed<K extends Documented>(kinds: readonly K[]): Map<string, K[]> {
  return collected(kinds, ({ doc }) => {
    const from = doc.doesNotPromise.indexOf(NOT_MODELLED);
    return from < 0 ? [] : idsIn(doc.doesNotPromise.slice(from), IN_DOC);
  });
}

/** The page docs/engines.md. */
export function enginesPage(
  groups: readonly EngineGroup[],
  held: ReadonlyMap<string, readonly NamedTest[]>,
  listed: ReadonlyMap<string, readonly Documented[]>,
): string {
  const rows = groups.flatMap((group) => group.rows);
  const open = rows.filter(({ id }) => !held.has(id)).length;
  return [
    "# What real engines did, and what holds us to it",
    "",
    "<!-- Written by test/published/engine-rows.test.ts; to renew: QUADRANT_UPDATE=1 npx vitest run test/published/engine-rows.test.ts -->",
    "",
    "Engines were run in November 2026 and asked what one would like to know before drawing with them. Each row names the tests that hold",
    "the product to what they did, or the kinds of parts that say they do not model it; some rows have both. A test fails for a row with neither.",
    "",
    `**${rows.length} rows: ${rows.length - open} held by tests, ${open} listed as not modelled.**`,
    ...groups.flatMap(({ engine, rows: asked }) => [
      "",
      `## ${engine}`,
      "",
      "| row | asked | what it did | held by | not modelled, says |",
      "|---|---|---|---|---|",
      ...asked.map(({ id, asks, did }) => {
        const tests = (held.get(id) ?? []).map(({ path, title }) => `[${escaped(title)}](../${path})`).join("<br>");
        return `| ${[id, asks, did, tests, (listed.get(id) ?? []).map((kind) => kind.title).join(", ")].join(" | ")} |`;
      }),
    ]),
    "",
  ].join("\n");
}

/** What a cell of the table would take for markup. */
function escaped(text: string): string {
  return text.replace(/[\\|[\]<>*_`]/g, (sign) => `\\${sign}`);
}
