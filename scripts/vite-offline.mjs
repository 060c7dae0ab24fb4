import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Files larger than this are stored on first use instead of on first visit. */
const LARGE_BYTES = 1_000_000;

/**
 * Vite plugin: writes dist/sw.js from scripts/service-worker.js, with the list of files it has to keep for offline use.
 * @returns {import("vite").Plugin}
 */
export function offline() {
  let publicDir = "";
  return {
    name: "quadrant-offline",
    apply: "build",
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        /** @type {Map<string, Buffer>} */
        const files = new Map();
        for (const item of Object.values(bundle)) {
          if (item.fileName.endsWith(".map") || item.fileName.startsWith(".vite/")) continue;
          files.set(item.fileName, Buffer.from(item.type === "chunk" ? item.code : item.source));
        }
        for (const file of listFiles(publicDir)) files.set(file, readFileSync(path.join(publicDir, file)));
        this.emitFile({ type: "asset", fileName: "sw.js", source: serviceWorker(files) });
      },
    },
  };
}

/** @param {ReadonlyMap<string, Buffer>} files */
function serviceWorker(files) {
  const names = [...files.keys()].sort();
  const hash = createHash("sha256");
  for (const name of names)
    hash
      .update(name)
      .update("\0")
      .update(/** @type {Buffer} */ (files.get(name)));
  const isLarge = (/** @type {string} */ name) => /** @type {Buffer} */ (files.get(name)).length > LARGE_BYTES;
  return readFileSync(new URL("service-worker.js", import.meta.url), "utf8")
    .replace("__VERSION__", hash.digest("hex").slice(0, 16))
    .replace("__SHELL__", JSON.stringify(names.filter((name) => !isLarge(name))))
    .replace("__ON_FIRST_USE__", JSON.stringify(names.filter(isLarge)));
}

/** @param {string} folder @returns {string[]} */
function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
}
