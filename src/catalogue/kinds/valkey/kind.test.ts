import { expect, test } from "vitest";
import { headlineOf } from "../../../../test/support/kind-bill.ts";
import { shortLinks } from "../../../../test/support/short-links.ts";
import { valkey } from "./kind.ts";

test("the headline says how much memory there is, and what goes", () => {
  expect(headlineOf(valkey, {})).toBe("1 GiB · noeviction");
  expect(headlineOf(valkey, { maxmemoryMib: null, maxmemoryPolicy: "allkeys-lfu" })).toBe("no memory limit · allkeys-lfu");
});

test("with noeviction a full cache refuses writes, and answers go on; a policy that lets keys go finds more of them", () => {
  const of = (maxmemoryPolicy: string) => shortLinks({ cache: { kind: "valkey", settings: { maxmemoryMib: 2, maxmemoryPolicy } } });
  const [full, lru] = [of("noeviction"), of("allkeys-lru")];
  expect(full.remarked).toContain("cache-full");
  expect(lru.remarked).not.toContain("cache-full");
  expect([full.refused, lru.refused]).toEqual([0, 0]);
});
