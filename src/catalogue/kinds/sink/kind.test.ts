import { expect, test } from "vitest";
import { refusalsOf } from "../../../../test/support/kind-bill.ts";
import { sinkKind } from "./kind.ts";

test("it has nothing to set, and says so", () => {
  expect(refusalsOf(sinkKind, {})).toEqual([]);
  expect(refusalsOf(sinkKind, { capacity: 1 })).toEqual(['s.capacity Sink has no fields. Remove "capacity".']);
});

test("it only takes", () => {
  expect(sinkKind.ports.map((port) => port.direction)).toEqual(["in"]);
});
