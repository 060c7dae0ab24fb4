import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { icebergTable } from "./kind.ts";

test("reads of manifests are paid as reads of data are", () => {
  expect(billOf(icebergTable, {}, { getRequests: 1e6 })["Reads"]).toBeCloseTo(0.4, 9);
});

test("its headline says how often it is committed to", () => {
  expect(headlineOf(icebergTable, {})).toBe("connectors commit every 5 min · a snapshot for each commit");
});
