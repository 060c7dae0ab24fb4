import type { Command } from "commander";
import { listBundled } from "../scenario/bundled.ts";
import type { Scenario } from "../scenario/types.ts";
import { textTable } from "./format.ts";
import { loadScenario } from "./inputs.ts";
import { printFindings } from "./io.ts";
import type { CommandIo, ExitCode, Finish } from "./io.ts";

export function registerScenarios(program: Command, io: CommandIo, finish: Finish): void {
  program
    .command("scenarios")
    .description("list the scenarios and their designs")
    .option("--json", "as JSON")
    .action(async (options: { json?: true }) => finish(await listScenarios(io, options.json === true)));
}

async function listScenarios(io: CommandIo, json: boolean): Promise<ExitCode> {
  const scenarios: Scenario[] = [];
  for (const { id } of listBundled()) {
    const loaded = await loadScenario(id);
    if (!loaded.ok) {
      printFindings(io, loaded.error);
      return 2;
    }
    scenarios.push(loaded.value);
  }
  io.out(json ? JSON.stringify(scenarios.map(listed), null, 2) : scenarios.map(described).join("\n\n"));
  return 0;
}

function listed({ id, title, designs }: Scenario): unknown {
  return { id, title, designs: designs.map(({ name, role, failsGoals }) => ({ name, role, failsGoals })) };
}

function described({ id, title, summary, designs }: Scenario): string {
  const rows = designs.map((design) => [
    `  @${design.name}`,
    design.role,
    design.failsGoals.length === 0 ? "passes every goal" : `fails ${design.failsGoals.join(", ")}`,
  ]);
  return `${id}: ${title}\n  ${summary}\n${textTable(rows)}`;
}
