import type { Finding } from "../base/finding.ts";
import { visibleLines } from "../base/visible-text.ts";

/** 0 = fine, 1 = judged and failed, 2 = bad usage or bad input. */
export type ExitCode = 0 | 1 | 2;

/** How a command reports the exit code it ends with. */
export type Finish = (code: ExitCode) => void;

/** Where a command writes: results to `out`, everything else to `err`. Each call is one line or block, ended by a line break. */
export type CommandIo = { out(text: string): void; err(text: string): void };

/** The same output with what could steer a terminal or turn a line written out: titles, files and links come from strangers. */
export function printable(io: CommandIo): CommandIo {
  return { out: (text) => io.out(visibleLines(text)), err: (text) => io.err(visibleLines(text)) };
}

/** A finding and the file (or argument) it is about. */
export type PlacedFinding = Finding & { readonly file: string };

/** One line of a finding: `file:line:col code message`, line and column 1 where the place is not known. */
export function findingLine({ file, line, column, code, message, where }: PlacedFinding): string {
  const about = where === "" || line !== undefined ? "" : `${where}: `;
  return `${file}:${line ?? 1}:${column ?? 1} ${code} ${about}${message}`;
}

export function printFindings(io: CommandIo, findings: readonly PlacedFinding[]): void {
  for (const found of findings) io.err(findingLine(found));
}

/** Says which file findings are about, where they do not say so themselves. */
export function placed(findings: readonly (Finding & { readonly file?: string })[], file: string): readonly PlacedFinding[] {
  return findings.map((found) => ({ ...found, file: found.file ?? file }));
}

/** One finding about something given on the command line. */
export function argumentFinding(argument: string, code: string, message: string): PlacedFinding {
  return { code, severity: "error", where: "", message, file: argument };
}
