import type { TraceNames } from "./event-trace.ts";

const decoder = new TextDecoder();

export function nameOf({ bytes, offsets }: TraceNames, code: number): string {
  return decoder.decode(bytes.subarray(offsets[code], offsets[code + 1]));
}

/** A user as keys of a log and tables name it: as the file does, or by the number of the generator. */
export function userText(users: TraceNames | null, user: number): string {
  return users === null ? String(user) : nameOf(users, user);
}
