import type { Command } from "commander";
import { encodeFile } from "../share/file.ts";
import { decodeLink, encodeLink, linkProblem } from "../share/link.ts";
import { loadDesign } from "./inputs.ts";
import { placed, printFindings } from "./io.ts";
import type { CommandIo, ExitCode, Finish } from "./io.ts";

export function registerLink(program: Command, io: CommandIo, finish: Finish): void {
  const link = program.command("link").description("turn a design file into a link, or back");
  link
    .command("encode")
    .description("print the part of a link that carries the design")
    .argument("<file>", "design file, JSON or YAML")
    .action(async (file: string) => finish(await encode(io, file)));
  link
    .command("decode")
    .description("print the design in a link as JSON")
    .argument("<link>", "a whole address, or what follows its #")
    .action(async (text: string) => finish(await decode(io, text)));
}

async function encode(io: CommandIo, file: string): Promise<ExitCode> {
  const design = await loadDesign(file, null);
  if (!design.ok) {
    printFindings(io, design.error);
    return 2;
  }
  const link = await encodeLink(design.value);
  const problem = linkProblem(link);
  if (problem !== null) {
    printFindings(io, placed([problem], file));
    return 2;
  }
  io.out(link);
  return 0;
}

async function decode(io: CommandIo, text: string): Promise<ExitCode> {
  const design = await decodeLink(text);
  if (!design.ok) {
    printFindings(io, placed(design.error, "link"));
    return 2;
  }
  io.out(encodeFile(design.value).trimEnd());
  return 0;
}
