import type { Ledger } from "../books/ledger.ts";
import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { LogTransactions } from "./log-transactions.ts";
import type { ProducedRows } from "./partition-store.ts";

/** Each group has a copy of each event to read. */
export function giveCopies(groups: readonly ConsumerGroup[], ledger: Ledger, { refs, length }: ProducedRows): void {
  let events = 0;
  for (let i = 0; i < length; i++) if (kindOf(refs[i]) === EVENT) events++;
  for (let g = 0; g < groups.length; g++) groups[g].heldEvents += events;
  if (groups.length < 2) return;
  if (events === length) ledger.forkMany(refs, length, groups.length - 1);
  else for (let i = 0; i < length; i++) if (kindOf(refs[i]) === EVENT) ledger.fork(refs[i], groups.length - 1);
}

/** The groups that count a row as theirs: rows of aborted transactions are nobody's who reads only what is committed. */
export function holdersOf(
  groups: readonly ConsumerGroup[],
  transactions: LogTransactions | null,
  p: number,
  offset: number,
): readonly ConsumerGroup[] {
  return transactions?.isTakenBack(p, offset) === true ? groups.filter((group) => !transactions.readers.includes(group)) : groups;
}
