import { expect, it } from "vitest";
import { parseFaultSpec } from "./fault-spec.ts";

it.each([
  ["kafka:crash@1800s+60s", { part: "kafka", fault: "crash", atMs: 1_800_000, durationMs: 60_000 }],
  ["kafka:crash@30 min+60 s#1", { part: "kafka", fault: "crash", atMs: 1_800_000, durationMs: 60_000, index: 1 }],
  ["kafka#2:crash@30min", { part: "kafka", fault: "crash", atMs: 1_800_000, index: 2 }],
  ["*:zone-loss@30min#1", { part: "*", fault: "zone-loss", atMs: 1_800_000, index: 1 }],
  ["kafka-flink:cut-link@30s+10s", { part: "kafka-flink", fault: "cut-link", atMs: 30_000, durationMs: 10_000 }],
  ["flink:slow@1h*2.5", { part: "flink", fault: "slow", atMs: 3_600_000, amount: 2.5 }],
  ["app:late-records@5min+1min*4#0", { part: "app", fault: "late-records", atMs: 300_000, durationMs: 60_000, amount: 4, index: 0 }],
])("%s", (text, fault) => {
  expect(parseFaultSpec(text)).toEqual({ ok: true, value: fault });
});

it.each([
  ["", '"" is not a fault. Write PART:FAULT@TIME[+DURATION][*AMOUNT][#INDEX], for instance kafka:crash@1800s+60s#1.'],
  ["kafka:crash", '"kafka:crash" is not a fault. Write PART:FAULT@TIME[+DURATION][*AMOUNT][#INDEX], for instance kafka:crash@1800s+60s#1.'],
  ["kafka:crash@soon", '"soon" is not a time. Write for instance 1800s or 30min.'],
  ["kafka:slow@10s*1.2.3", '"1.2.3" is not a number. Write for instance *2.5.'],
  ["kafka:crash@10s+long", '"long" is not a duration. Write for instance 60s.'],
])("%j is refused with a sentence", (text, sentence) => {
  expect(parseFaultSpec(text)).toEqual({ ok: false, error: sentence });
});
