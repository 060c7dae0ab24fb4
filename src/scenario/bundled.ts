import index from "../../scenarios/index.json";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import type { FileFinding } from "./designs.ts";
import type { Scenario } from "./types.ts";
import type { YamlText } from "./yaml-text.ts";

export type BundledScenario = { readonly id: string; readonly title: string; readonly summary: string };

/**
 * What the files of the scenario folders say, read when the program was made (scripts/vite-bundled-yaml.mjs); each is a chunk of its own
 * that loads when its scenario is opened.
 */
const FILES = import.meta.glob<unknown>("../../scenarios/*/*.yaml", { query: "?data", import: "default" });

/** The scenarios that ship with the program; the list is generated from the files (`generated.test.ts`). */
export function listBundled(): readonly BundledScenario[] {
  return index;
}

/** A shipped scenario with its designs; what checks it loads with the first one. */
export async function loadBundled(id: string): Promise<Result<Scenario, readonly FileFinding[]>> {
  const folder = `../../scenarios/${id}/`;
  const paths = Object.keys(FILES).filter((path) => path.startsWith(folder));
  if (!paths.includes(`${folder}scenario.yaml`)) {
    const known = index.map((entry) => entry.id).join(", ");
    return fail([
      { code: "scenario-unknown", severity: "error", where: "", message: `There is no scenario "${id.slice(0, 64)}". Known: ${known}.` },
    ]);
  }
  const [{ scenarioOf }, ...values] = await Promise.all([
    import("./scenario-of.ts"),
    ...paths.map(async (path) => [path.slice(folder.length), placeless(await FILES[path]?.())] as const),
  ]);
  const files = new Map(values);
  return scenarioOf(files.get("scenario.yaml") ?? placeless(null), (file) => {
    const beside = files.get(file);
    return beside === undefined ? null : ok(beside);
  });
}

/** Where something stands in our own files is known no more; `quadrant check` tells it of the file itself. */
function placeless(value: unknown): YamlText {
  const place = { line: 1, column: 1 };
  return { value, placeOf: () => place, placeOfKey: () => place };
}
