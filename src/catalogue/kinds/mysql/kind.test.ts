import { expect, test } from "vitest";
import { billOf } from "../../../../test/support/kind-bill.ts";
import { shortLinks } from "../../../../test/support/short-links.ts";
import { mysql } from "./kind.ts";

test("a fail-over loses what the replica had not got, unless commits wait for it", () => {
  const faults = [{ fault: "crash", part: "db", atMs: 30_000, durationMs: 25_000, index: 0 }];
  const lost = (waitsForReplica: boolean): number =>
    shortLinks({ db: { lagMedianMs: 1000, lagP99Ms: 3000, failoverMs: 5000, waitsForReplica } }, { faults, store: "mysql" }).items.lost;
  expect(lost(false)).toBeGreaterThan(3);
  expect(lost(true)).toBe(0);
});

test("each machine is paid by its vCPU", () => {
  expect(billOf(mysql, { cores: 4, replicas: 1 })["Machines"]).toBeCloseTo(2 * 2 * 730 * 0.136, 6);
});
