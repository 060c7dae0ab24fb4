import type { Finding } from "../base/finding.ts";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { parseDesign } from "../design/parse.ts";
import type { Design } from "../design/types.ts";
import { designOf, stepsOf } from "./design-of.ts";
import { suggestion } from "./suggestion.ts";
import { applySettings } from "./overrides.ts";
import type { DesignEntry } from "./shape.ts";
import type { ScenarioDesign } from "./types.ts";
import type { PathStep, YamlText } from "./yaml-text.ts";

/** What a file beside the scenario says, or null when there is none. */
export type FileReader = (file: string) => Result<YamlText, readonly Finding[]> | null;

/** A finding about a file beside the scenario names it; without `file` it is about the scenario itself. */
export type FileFinding = Finding & { readonly file?: string };

const DESIGN_FILE = /^[A-Za-z0-9][A-Za-z0-9._-]*\.yaml$/;

/** Every design of a scenario, read from the scenario, from a file beside it, or made from another one. */
export function resolveDesigns(
  entries: readonly DesignEntry[],
  scenarioId: string,
  yaml: YamlText,
  read: FileReader,
): Result<readonly ScenarioDesign[], readonly FileFinding[]> {
  const done = new Map<string, Design>();
  const findings: FileFinding[] = [];
  const designs: ScenarioDesign[] = [];
  for (const [index, entry] of entries.entries()) {
    const design = resolveOne(entry, index, yaml, read, done);
    if (!design.ok) {
      findings.push(...design.error);
      continue;
    }
    const { name, role, title, reason, failsGoals } = entry;
    const titled: Design = { ...design.value, scenario: scenarioId };
    done.set(name, titled);
    designs.push({ name, role, title, reason, failsGoals, design: titled });
  }
  return findings.length > 0 ? fail(findings) : ok(designs);
}

function resolveOne(
  entry: DesignEntry,
  index: number,
  yaml: YamlText,
  read: FileReader,
  done: ReadonlyMap<string, Design>,
): Result<Design, readonly FileFinding[]> {
  const here: readonly PathStep[] = ["designs", index];
  const at = (code: string, field: string, message: string): FileFinding => ({
    code,
    severity: "error",
    where: `designs.${entry.name}.${field}`,
    message,
    ...yaml.placeOf([...here, field]),
  });
  const given = (["design", "file", "variantOf"] as const).filter((key) => entry[key] !== undefined);
  const [source] = given;
  if (given.length !== 1 || source === undefined) {
    const message =
      given.length === 0
        ? 'The design itself is missing. Give "file", "design" or "variantOf".'
        : `Only one of ${given.join(" and ")} can be given. Remove the others.`;
    return fail([at("scenario-design", given[1] ?? "name", message)]);
  }
  if (entry.set !== undefined && source !== "variantOf")
    return fail([at("scenario-design", "set", '"set" changes the design named by "variantOf". Add it, or remove "set".')]);
  if (source === "file") return fromFile(entry.file ?? "", read, at);
  if (source === "variantOf") return variant(entry, done, at);
  const design = parseDesign(entry.design);
  if (design.ok) return design;
  return fail(
    design.error.map((found) => ({
      ...found,
      where: `designs.${entry.name}.design.${found.where}`,
      ...yaml.placeOf([...here, "design", ...stepsOf(found.where)]),
    })),
  );
}

type At = (code: string, field: string, message: string) => FileFinding;

function fromFile(file: string, read: FileReader, at: At): Result<Design, readonly FileFinding[]> {
  if (!DESIGN_FILE.test(file))
    return fail([at("scenario-design", "file", `"${file.slice(0, 60)}" cannot be read: name a .yaml file in the scenario's own folder.`)]);
  const yaml = read(file);
  if (yaml === null) return fail([at("scenario-design", "file", `There is no file ${file} beside the scenario.`)]);
  const design = yaml.ok ? designOf(yaml.value) : yaml;
  return design.ok ? design : fail(design.error.map((found) => ({ ...found, file })));
}

function variant(entry: DesignEntry, done: ReadonlyMap<string, Design>, at: At): Result<Design, readonly FileFinding[]> {
  const base = done.get(entry.variantOf ?? "");
  if (base === undefined)
    return fail([
      at(
        "scenario-design",
        "variantOf",
        `There is no design "${entry.variantOf}" above this one.${suggestion(entry.variantOf ?? "", [...done.keys()])}`,
      ),
    ]);
  const changed = applySettings(base, entry.set ?? []);
  if (!changed.ok) return fail(changed.error.map((found) => at("scenario-design", "set", found.message)));
  return ok({ ...changed.value, title: entry.title });
}
