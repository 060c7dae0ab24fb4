import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** One figure that a test wrote for a promise of docs/promises.md. */
export type Proof = {
  /** Number of the promise, as in `test/promises/promises.ts`. */
  readonly row: number;
  /** The test's file from the repository on, with slashes. */
  readonly file: string;
  /** The test's title, with those of the groups around it. */
  readonly title: string;
  /** What was measured, in words. */
  readonly figure: string;
};

const ROOT = path.join(import.meta.dirname, "../..");

/** Where figures wait until they are put into the table: one file each, so that tests of several processes do not meet. */
export const PROOFS_FOLDER = path.join(ROOT, "node_modules/.cache/quadrant-promises");

export const PROMISES_COUNT = 27;

/** Notes a figure where `npm run promises` asks for them; else only looks that it could be noted. */
export function recordProof({ row, file, title, figure }: Proof): void {
  if (!Number.isInteger(row) || row < 1 || row > PROMISES_COUNT) throw new Error(`There is no promise ${row}.`);
  if (figure.trim() === "" || figure.includes("\n")) throw new Error(`A figure of promise ${row} is a line of words.`);
  if (process.env["QUADRANT_PROMISES"] !== "1") return;
  const proof: Proof = { row, file: path.relative(ROOT, file).replaceAll(path.sep, "/"), title, figure };
  const name = createHash("sha256").update(`${row} ${proof.file} ${title}`).digest("hex").slice(0, 24);
  mkdirSync(PROOFS_FOLDER, { recursive: true });
  writeFileSync(path.join(PROOFS_FOLDER, `${name}.json`), JSON.stringify(proof));
}
