import type { Carries, FaultDecl, Fields, PortDecl, Props } from "../contract.ts";

/** What can befall a link between two parts, whatever they are. */
export const CUT_LINK: FaultDecl<Props<Fields>> = {
  id: "cut-link",
  label: "Link cut",
  help: "Nothing gets through. What is sent waits at the sender and arrives at once when the link is back; a log keeps its records, and the reader lags.",
  defaultDurationMs: 30_000,
};

/**
 * Questions and answers of a dashboard travel inside the store's query time, and the word to begin inside the time a task takes to
 * start, so such a link has nothing to hold up.
 */
const NOT_CARRIED: readonly Carries[] = ["rows", "triggers"];

/** Faults of a link between two ports. */
export function wireFaults(from: PortDecl | undefined, to: PortDecl | undefined): readonly FaultDecl<Props<Fields>>[] {
  const shared = from?.carries.filter((each) => to?.carries.includes(each) === true) ?? [];
  return shared.some((each) => !NOT_CARRIED.includes(each)) ? [CUT_LINK] : [];
}
