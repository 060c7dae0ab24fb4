import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { scenarioChecks } from "./checks.ts";
import { resolveDesigns } from "./designs.ts";
import type { FileFinding, FileReader } from "./designs.ts";
import { issueFindings } from "./issues.ts";
import { fieldsAt } from "./schema.ts";
import { scenarioShape } from "./shape.ts";
import type { Scenario } from "./types.ts";
import { readYaml } from "./yaml-text.ts";

const MAX_FINDINGS = 50;

/**
 * A scenario from the text of its YAML file. `read` gives the text of files beside it.
 * Findings carry line and column; one about a design file names that file. Nothing is executed, fetched or guessed.
 */
export function parseScenario(text: string, read: FileReader = () => null): Result<Scenario, readonly FileFinding[]> {
  const yaml = readYaml(text);
  if (!yaml.ok) return yaml;
  const shaped = scenarioShape.safeParse(yaml.value.value);
  if (!shaped.success) return fail(issueFindings(shaped.error.issues, yaml.value, fieldsAt, MAX_FINDINGS));
  const findings: FileFinding[] = [...scenarioChecks(shaped.data, yaml.value)];
  const designs = resolveDesigns(shaped.data.designs, shaped.data.id, yaml.value, read);
  if (!designs.ok) findings.push(...designs.error);
  if (findings.length > 0 || !designs.ok) return fail(findings.slice(0, MAX_FINDINGS));
  return ok(withoutAbsent({ ...shaped.data, designs: designs.value }));
}

/** The validator's optional fields may hold `undefined`; the scenario's are left out. Plain data, so JSON says it all. */
function withoutAbsent(scenario: unknown): Scenario {
  return JSON.parse(JSON.stringify(scenario)) as Scenario;
}
