import type { RunContext } from "./run-context.ts";

/** A user as keys of a log and tables name it: as the file does, or by the number of the generator. */
export function userText(run: RunContext, user: number): string {
  return run.trace === null ? String(user) : run.trace.users.text(user);
}
