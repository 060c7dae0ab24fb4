import type { Finding } from "../base/finding.ts";
import type { Result } from "../base/result.ts";
import type { Design } from "../design/types.ts";
import { designOf, stepsOf } from "./design-of.ts";
import { MAX_YAML_BYTES, readYaml } from "./yaml-text.ts";

/** A design from the text of a YAML file; findings carry line and column. */
export function parseYamlDesign(text: string): Result<Design, readonly Finding[]> {
  const yaml = readYaml(text);
  return yaml.ok ? designOf(yaml.value) : yaml;
}

/** Findings about a document, each with the place in its text (YAML, or JSON, which is YAML too) where it is not known yet. */
export function placeFindings(text: string, findings: readonly Finding[]): readonly Finding[] {
  if (text.length > MAX_YAML_BYTES || findings.every((found) => found.line !== undefined)) return findings;
  const yaml = readYaml(text);
  if (!yaml.ok) return findings;
  return findings.map((found) => (found.line === undefined ? { ...found, ...yaml.value.placeOf(stepsOf(found.where)) } : found));
}
