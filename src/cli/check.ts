import { nounFor } from "../base/counted-noun.ts";
import type { Command } from "commander";
import type { Finding } from "../base/finding.ts";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import type { Design } from "../design/types.ts";
import { listBundled } from "../scenario/bundled.ts";
import { placeFindings } from "../scenario/design-text.ts";
import type { Scenario } from "../scenario/types.ts";
import { checkDesign } from "../simulate/compile/compile-design.ts";
import { designOfText, loadScenario, readText, scenarioOfText } from "./inputs.ts";
import { placed, printFindings } from "./io.ts";
import type { CommandIo, ExitCode, Finish, PlacedFinding } from "./io.ts";

export function registerCheck(program: Command, io: CommandIo, finish: Finish): void {
  program
    .command("check")
    .description("validate scenario or design files")
    .argument("<file...>", "scenario files, or design files in JSON or YAML")
    .action(async (files: string[]) => {
      let code: ExitCode = 0;
      const given = scenariosOf(files);
      for (const file of files) if ((await checkFile(io, file, given)) !== 0) code = 2;
      finish(code);
    });
}

/** Prints the findings of one file; 2 when one of them is an error. */
async function checkFile(io: CommandIo, file: string, given: readonly Scenario[]): Promise<ExitCode> {
  const text = readText(file);
  if (!text.ok) {
    printFindings(io, text.error);
    return 2;
  }
  const { kind, findings } = isDesign(text.value) ? await checkDesignText(text.value, file, given) : checkScenarioText(text.value, file);
  printFindings(io, findings);
  if (findings.some(({ severity }) => severity === "error")) return 2;
  io.out(`${file}: fine (${kind})`);
  return 0;
}

type Checked = { readonly kind: string; readonly findings: readonly PlacedFinding[] };

/** A design says so in its first fields; everything else is read as a scenario. */
function isDesign(text: string): boolean {
  return text.trimStart().startsWith("{") || /^["']?format["']?\s*:\s*["']?quadrant-design/m.test(text);
}

/** The scenarios among the files, which designs beside them may answer; what is wrong with a file is told where it is checked. */
function scenariosOf(files: readonly string[]): readonly Scenario[] {
  return files.flatMap((file) => {
    const text = readText(file);
    const scenario = !text.ok || isDesign(text.value) ? null : scenarioOfText(text.value, file);
    return scenario?.ok === true ? [scenario.value] : [];
  });
}

async function checkDesignText(text: string, file: string, given: readonly Scenario[]): Promise<Checked> {
  const design = designOfText(text, file);
  if (!design.ok) return { kind: "design", findings: design.error };
  const answered = await answeredScenario(design.value, given);
  const findings = answered.ok ? checkDesign(design.value, answered.value) : answered.error;
  return {
    kind: `design, ${design.value.system.parts.length} ${nounFor(design.value.system.parts.length, "part")}`,
    findings: placed(placeFindings(text, findings), file),
  };
}

/** The scenario a design answers: one of the files that are checked with it, or a bundled one; null when it names none. */
async function answeredScenario(
  { scenario: id }: Design,
  given: readonly Scenario[],
): Promise<Result<Scenario | null, readonly Finding[]>> {
  if (id === undefined) return ok(null);
  const own = given.find((each) => each.id === id);
  if (own !== undefined) return ok(own);
  const known = listBundled().map((each) => each.id);
  if (known.includes(id)) return loadScenario(id);
  const message = `There is no scenario "${id.slice(0, 64)}". There are ${known.join(", ")}. For one of your own, check its file together with this one.`;
  return fail([{ code: "scenario-unknown", severity: "error", where: "scenario", message }]);
}

function checkScenarioText(text: string, file: string): Checked {
  const scenario = scenarioOfText(text, file);
  if (!scenario.ok) return { kind: "scenario", findings: scenario.error };
  const { designs } = scenario.value;
  const findings = designs.flatMap(({ name, design }, index) => {
    const found = checkDesign(design, scenario.value);
    const inText = found.map((each): Finding => ({ ...each, where: `designs.${index}.design.${each.where}` }));
    // Told by the name of the design, found in the text by its place in the list.
    return placeFindings(text, inText).map((each, at): Finding => ({ ...each, where: `designs.${name}.${found[at]?.where ?? ""}` }));
  });
  return { kind: `scenario, ${designs.length} ${nounFor(designs.length, "design")}`, findings: placed(findings, file) };
}
