import { readFileSync } from "node:fs";

/**
 * A work of others inside a package that ships as it lies there, so that no bundler sees it. `text` is a file beside the list,
 * `source` where its words were taken from. How it is known to be inside: C++ namespaces it brings, names of its functions (a
 * pattern), its folder among the scripts; or why nothing of it can be seen any more.
 * @typedef {{
 *   name: string, version: string, identifier: string, text: string, source: string,
 *   namespaces?: string[], symbols?: string, scripts?: string[], inlined?: string,
 * }} PartInside
 */

const FOLDER = new URL("licences/", import.meta.url);

/** What is inside DuckDB's files, for the version of the package they were looked into. */
export const INSIDE_DUCKDB = /** @type {{ of: string, version: string, parts: PartInside[] }} */ (
  JSON.parse(readFileSync(new URL("inside-duckdb-wasm.json", FOLDER), "utf8"))
);

/** The words a part is given under. @param {PartInside} part */
export function wordsOf({ text }) {
  return readFileSync(new URL(text, FOLDER), "utf8").trim();
}
