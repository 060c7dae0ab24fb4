import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { kindById } from "../../registry.ts";
import { wireProblem } from "../../drawing/wiring.ts";
import { redis } from "./kind.ts";

test("a node is paid around the clock", () => {
  expect(billOf(redis, {})["Node"]).toBeCloseTo(730 * 0.156, 6);
  expect(billOf(redis, { replicas: 2 })["Node"]).toBeCloseTo(3 * 730 * 0.156, 6);
});

test("the headline says how much it holds and for how long", () => {
  expect(headlineOf(redis, {})).toBe("1 GiB, noeviction · expires after 60 s");
  expect(headlineOf(redis, { limit: "items" })).toBe("100 k lists · expires after 60 s");
  expect(headlineOf(redis, { limit: "items", ttlMs: null })).toBe("100 k lists · no expiry");
});

test("lists are written by what makes or carries them: a log has nobody who would write", () => {
  const from = (kind: string, port: string) => wireProblem(kindById(kind)!, port, kindById("redis")!, "write");
  for (const [kind, port] of [
    ["recommendation-job", "lists"],
    ["stream-worker", "out"],
  ] as const)
    expect(from(kind, port)).toBeNull();
  expect(from("kafka", "consume")).toContain("cannot hand records to Redis directly");
  expect(from("web-app", "events")).toContain("cannot hand records to Redis directly");
});
