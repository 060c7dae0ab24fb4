import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { scenarioChecks } from "./checks.ts";
import { resolveDesigns } from "./designs.ts";
import type { FileFinding, FileReader } from "./designs.ts";
import { issueFindings } from "./issues.ts";
import { fieldsAt } from "./schema.ts";
import { scenarioShape } from "./shape.ts";
import type { Scenario } from "./types.ts";
import type { YamlText } from "./yaml-text.ts";

const MAX_FINDINGS = 50;

/** A scenario from what its file says; `read` gives what files beside it say. Findings carry the place; one about a design file names it. */
export function scenarioOf(yaml: YamlText, read: FileReader): Result<Scenario, readonly FileFinding[]> {
  const shaped = scenarioShape.safeParse(yaml.value);
  if (!shaped.success) return fail(issueFindings(shaped.error.issues, yaml, fieldsAt, MAX_FINDINGS));
  const findings: FileFinding[] = [...scenarioChecks(shaped.data, yaml)];
  const designs = resolveDesigns(shaped.data.designs, shaped.data.id, yaml, read);
  if (!designs.ok) findings.push(...designs.error);
  if (findings.length > 0 || !designs.ok) return fail(findings.slice(0, MAX_FINDINGS));
  return ok(withoutAbsent({ ...shaped.data, designs: designs.value }));
}

/** The validator's optional fields may hold `undefined`; the scenario's are left out. Plain data, so JSON says it all. */
function withoutAbsent(scenario: unknown): Scenario {
  return JSON.parse(JSON.stringify(scenario)) as Scenario;
}
