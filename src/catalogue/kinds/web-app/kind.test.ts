import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { webApp } from "./kind.ts";

test("its users are the scenario's, so it costs nothing", () => {
  expect(webApp.population).toBe("tastes");
  expect(billOf(webApp, {})).toEqual({});
  expect(headlineOf(webApp, {})).toBe("network 40 ms, p99 400 ms");
});
