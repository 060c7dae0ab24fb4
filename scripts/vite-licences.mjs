import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./fresh-build.mjs";
import { INSIDE_DUCKDB, wordsOf } from "./parts-inside.mjs";

/**
 * A piece of somebody's work that is shipped, with the words it is given under; the shape is that of Vite's own list.
 * @typedef {{ name: string, version: string, identifier?: string, text?: string }} Licence
 */

/** Where the build puts the list, and the page fetches it. */
export const LICENCES = "licences.json";

/**
 * Packages whose authors give them under the MIT licence and put no text into the package: the notice of their repositories.
 * @type {Record<string, string>}
 */
const MIT_NOTICES = {
  "@duckdb/duckdb-wasm": "Copyright 2021 DuckDB WASM Contributors (see https://github.com/duckdb/duckdb-wasm/graphs/contributors)",
  "react-remove-scroll-bar": "Copyright (c) 2025 Anton Korzunov <thekashey@gmail.com>",
};

/** Files that are shipped as they lie in their package, so that no bundler sees into them. */
const SHIPPED_WHOLE = ["@duckdb/duckdb-wasm", "apache-arrow"];

/** Folders of packages that bundles were made of, workers' included. @type {Set<string>} */
const shipped = new Set();

/** Vite plugin for the bundles of workers, which Vite's own list leaves out. @returns {import("vite").Plugin} */
export function licencesOfWorkers() {
  return {
    name: "quadrant-licences-of-workers",
    apply: "build",
    generateBundle(_options, bundle) {
      for (const item of Object.values(bundle)) if (item.type === "chunk") for (const id of item.moduleIds) note(id);
    },
  };
}

/**
 * Vite plugin: completes the list of licences that Vite makes of the page's bundle (`build.license`) with what workers are made
 * of, what is shipped whole, what that was built from, and Quadrant itself. A piece without words fails the build.
 * @returns {import("vite").Plugin}
 */
export function licences() {
  return {
    name: "quadrant-licences",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const made = bundle[LICENCES];
        if (made?.type !== "asset") throw new Error("Vite made no list of licences: set build.license.");
        /** @type {Licence[]} */
        const listed = JSON.parse(String(made.source));
        for (const name of SHIPPED_WHOLE) shipped.add(path.join(ROOT, "node_modules", name));
        const others = [...shipped].map(licenceOf).filter(({ name }) => !listed.some((each) => each.name === name));
        const all = [...listed.map(completed), ...others, ...insideDuckDb()].sort((a, b) => (a.name < b.name ? -1 : 1));
        const silent = all.filter(({ text }) => (text ?? "").trim() === "").map(({ name }) => name);
        if (silent.length > 0) throw new Error(`Nothing says under which words these are shipped: ${silent.join(", ")}.`);
        made.source = JSON.stringify([licenceOf(ROOT), ...all], null, 1);
      },
    },
  };
}

/** What DuckDB's files are made of; another version of them has to be looked into anew. @returns {Licence[]} */
function insideDuckDb() {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, "node_modules", INSIDE_DUCKDB.of, "package.json"), "utf8"));
  if (version !== INSIDE_DUCKDB.version)
    throw new Error(`${INSIDE_DUCKDB.of} ${version}: what is inside is known of ${INSIDE_DUCKDB.version} (scripts/licences).`);
  return INSIDE_DUCKDB.parts.map((part) => ({ name: part.name, version: part.version, identifier: part.identifier, text: wordsOf(part) }));
}

/** @param {string} id of a module */
function note(id) {
  const at = id.lastIndexOf("node_modules/");
  if (at === -1) return;
  const [scope = "", name = ""] = id.slice(at + "node_modules/".length).split("/");
  shipped.add(id.slice(0, at) + path.posix.join("node_modules", scope.startsWith("@") ? `${scope}/${name}` : scope));
}

/** @param {string} folder @returns {Licence} */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const text = file === undefined ? undefined : readFileSync(path.join(folder, file), "utf8").trim();
  return completed({ name, version, identifier: license, ...(text === undefined ? {} : { text }) });
}

/** @param {Licence} licence @returns {Licence} */
function completed(licence) {
  const notice = MIT_NOTICES[licence.name];
  if (licence.text !== undefined || notice === undefined || licence.identifier !== "MIT") return licence;
  return { ...licence, text: `${notice}\n\n${readFileSync(new URL("mit-licence.txt", import.meta.url), "utf8").trim()}` };
}
