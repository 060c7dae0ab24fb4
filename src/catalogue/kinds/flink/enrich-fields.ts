import { field } from "../../contract.ts";
import { assumed, published, recalled } from "../../prices/sources.ts";

const FLINK_LAB = published(
  "Flink blog, Getting into Low-Latency Gears part two, GitHub apache/flink-web: answers take 1 to 6 ms and are kept 1 s",
  "2022-05",
);

const ASYNC = ["ordered", "unordered"];
const ON = ["sync", ...ASYNC];

/** A question to an outside service for every clean record: off unless asked for. */
export const enrichFields = {
  enrich: field.choice({
    label: "Enrich from outside",
    help: "Ask an outside service about the user of each clean record. Sync: the task waits for every answer. Async: it goes on while answers are under way; watermarks stay behind them.",
    default: "off",
    options: [
      { value: "off", label: "off" },
      { value: "sync", label: "sync: one at a time" },
      { value: "ordered", label: "async, results in order" },
      { value: "unordered", label: "async, results as they come" },
    ],
  }),
  enrichLatency: field.distribution({
    onlyWith: { field: "enrich", values: ON },
    label: "Answer takes",
    help: "Time from the question to the answer of the outside service.",
    unit: "ms",
    default: { uniform: [1, 6] },
    source: FLINK_LAB,
  }),
  enrichInFlight: field.integer({
    onlyWith: { field: "enrich", values: ASYNC },
    label: "Questions under way",
    help: "Async: a task may wait for so many answers at once; with all of them out it stops, and the log keeps the rest.",
    unit: "requests",
    default: 100,
    min: 1,
    max: 10_000,
    source: recalled("Flink AsyncDataStream: capacity 100 unless given", "2026"),
  }),
  enrichCacheUsers: field.integer({
    onlyWith: { field: "enrich", values: ON },
    label: "Answers kept",
    help: "Each task keeps the answers about so many users, the least recently asked leaves first. 0: none. A restart forgets them.",
    unit: "users",
    default: 0,
    min: 0,
    max: 10_000_000,
    source: assumed("no cache unless asked for"),
  }),
  enrichCacheTtlMs: field.integer({
    onlyWith: { field: "enrich", values: ON },
    label: "Answer kept for",
    help: "A kept answer is used for so many ms, then asked for again.",
    unit: "ms",
    default: 1000,
    min: 1,
    max: 86_400_000,
    source: FLINK_LAB,
  }),
};
