import { Argument } from "commander";
import type { Command } from "commander";
import { DIALECTS, schemaIn } from "../design/sql/ddl-dialects.ts";
import type { Dialect } from "../design/sql/ddl-dialects.ts";
import { tablesToDdl } from "../design/sql/ddl.ts";
import { loadDesign, loadScenario } from "./inputs.ts";
import { argumentFinding, printFindings } from "./io.ts";
import type { CommandIo, ExitCode, Finish } from "./io.ts";

type DdlOptions = { readonly scenario?: string; readonly design?: string };

export function registerDdl(program: Command, io: CommandIo, finish: Finish): void {
  program
    .command("ddl")
    .description("print the tables of a design as CREATE TABLE, with the types and clauses of a store")
    .addArgument(new Argument("<dialect>", "whose SQL").choices([...DIALECTS]))
    .option("-d, --design <file, link or @name>", "design")
    .option("-s, --scenario <id or file>", "scenario a design is named of")
    .action(async (dialect: Dialect, options: DdlOptions) => finish(await printDdl(io, dialect, options)));
}

/** The dialect was looked at before: of two slips the one that stands first is told. */
async function printDdl(io: CommandIo, dialect: Dialect, options: DdlOptions): Promise<ExitCode> {
  if (options.design === undefined) {
    printFindings(io, [
      argumentFinding("--design", "design-missing", "Which design? Give -d with a file, a link or @name of a scenario's design."),
    ]);
    return 2;
  }
  const scenario = options.scenario === undefined ? null : await loadScenario(options.scenario);
  if (scenario !== null && !scenario.ok) {
    printFindings(io, scenario.error);
    return 2;
  }
  const design = await loadDesign(options.design, scenario?.value ?? null);
  if (!design.ok) {
    printFindings(io, design.error);
    return 2;
  }
  io.out(tablesToDdl(schemaIn(design.value.schema, dialect)).trimEnd());
  return 0;
}
