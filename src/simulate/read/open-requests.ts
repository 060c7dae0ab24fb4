import { nounFor } from "../../base/counted-noun.ts";
import { HAS_HOLDINGS, HOLDS_REQUESTS, WAITS_FOR_REPLIES } from "../../engine/part/call-part.ts";
import type { Machine } from "../compile/build-machine.ts";

/** Requests or calls for which two counts that know nothing of each other differ, at which part, and how. */
export type OpenGap = { readonly part: string; readonly why: string };

/**
 * Holds the books of requests against what is physically there: what an endpoint was asked and has not answered, found nothing for or
 * refused is what clients have under way; calls that are made and have no reply stand in the table of calls; and a part waits for as
 * many replies as there are calls that will reply to it, and holds what it took and has not ended. Nothing where all agree.
 */
export function openGaps(machine: Machine): readonly OpenGap[] {
  const { desk } = machine.run;
  if (desk.calls.made === 0 && desk.endpoints.every(({ asked }) => asked === 0)) return [];
  const held = desk.calls.byHolder();
  const source = machine.parts.find(({ kind }) => kind.family === "source")?.part.id ?? machine.parts[0].part.id;
  const gaps: OpenGap[] = [];
  const open = new Map<number, number>();
  let holder = source;
  for (const { endpoint } of held.get(desk)?.open ?? []) open.set(endpoint, (open.get(endpoint) ?? 0) + 1);
  for (const [id, node] of machine.nodes) {
    const requests = HOLDS_REQUESTS.of(node)?.openRequests();
    if (requests === undefined) continue;
    holder = id;
    for (const [endpoint, count] of requests) open.set(endpoint, (open.get(endpoint) ?? 0) + count);
  }
  desk.endpoints.forEach((book, endpoint) => {
    const there = open.get(endpoint) ?? 0;
    if (book.open !== there)
      gaps.push({
        part: holder,
        why: `by the books of ${book.id} ${requestsOf(book.open)} open, and clients have ${whole(there)} under way`,
      });
  });
  for (const [id, node] of machine.nodes)
    for (const { asker, underWay } of WAITS_FOR_REPLIES.of(node)?.() ?? []) {
      const own = held.get(asker);
      const replies = (own?.open.length ?? 0) + (own?.returning ?? 0);
      if (replies !== underWay) gaps.push({ part: id, why: `it waits for ${whole(underWay)} replies, and ${whole(replies)} will come` });
    }
  for (const [id, node] of machine.nodes)
    for (const { of, byBooks, held: there } of HAS_HOLDINGS.of(node)?.() ?? [])
      if (byBooks !== there)
        gaps.push({
          part: id,
          why: `by its books ${counted(byBooks, of)} ${byBooks === 1 ? "is" : "are"} open, and it holds ${whole(there)}`,
        });
  const openCalls = [...held.values()].reduce((sum, each) => sum + each.open.length, 0);
  if (openCalls !== desk.calls.open)
    gaps.push({ part: holder, why: `${whole(desk.calls.open)} calls are open by the books, and ${whole(openCalls)} are under way` });
  return gaps;
}

function counted(count: number, [one, several]: readonly [string, string]): string {
  return `${whole(count)} ${count === 1 ? one : several}`;
}

function requestsOf(count: number): string {
  return `${whole(count)} ${nounFor(count, "request")} ${count === 1 ? "is" : "are"}`;
}

const whole = (count: number): string => count.toLocaleString("en-US");
