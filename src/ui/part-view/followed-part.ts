import type { FollowedHop, FollowedRequest } from "../../result/followed-request.ts";
import { formatMs, plural } from "../parts/format.ts";

/** Less would be shown as nothing. */
const SHOWN_MS = 0.005;

/** What a card says of the request that is followed; null: it never came there. */
export function followedPart(request: FollowedRequest | null, part: string): { readonly text: string; readonly bad: boolean } | null {
  if (request === null) return null;
  if (part === request.client) {
    const tries = request.attempts > 1 ? `, ${plural(request.attempts, "attempt")}` : "";
    return { text: `${request.status ?? "no reply yet"} after ${formatMs(request.responseMs)}${tries}`, bad: request.end === "refused" };
  }
  const hops = request.hops.filter((hop) => hop.part === part);
  if (hops.length === 0) return null;
  const waited = hops.reduce((sum, hop) => sum + (hop.waitedMs ?? 0), 0);
  const body = hops.reduce((sum, { bodyMs }) => sum + bodyMs, 0);
  const served = hops.reduce((sum, hop) => sum + ownMs(hop), 0);
  const bad = hops.some((hop) => hop.end === "refused" || hop.givenUpMs !== null);
  const calls = hops.length > 1 ? `${hops.length} × ` : "";
  const before = [...(waited >= SHOWN_MS ? [`waited ${formatMs(waited)}`] : []), ...(body >= SHOWN_MS ? [`body ${formatMs(body)}`] : [])];
  return { text: `${calls}${[...before, `served ${formatMs(served)}`].join(", ")}`, bad };
}

/** What a part took of a call itself: the time in which it waited for others, or for the body of the call, left out. */
export function ownMs({ servedMs, awaitedMs, bodyMs }: FollowedHop): number {
  return Math.max(0, (servedMs ?? 0) - awaitedMs - bodyMs);
}

/** Whether a call of the request went by a wire between these parts; or one that failed there. */
export function followedWire(request: FollowedRequest | null, from: string, to: string): "went" | "failed" | null {
  const hops = request?.hops.filter((hop) => hop.from === from && hop.part === to) ?? [];
  if (hops.length === 0) return null;
  return hops.every((hop) => hop.end === "refused" || hop.givenUpMs !== null) ? "failed" : "went";
}
