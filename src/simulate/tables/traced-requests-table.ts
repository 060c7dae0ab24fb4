import type { TracedRequest } from "../../engine/books/request-traces.ts";
import { subjectText } from "../../engine/rows/item-keys.ts";
import { statusOf } from "../follow/followed.ts";
import { doubles, integers, texts, timestamps } from "../read/columns.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { RunColumn, RunTable } from "../../result/run-table.ts";

/** Requests of things that are written down, those under way included; null where nobody asks for any. */
export function tracedRequestCount({ run }: Machine): number | null {
  const { traces } = run.desk;
  return traces === null || traces.begun === 0 ? null : traces.kept + traces.underWay().length;
}

/** A row for each request of a thing that is written down, in the order of asking: all of them, or one of so many. */
export function tracedRequestsTable({ machine }: { readonly machine: Machine }): RunTable | null {
  const { run } = machine;
  const { traces, endpoints, places } = run.desk;
  if (traces === null || traces.begun === 0) return null;
  const requests = [...Array.from({ length: traces.kept }, (_, place) => traces.at(place)), ...traces.underWay()];
  requests.sort((a, b) => a.number - b.number);
  const n = requests.length;
  const part = (place: number): string => (place < 0 ? "" : places[place]);
  const text = (name: string, of: (request: TracedRequest) => string): RunColumn => filled(texts(name, n, (i) => of(requests[i])));
  const ms = (name: string, of: (request: TracedRequest) => number): RunColumn => doubles(name, n, (i) => of(requests[i]));
  return {
    name: "requests",
    rows: n,
    ...(traces.stride === 1
      ? {}
      : {
          note: `One of ${traces.stride} requests: those whose request_id ${traces.stride} divides. Counts times ${traces.stride} are of all.`,
        }),
    columns: [
      integers("request_id", n, (i) => requests[i].number),
      text("client", ({ client }) => part(client)),
      text("endpoint", ({ endpoint }) => endpoints[endpoint].id),
      text("op", ({ op }) => op),
      ms("item_key", ({ key }) => (key < 0 ? NaN : key)),
      text("key_text", ({ key, op }) => (key < 0 ? "" : subjectText(op, key))),
      integers("user_id", n, (i) => requests[i].user),
      timestamps("sent_at", run.epochMs, n, (i) => requests[i].askedAt),
      timestamps("answered_at", run.epochMs, n, (i) => requests[i].askedAt + requests[i].responseMs),
      ms("response_ms", ({ responseMs }) => responseMs),
      ms("connect_ms", ({ lookupMs, handshakeMs }) => lookupMs + handshakeMs),
      ms("way_ms", ({ wayMs }) => 2 * wayMs),
      { ...integers("http_status", n, (i) => statusOf(requests[i]) ?? 0), missing: 0 },
      text("status", ({ end }) => end),
      text("reason", ({ reason }) => reason),
      text("failed_at", ({ end, place }) => (end === "refused" ? part(place) : "")),
      text("answered_by", ({ end, place }) => (end === "refused" ? "" : part(place))),
      integers("attempts", n, (i) => requests[i].attempts),
      integers("hops", n, (i) => requests[i].hops.length),
      text("verdict", ({ verdict }) => verdict ?? ""),
    ],
  };
}

/** Without a word there is no value. */
function filled(column: RunColumn): RunColumn {
  if (column.type !== "text") return column;
  const nothing = column.dictionary.indexOf("");
  return nothing < 0 ? column : { ...column, codes: column.codes.map((code) => (code === nothing ? -1 : code)) };
}
