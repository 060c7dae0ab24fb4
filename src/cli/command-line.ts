import { Command, CommanderError } from "commander";
import { ENGINE_VERSION } from "../simulate/read/version.ts";
import { registerBench } from "./bench.ts";
import { registerCheck } from "./check.ts";
import { printable } from "./io.ts";
import type { CommandIo, ExitCode, Finish } from "./io.ts";
import { registerDdl } from "./ddl.ts";
import { registerFollow } from "./runs/follow.ts";
import { registerWhy } from "./runs/why.ts";
import { registerKinds } from "./kinds.ts";
import { registerLink } from "./link.ts";
import { registerProve } from "./prove.ts";
import { registerRun } from "./run.ts";
import { registerScenarios } from "./scenarios.ts";
import { registerSchema } from "./schema.ts";
import { registerSweep } from "./sweep.ts";
import { registerVectors } from "./vectors-command.ts";

/** Runs one command line (without `node` and the script) to its end; never exits the process itself. */
export async function runCommandLine(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = createProgram(printable(io), (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  return code;
}

/** The commands and their options, as they are declared. */
export function createProgram(io: CommandIo, finish: Finish): Command {
  const program = new Command("quadrant")
    .description("Draw a data system, run real events through it, prove the answer.")
    .version(ENGINE_VERSION, "-V, --version", "print the version")
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) });
  registerScenarios(program, io, finish);
  registerKinds(program, io, finish);
  registerSchema(program, io, finish);
  registerDdl(program, io, finish);
  registerCheck(program, io, finish);
  registerRun(program, io, finish);
  registerFollow(program, io, finish);
  registerWhy(program, io, finish);
  registerProve(program, io, finish);
  registerSweep(program, io, finish);
  registerLink(program, io, finish);
  registerVectors(program, io, finish);
  registerBench(program, io, finish);
  return program;
}
