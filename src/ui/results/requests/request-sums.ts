import type { RunResult } from "../../../result/result.ts";

type Books = NonNullable<RunResult["requests"]>;

/** Requests that were not answered, over all endpoints. */
export function failedRequests(books: Books): number {
  return Object.values(books).reduce((sum, { refused }) => sum + total(refused), 0);
}

export function total(counts: { readonly [name: string]: number }): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** A part and reason by which requests of an endpoint failed. */
export type OwnedFailure = {
  readonly part: string;
  readonly reason: string;
  readonly requests: number;
  readonly endpoints: readonly string[];
};

/** Every failure with the one part it belongs to, the most frequent first. */
export function ownedFailures(books: Books): readonly OwnedFailure[] {
  const owned = new Map<string, OwnedFailure>();
  for (const [endpoint, { refusedBy = {} }] of Object.entries(books))
    for (const [part, reasons] of Object.entries(refusedBy))
      for (const [reason, count] of Object.entries(reasons)) {
        const before = owned.get(`${part} ${reason}`);
        const requests = (before?.requests ?? 0) + count;
        owned.set(`${part} ${reason}`, { part, reason, requests, endpoints: [...(before?.endpoints ?? []), endpoint] });
      }
  return [...owned.values()].sort((a, b) => b.requests - a.requests || (a.part < b.part ? -1 : 1));
}
