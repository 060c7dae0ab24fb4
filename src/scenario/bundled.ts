import index from "../../scenarios/index.json";
import { fail } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import type { FileFinding } from "./designs.ts";
import type { Scenario } from "./types.ts";

export type BundledScenario = { readonly id: string; readonly title: string; readonly summary: string };

/** Texts of the scenario folders; each file is a chunk of its own that loads when its scenario is opened. */
const FILES = import.meta.glob<string>("../../scenarios/*/*.yaml", { query: "?raw", import: "default" });

/** The scenarios that ship with the program; the list is generated from the files (`generated.test.ts`). */
export function listBundled(): readonly BundledScenario[] {
  return index;
}

/** A shipped scenario with its designs; the reader of YAML loads with the first one. */
export async function loadBundled(id: string): Promise<Result<Scenario, readonly FileFinding[]>> {
  const folder = `../../scenarios/${id}/`;
  const paths = Object.keys(FILES).filter((path) => path.startsWith(folder));
  if (!paths.includes(`${folder}scenario.yaml`)) {
    const known = index.map((entry) => entry.id).join(", ");
    return fail([
      { code: "scenario-unknown", severity: "error", where: "", message: `There is no scenario "${id.slice(0, 64)}". Known: ${known}.` },
    ]);
  }
  const [{ parseScenario }, ...texts] = await Promise.all([
    import("./parse.ts"),
    ...paths.map(async (path) => [path.slice(folder.length), (await FILES[path]?.()) ?? ""] as const),
  ]);
  const files = new Map(texts);
  return parseScenario(files.get("scenario.yaml") ?? "", (file) => files.get(file) ?? null);
}
