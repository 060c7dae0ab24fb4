import type { RequestTraces, TracedRequest } from "../../engine/books/request-traces.ts";
import { subjectText } from "../../engine/rows/item-keys.ts";
import type { FollowAnswer, FollowChoice } from "../../result/followed-request.ts";
import type { Machine } from "../compile/build-machine.ts";
import { followed } from "./followed.ts";

/** The request of the run that somebody wants to look at, hop by hop. */
export function followRequest(machine: Machine, choice: FollowChoice): FollowAnswer {
  const { traces, endpoints } = machine.run.desk;
  if (traces === null || traces.begun === 0)
    return { found: false, reason: "No client of this run asks for stored things, so there is no request to follow." };
  const endpoint = choice.endpointId === undefined ? null : endpoints.findIndex(({ id }) => id === choice.endpointId);
  if (endpoint === -1) return { found: false, reason: "This endpoint is not in the design that ran. Run again." };
  const traced = chosen(traces, choice, endpoint === null ? endpoints.map((_, number) => number) : [endpoint]);
  if (typeof traced === "string") return { found: false, reason: traced };
  const sample = { every: traces.stride, kept: traces.kept, begun: traces.begun };
  return { found: true, request: followed(machine, traced, false), sample };
}

function chosen(traces: RequestTraces, choice: FollowChoice, endpoints: readonly number[]): TracedRequest | string {
  const { pick, turn = 0, atMs = Infinity } = choice;
  if (pick === "slowest") {
    const slow = endpoints.flatMap((endpoint) => traces.slowestOf(endpoint)).sort((a, b) => b.responseMs - a.responseMs);
    return among(slow, turn, atMs) ?? "Nothing was answered there yet.";
  }
  if (pick === "failed") {
    const failed = endpoints.flatMap((endpoint) => traces.failedOf(endpoint)).sort((a, b) => a.number - b.number);
    return among(failed, turn, atMs) ?? "No request failed there.";
  }
  if (pick === "number") return byNumber(traces, choice.number ?? -1, endpoints);
  if (pick === "key") return newestOfKey(traces, choice.key ?? "", endpoints, atMs);
  return atRandom(traces, turn, endpoints, atMs);
}

function among(list: readonly TracedRequest[], turn: number, atMs: number): TracedRequest | null {
  const then = list.filter(({ askedAt }) => askedAt <= atMs);
  return then.length === 0 ? null : then[turn % then.length];
}

/** Every request that is written down and over, the sample before the others. */
function* everyRequest(traces: RequestTraces, endpoints: readonly number[]): Generator<TracedRequest> {
  for (let place = traces.kept - 1; place >= 0; place--) if (endpoints.includes(traces.keyAt(place).endpoint)) yield traces.at(place);
  for (const endpoint of endpoints) {
    yield* traces.slowestOf(endpoint);
    yield* traces.failedOf(endpoint);
  }
}

function byNumber(traces: RequestTraces, number: number, endpoints: readonly number[]): TracedRequest | string {
  for (const request of everyRequest(traces, endpoints)) if (request.number === number) return request;
  return `Request ${number} is not among those that were written down${traces.stride === 1 ? "" : `, one of ${traces.stride}`}.`;
}

/** Its key as letters of a link, else as the number. */
function newestOfKey(traces: RequestTraces, text: string, endpoints: readonly number[], atMs: number): TracedRequest | string {
  const written = text.trim();
  const number = /^\d+$/.test(written) ? Number(written) : -1;
  const isAbout = [
    (op: string, key: number) => key >= 0 && subjectText(op, key) === written,
    (_op: string, key: number) => key >= 0 && key === number,
  ];
  for (const fits of isAbout) {
    let newest: TracedRequest | null = null;
    for (let place = traces.kept - 1; place >= 0; place--) {
      const about = traces.keyAt(place);
      if (!fits(about.op, about.key) || about.askedAt > atMs || !endpoints.includes(about.endpoint)) continue;
      if (newest === null || about.askedAt > newest.askedAt) newest = traces.at(place);
    }
    if (newest !== null) return newest;
  }
  const of = traces.stride === 1 ? "" : ` Of the requests one of ${traces.stride} is written down.`;
  return `No request about ${written === "" ? "a key without letters" : written} was made by then.${of}`;
}

/** Golden section of the sample: any turn another one, no two neighbours alike, and no draw that a run would miss. */
function atRandom(traces: RequestTraces, turn: number, endpoints: readonly number[], atMs: number): TracedRequest | string {
  const fits = (place: number): boolean => {
    const { endpoint, askedAt } = traces.keyAt(place);
    return endpoints.includes(endpoint) && askedAt <= atMs;
  };
  const { kept } = traces;
  const from = Math.floor(((turn + 1) * 0.6180339887498949 * kept) % Math.max(1, kept));
  for (let step = 0; step < kept; step++) if (fits((from + step) % kept)) return traces.at((from + step) % kept);
  return "No request of this endpoint has ended yet.";
}
