import type { TraceNames } from "./event-trace.ts";
import type { RunContext } from "./run-context.ts";

const decoder = new TextDecoder();

export function nameOf({ bytes, offsets }: TraceNames, code: number): string {
  return decoder.decode(bytes.subarray(offsets[code], offsets[code + 1]));
}

/** A user as keys of a log and tables name it: as the file does, or by the number of the generator. */
export function userText(run: RunContext, user: number): string {
  return run.trace === null ? String(user) : nameOf(run.trace.users, user);
}
