import { existsSync } from "node:fs";
import type { Command } from "commander";
import { argumentFinding, printFindings } from "./io.ts";
import type { CommandIo, ExitCode, Finish } from "./io.ts";
import { runVectors } from "./vectors.ts";

export function registerVectors(program: Command, io: CommandIo, finish: Finish): void {
  program
    .command("vectors")
    .description("run the vector files of a folder through sessions, watermarks, assignors and hashes")
    .argument("<folder>", "a folder of vector files, or one file")
    .action((folder: string) => finish(vectors(io, folder)));
}

function vectors(io: CommandIo, folder: string): ExitCode {
  if (!existsSync(folder)) {
    printFindings(io, [
      argumentFinding(folder, "folder-unreadable", "There is no such folder or file. Name the folder that holds the vector files."),
    ]);
    return 2;
  }
  const { lines, failed } = runVectors(folder);
  io.out(lines.join("\n"));
  return failed === 0 ? 0 : 1;
}
