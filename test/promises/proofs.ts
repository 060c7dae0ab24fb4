import { titlesOf } from "../architecture/spec.ts";
import type { SourceFile } from "../architecture/scan.ts";
import type { Proof } from "../support/promise-record.ts";

/** Promises that the code of a test file says it proves. */
export function rowsProvenIn({ text }: SourceFile): readonly number[] {
  return [...new Set([...text.matchAll(/^\s*promise\(\s*(\d+),/gm)].map(([, row]) => Number(row)))];
}

/** What is wrong between the tests and the figures in the table, as sentences. */
export function proofBreaches(tests: readonly SourceFile[], proofs: readonly Proof[]): string[] {
  const missing = tests.flatMap((file) =>
    rowsProvenIn(file)
      .filter((row) => !proofs.some((proof) => proof.row === row && proof.file === file.path))
      .map((row) => `${file.path} proves promise ${row}, and the table has no figure of it: npm run promises -- ${file.path}`),
  );
  const stale = proofs.flatMap(({ row, file, title }) => {
    const held = tests.find(({ path }) => path === file);
    if (held === undefined) return [`promise ${row} names ${file}, which is no test`];
    if (!rowsProvenIn(held).includes(row)) return [`promise ${row} names ${file}, which does not prove it any more`];
    return titlesOf(held.text).some((known) => asPattern(known).test(title)) ? [] : [`promise ${row}: ${file} has no test “${title}”`];
  });
  return [...missing, ...stale];
}

/** The figures of before with those of now: a test that wrote again replaces what it wrote, and what no test says any more goes. */
export function mergedProofs(tests: readonly SourceFile[], before: readonly Proof[], now: readonly Proof[]): readonly Proof[] {
  const written = (proof: Proof): boolean => now.some(({ row, file }) => row === proof.row && file === proof.file);
  const all = [...before.filter((proof) => !written(proof)), ...now].filter((proof) => proofBreaches(tests, [proof]).every(isMissing));
  return all.sort((a, b) => a.row - b.row || (`${a.file} ${a.title}` < `${b.file} ${b.title}` ? -1 : 1));
}

const isMissing = (breach: string): boolean => breach.includes("the table has no figure");

/** A title as it stands in the code, as what it may be called in a run; the run puts the titles of groups before it. */
function asPattern(title: string): RegExp {
  const literal = title.replace(/[.*+?^()|[\]\\]/g, "\\$&");
  return new RegExp(`${literal.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}|%[sdifjo]|\$[a-z]\w*/gi, ".*").replace(/[{}$]/g, "\\$&")}$`);
}
