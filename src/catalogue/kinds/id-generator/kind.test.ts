import { expect, test } from "vitest";
import { shortLinks } from "../../../../test/support/short-links.ts";
import type { ShortLinks } from "../../../../test/support/short-links.ts";
import type { Settings } from "../../../design/types.ts";
import type { FaultSpec } from "../../../result/snapshot.ts";

const made = (keys: Settings, faults: readonly FaultSpec[] = [], app: Settings = {}): ShortLinks =>
  shortLinks({ app: { keys: "ids", ...app }, keys }, { keyKind: "id-generator", faults });
const back: readonly FaultSpec[] = [{ fault: "clock-back", part: "keys", atMs: 30_000, durationMs: 1000, amount: 5000, index: 0 }];

test("counters with offsets of their own repeat no id; counting alike they repeat nearly all, and an index says so", () => {
  const apart = made({ scheme: "auto-increment" });
  expect([apart.items.repeatedKeys, apart.refused, apart.items.lost]).toEqual([0, 0, 0]);
  expect(made({ scheme: "same-counter" }, [], { keyTaken: "error" }).refused).toBeGreaterThan(100);
  expect(made({ scheme: "same-counter" }, [], { keyTaken: "overwrite" }).items.repeatedKeys).toBeGreaterThan(100);
});

test("a clock that steps back stops its server until it has caught up; one that goes on repeats ids", () => {
  const stops = made({}, back);
  expect(stops.refused).toBeGreaterThan(4);
  expect(stops.items.repeatedKeys).toBe(0);
  const seconds = { scheme: "seconds", servers: 1 } as const;
  const repeats = made({ ...seconds, clockBack: "goes on" }, back, { keyTaken: "overwrite" });
  expect(repeats.items.repeatedKeys).toBeGreaterThan(20);
  expect(made(seconds, back, { keyTaken: "overwrite" }).items.repeatedKeys).toBe(0);
});

test("two servers of nine bits of sequence have no bits to tell them apart", () => {
  expect(made({ scheme: "seconds" }, [], { keyTaken: "overwrite" }).items.repeatedKeys).toBeGreaterThan(50);
  expect(made({ scheme: "twitter" }, [], { keyTaken: "overwrite" }).items.repeatedKeys).toBe(0);
});
