import type { Finding } from "../base/finding.ts";

/** 0 = fine, 1 = judged and failed, 2 = bad usage or bad input. */
export type ExitCode = 0 | 1 | 2;

/** How a command reports the exit code it ends with. */
export type Finish = (code: ExitCode) => void;

/** Where a command writes: results to `out`, everything else to `err`. Each call is one line or block, ended by a line break. */
export type CommandIo = { out(text: string): void; err(text: string): void };

/** Signs that steer a terminal or turn the direction of a text, other than line breaks and tabs. */
// eslint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * The same output with signs that steer a terminal written as JSON would write them (`\u001b`): titles, files and links come
 * from strangers. In JSON, where they can only stand inside texts, the value stays the same.
 */
export function printable(io: CommandIo): CommandIo {
  const escaped = (text: string): string => text.replace(STEERING, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return { out: (text) => io.out(escaped(text)), err: (text) => io.err(escaped(text)) };
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
