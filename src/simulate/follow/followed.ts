import type { TracedHop, TracedRequest } from "../../engine/books/request-traces.ts";
import { keyText, subjectText } from "../../engine/rows/item-keys.ts";
import type { FollowedHop, FollowedRequest } from "../../result/followed-request.ts";
import type { TryRow } from "../../result/try-answer.ts";
import type { Machine } from "../compile/build-machine.ts";

/** Where a request stands in the parts of the drawing, with names for numbers. */
export function followed(machine: Machine, traced: TracedRequest, carried: boolean): FollowedRequest {
  const { run } = machine;
  const { places, endpoints } = run.desk;
  const { key, end, op, reason } = traced;
  const client = places[traced.client];
  return {
    ...{ carried, op, end, reason, client },
    number: traced.number,
    endpoint: endpoints[traced.endpoint].id,
    key: key < 0 ? null : key,
    keyText: key < 0 ? null : subjectText(op, key),
    user: traced.user,
    askedAtMs: traced.askedAt,
    lookupMs: traced.lookupMs,
    handshakeMs: traced.handshakeMs,
    wayMs: traced.wayMs,
    responseMs: known(traced.responseMs),
    status: statusOf(traced),
    place: traced.place < 0 ? "" : places[traced.place],
    attempts: traced.attempts,
    verdict: traced.verdict,
    row: traced.row < 0 ? null : rowShown(machine, traced.row),
    hops: traced.hops.map((hop, number) => hopShown(hop, number, traced.hops, places, client)),
  };
}

/** Times of a client are kept as seldom as it does not know them. */
const known = (ms: number): number | null => (Number.isNaN(ms) ? null : ms);
const microsecond = (ms: number): number => Math.round(ms * 1000) / 1000;

/** What HTTP says of such a reply; null while there is none. */
export function statusOf({ end, op, reason }: Pick<TracedRequest, "end" | "op" | "reason">): number | null {
  if (end === "under way") return null;
  if (end === "not found") return 404;
  if (end === "refused") return reason === "timed out" ? 504 : 503;
  return op === "insert" ? 201 : op === "delete" ? 204 : 200;
}

/** A stored thing as whoever gets it sees it. */
export function rowShown({ run }: Machine, row: number): TryRow {
  const { items } = run.rows;
  const iso = (at: number): string => new Date(run.epochMs + at).toISOString();
  const [madeAt, expiresAt] = [items.madeAt.data[row], items.expiresAt.data[row]];
  return {
    key: keyText(items.key.data[row]),
    [run.desk.feeds === null ? "url" : "text"]: items.textOf(items.content.data[row]),
    owner_id: items.owner.data[row],
    content_bytes: items.bytes.data[row],
    created_at: madeAt < 0 ? "before the run" : iso(madeAt),
    ...(expiresAt === Infinity ? {} : { expires_at: iso(expiresAt) }),
  };
}

function hopShown(hop: TracedHop, number: number, hops: readonly TracedHop[], places: readonly string[], client: string): FollowedHop {
  const begun = Number.isNaN(hop.begunMs) ? hop.sentMs : hop.begunMs;
  return {
    parent: hop.parent,
    part: hop.part,
    machine: hop.machine,
    from: hop.parent < 0 ? client : hops[hop.parent].part,
    op: hop.op,
    attempt: hop.attempt,
    arrivedMs: hop.sentMs,
    waitedMs: Number.isNaN(hop.begunMs) ? null : microsecond(hop.begunMs - hop.sentMs),
    bodyMs: microsecond(hop.bodyMs),
    servedMs: Number.isNaN(hop.endedMs) ? null : microsecond(Math.max(0, hop.endedMs - begun)),
    awaitedMs: microsecond(awaited(hop, number, hops)),
    end: hop.end,
    reason: hop.reason,
    refusedBy: hop.place < 0 || hop.end !== "refused" ? "" : places[hop.place],
    givenUpMs: known(hop.givenUpMs),
  };
}

/** Time, of that between a call's arrival and its reply, in which a call of its own was waited for; overlaps count once. */
function awaited(hop: TracedHop, number: number, hops: readonly TracedHop[]): number {
  if (hop.end === "passed on") return 0;
  const until = Number.isNaN(hop.endedMs) ? Infinity : hop.endedMs;
  const spans = hops
    .filter(({ parent }) => parent === number)
    .map((child) => [child.sentMs, Math.min(until, firstOf(child.endedMs, child.givenUpMs))] as const)
    // What outlives its maker's reply was not waited for.
    .filter(([from, to]) => to < Infinity && to > from)
    .sort(([a], [b]) => a - b);
  let [sum, covered] = [0, -Infinity];
  for (const [from, to] of spans) {
    sum += Math.max(0, to - Math.max(from, covered));
    covered = Math.max(covered, to);
  }
  return sum;
}

const firstOf = (a: number, b: number): number => Math.min(Number.isNaN(a) ? Infinity : a, Number.isNaN(b) ? Infinity : b);
