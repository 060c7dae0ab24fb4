import { readFileSync } from "node:fs";
import { parse } from "yaml";

const QUERY = "?data";

/**
 * Vite plugin: `scenarios/<id>/<file>.yaml?data` is what the file says, read when the program is made. Our own files have been checked
 * by then; reading them anew in every page and every command takes a third of a second and a reader of 30 KB.
 * @returns {import("vite").Plugin}
 */
export function bundledYaml() {
  return {
    name: "quadrant-bundled-yaml",
    enforce: "pre",
    load: {
      filter: { id: /\.yaml\?data$/ },
      handler(id) {
        const file = id.slice(0, -QUERY.length);
        this.addWatchFile(file);
        // As src/scenario/yaml-text.ts reads it; a test holds both to the same.
        const value = parse(readFileSync(file, "utf8"), { version: "1.2", schema: "core", merge: false });
        return { code: `export default JSON.parse(${JSON.stringify(JSON.stringify(value))});`, map: null };
      },
    },
  };
}
