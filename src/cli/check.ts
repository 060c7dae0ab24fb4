import { nounFor } from "../base/counted-noun.ts";
import type { Command } from "commander";
import type { Finding } from "../base/finding.ts";
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
      for (const file of files) if ((await checkFile(io, file)) !== 0) code = 2;
      finish(code);
    });
}

/** Prints the findings of one file; 2 when one of them is an error. */
async function checkFile(io: CommandIo, file: string): Promise<ExitCode> {
  const text = readText(file);
  if (!text.ok) {
    printFindings(io, text.error);
    return 2;
  }
  const { kind, findings } = isDesign(text.value) ? await checkDesignText(text.value, file) : checkScenarioText(text.value, file);
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

async function checkDesignText(text: string, file: string): Promise<Checked> {
  const design = designOfText(text, file);
  if (!design.ok) return { kind: "design", findings: design.error };
  const findings = checkDesign(design.value, await answeredScenario(design.value));
  return {
    kind: `design, ${design.value.system.parts.length} ${nounFor(design.value.system.parts.length, "part")}`,
    findings: placed(placeFindings(text, findings), file),
  };
}

/** The scenario a design answers, when it is one of the bundled ones. */
async function answeredScenario(design: Design): Promise<Scenario | null> {
  if (design.scenario === undefined || !listBundled().some(({ id }) => id === design.scenario)) return null;
  const scenario = await loadScenario(design.scenario);
  return scenario.ok ? scenario.value : null;
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
