import type { Ledger } from "../../result/result.ts";
import type { ChartColour } from "../charts/chart-colours.ts";

export type LedgerRow = {
  readonly id: string;
  readonly label: string;
  readonly records: number;
  readonly colour: ChartColour;
  readonly part?: string;
  readonly reason?: string;
};

/** Turned away because event time had passed them: an account of its own, beside losses. */
const LATE = "late";

const REASONS: { readonly [reason: string]: string } = {
  leaderLost: "leader lost",
  bufferFull: "buffer full",
  queueFull: "queue full",
  timeout: "timed out",
  throttled: "throttled",
};

/** `leaderLost` and `leader-lost` both read `leader lost`. */
export function reasonText(reason: string): string {
  if (Object.hasOwn(REASONS, reason)) return REASONS[reason] ?? reason;
  return reason
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[-_]+/g, " ")
    .toLowerCase();
}

/** Where every produced record is: the rows add up to `produced`. Losses are listed one by one, the largest first. */
export function ledgerRows(ledger: Ledger, titleOf: (part: string) => string): readonly LedgerRow[] {
  const rows: LedgerRow[] = [
    { id: "delivered", label: "delivered", records: ledger.delivered, colour: "ok" },
    { id: "deduplicated", label: "deduplicated", records: ledger.deduplicated, colour: "process" },
    { id: "filtered", label: "filtered", records: ledger.filtered, colour: "govern" },
    { id: "inFlight", label: "in flight", records: ledger.inFlight, colour: "accent" },
    { id: "expired", label: "expired", records: ledger.expired, colour: "warn" },
  ];
  return [...rows, ...lossRows(ledger, titleOf)];
}

export function lossRows(ledger: Ledger, titleOf: (part: string) => string): readonly LedgerRow[] {
  const losses: LedgerRow[] = [];
  for (const [part, reasons] of Object.entries(ledger.dropped)) {
    for (const [reason, records] of Object.entries(reasons)) {
      if (records === 0) continue;
      const late = reason === LATE;
      const label = late ? `late: ${titleOf(part)}` : `dropped: ${titleOf(part)}, ${reasonText(reason)}`;
      losses.push({ id: `${part}/${reason}`, label, records, colour: late ? "warn" : "bad", part, reason });
    }
  }
  return losses.sort((a, b) => b.records - a.records || (a.id < b.id ? -1 : 1));
}

/** Records that are gone for good; late ones are counted by `totalLate`, as the goals do. */
export function totalLost(ledger: Ledger): number {
  return sumOf(ledger, (reason) => reason !== LATE);
}

export function totalLate(ledger: Ledger): number {
  return sumOf(ledger, (reason) => reason === LATE);
}

function sumOf(ledger: Ledger, counts: (reason: string) => boolean): number {
  return lossRows(ledger, (part) => part).reduce((sum, row) => sum + (counts(row.reason ?? "") ? row.records : 0), 0);
}

/** What is left over when the rows are taken from `produced`; 0 in every run whose account balances. */
export function imbalance(ledger: Ledger): number {
  const rows = ledgerRows(ledger, (part) => part);
  return ledger.produced - rows.reduce((sum, row) => sum + row.records, 0);
}
