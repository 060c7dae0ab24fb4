import type { Finding } from "../base/finding.ts";
import { fail } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { parseDesign } from "../design/parse.ts";
import type { Design } from "../design/types.ts";
import { MAX_YAML_BYTES, readYaml } from "./yaml-text.ts";
import type { PathStep } from "./yaml-text.ts";

/** A design from the text of a YAML file; findings carry line and column. */
export function parseYamlDesign(text: string): Result<Design, readonly Finding[]> {
  const yaml = readYaml(text);
  if (!yaml.ok) return yaml;
  const design = parseDesign(yaml.value.value);
  return design.ok ? design : fail(design.error.map((found) => ({ ...found, ...yaml.value.placeOf(stepsOf(found.where)) })));
}

/** Findings about a document, each with the place in its text (YAML, or JSON, which is YAML too) where it is not known yet. */
export function placeFindings(text: string, findings: readonly Finding[]): readonly Finding[] {
  if (text.length > MAX_YAML_BYTES || findings.every((found) => found.line !== undefined)) return findings;
  const yaml = readYaml(text);
  if (!yaml.ok) return findings;
  return findings.map((found) => (found.line === undefined ? { ...found, ...yaml.value.placeOf(stepsOf(found.where)) } : found));
}

/** The steps of a finding's path; a list is entered by number or by the id of its item. */
export function stepsOf(where: string): readonly PathStep[] {
  return where === "" ? [] : where.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
