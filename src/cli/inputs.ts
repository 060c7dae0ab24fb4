import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import type { Design } from "../design/types.ts";
import { listBundled, loadBundled } from "../scenario/bundled.ts";
import { parseYamlDesign, placeFindings } from "../scenario/design-text.ts";
import { suggestion } from "../scenario/suggestion.ts";
import { parseScenario } from "../scenario/parse.ts";
import type { Scenario } from "../scenario/types.ts";
import { decodeFile, MAX_FILE_BYTES } from "../share/file.ts";
import { fileText } from "../share/file-text.ts";
import { isJsonText } from "../share/foreign-file.ts";
import { decodeLink, hasDesignLink } from "../share/link.ts";
import { argumentFinding, placed } from "./io.ts";
import type { PlacedFinding } from "./io.ts";

type Read<T> = Result<T, readonly PlacedFinding[]>;

/** The text of a file named on the command line, refused beyond 2 MB. */
export function readText(file: string): Read<string> {
  try {
    const found = statSync(file);
    // A device has no size that says how much it would give.
    if (!found.isFile()) return unreadable(file);
    const { size } = found;
    if (size > MAX_FILE_BYTES)
      return fail([
        argumentFinding(file, "file-too-large", `The file is ${Math.ceil(size / 1024)} KB; at most ${MAX_FILE_BYTES / 1024} KB are read.`),
      ]);
    const text = fileText(readFileSync(file));
    return text.ok ? text : fail(placed(text.error, file));
  } catch {
    return unreadable(file);
  }
}

function unreadable(file: string): Read<never> {
  return fail([argumentFinding(file, "file-unreadable", "This file cannot be read. Check its name and that it is a file.")]);
}

/** A scenario by the id of a bundled one or by the path of its file. */
export async function loadScenario(name: string): Promise<Read<Scenario>> {
  if (listBundled().some(({ id }) => id === name)) {
    const loaded = await loadBundled(name);
    return loaded.ok ? loaded : fail(placed(loaded.error, `scenarios/${name}/scenario.yaml`));
  }
  if (!existsSync(name)) {
    const known = listBundled().map(({ id }) => id);
    return fail([argumentFinding(name, "scenario-unknown", `There is no scenario and no file of this name.${suggestion(name, known)}`)]);
  }
  const text = readText(name);
  return text.ok ? scenarioOfText(text.value, name) : text;
}

/** A scenario from the text of `file`; designs beside it are read from its folder. */
export function scenarioOfText(text: string, file: string): Read<Scenario> {
  const folder = dirname(file);
  const beside = (name: string): string | null => {
    const read = readText(join(folder, basename(name)));
    return read.ok ? read.value : null;
  };
  const parsed = parseScenario(text, beside);
  if (parsed.ok) return parsed;
  return fail(parsed.error.map((found) => ({ ...found, file: found.file === undefined ? file : join(folder, found.file) })));
}

/** A design by `@name` of the scenario, by link, or by the path of its file (JSON or YAML). */
export async function loadDesign(name: string, scenario: Scenario | null): Promise<Read<Design>> {
  if (name.startsWith("@")) return namedDesign(name, scenario);
  if (existsSync(name)) {
    const text = readText(name);
    return text.ok ? designOfText(text.value, name) : text;
  }
  if (!hasDesignLink(name))
    return fail([
      argumentFinding(
        name,
        "design-unknown",
        "There is no file of this name, and it is not a link. Give a file, a link or @name of a design of the scenario.",
      ),
    ]);
  const decoded = await decodeLink(name);
  return decoded.ok ? decoded : fail(placed(decoded.error, "link"));
}

export function designOfText(text: string, file: string): Read<Design> {
  const design = isJsonText(text) ? decodeFile(text) : parseYamlDesign(text);
  return design.ok ? design : fail(placed(placeFindings(text, design.error), file));
}

function namedDesign(name: string, scenario: Scenario | null): Read<Design> {
  if (scenario === null) return fail([argumentFinding(name, "design-unknown", "@name needs a scenario. Give --scenario.")]);
  const found = scenario.designs.find((design) => `@${design.name}` === name);
  if (found !== undefined) return ok(found.design);
  const known = scenario.designs.map((design) => `@${design.name}`);
  return fail([argumentFinding(name, "design-unknown", `The scenario ${scenario.id} has no such design.${suggestion(name, known)}`)]);
}
