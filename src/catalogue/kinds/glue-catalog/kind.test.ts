import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { glueCatalog } from "./kind.ts";

test("the first million objects and requests are free, then 1 USD per 100,000 and per million", () => {
  expect(billOf(glueCatalog, {}, { partitionsRegistered: 1e6, requests: 1e6 })).toEqual({ "Objects kept": 0, Requests: 0 });
  expect(billOf(glueCatalog, {}, { partitionsRegistered: 1.2e6, requests: 4e6 })).toEqual({ "Objects kept": 2, Requests: 3 });
});

test("the headline says how partitions become known", () => {
  expect(headlineOf(glueCatalog, {})).toBe("registered partitions");
  expect(headlineOf(glueCatalog, { projection: true })).toBe("partition projection");
});
