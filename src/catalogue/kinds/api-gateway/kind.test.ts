import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { apiGateway } from "./kind.ts";

test("a million requests cost 1.00 USD as HTTP API and 3.50 USD as REST API", () => {
  expect(billOf(apiGateway, {}, { requests: 197e6 })).toEqual({ Requests: 197 });
  expect(billOf(apiGateway, { protocol: "rest" }, { requests: 2e6 })).toEqual({ Requests: 7 });
});

test("the headline names type and throttle", () => {
  expect(headlineOf(apiGateway, {})).toBe("HTTP · throttle 10 k/s");
  expect(headlineOf(apiGateway, { protocol: "rest", ratePerSecond: 2500 })).toBe("REST · throttle 2,500/s");
});
