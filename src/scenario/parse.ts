import type { Result } from "../base/result.ts";
import type { FileFinding } from "./designs.ts";
import { scenarioOf } from "./scenario-of.ts";
import type { Scenario } from "./types.ts";
import { readYaml } from "./yaml-text.ts";

/**
 * A scenario from the text of its YAML file. `read` gives the text of files beside it, null where there is none.
 * Findings carry line and column; one about a design file names that file. Nothing is executed, fetched or guessed.
 */
export function parseScenario(text: string, read: (file: string) => string | null = () => null): Result<Scenario, readonly FileFinding[]> {
  const yaml = readYaml(text);
  if (!yaml.ok) return yaml;
  return scenarioOf(yaml.value, (file) => {
    const beside = read(file);
    return beside === null ? null : readYaml(beside);
  });
}
