import { expect, test } from "vitest";
import { billOf } from "../../../../test/support/kind-bill.ts";
import { shortLinks } from "../../../../test/support/short-links.ts";
import { aurora } from "./kind.ts";

test("however far behind its replica was, a fail-over loses no commit", () => {
  const faults = [{ fault: "crash", part: "db", atMs: 30_000, durationMs: 25_000, index: 0 }];
  const db = { lagMedianMs: 1000, lagP99Ms: 3000, failoverMs: 5000 };
  const lost = (store: string): number => shortLinks({ db }, { faults, store }).items.lost;
  expect(lost("postgres")).toBeGreaterThan(3);
  expect(lost("aurora")).toBe(0);
});

test("a replica that is behind misses what was just acknowledged all the same", () => {
  const db = { lagMedianMs: 1000, lagP99Ms: 3000, readsFrom: "replicas" };
  expect(shortLinks({ db }, { store: "aurora" }).items.missing).toBeGreaterThan(50);
});

test("storage is paid once, whatever the replicas", () => {
  const storage = (replicas: number): number | null => billOf(aurora, { replicas }, { storedBytes: 1e12 })["Storage"];
  expect([storage(0), storage(5)]).toEqual([100, 100]);
});
