import type { Finding } from "../base/finding.ts";
import { fail } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { parseDesign } from "../design/parse.ts";
import type { Design } from "../design/types.ts";
import type { PathStep, YamlText } from "./yaml-text.ts";

/** A design from a text that was read; findings carry the place in it. */
export function designOf(yaml: YamlText): Result<Design, readonly Finding[]> {
  const design = parseDesign(yaml.value);
  return design.ok ? design : fail(design.error.map((found) => ({ ...found, ...yaml.placeOf(stepsOf(found.where)) })));
}

/** The steps of a finding's path; a list is entered by number or by the id of its item. */
export function stepsOf(where: string): readonly PathStep[] {
  return where === "" ? [] : where.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
