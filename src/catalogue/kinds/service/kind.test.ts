import { expect, test } from "vitest";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import type { SettingValue } from "../../../design/types.ts";
import { serviceKind } from "./kind.ts";

test("every law that outside checks use is accepted", () => {
  const laws: readonly SettingValue[] = [
    { constant: 5 },
    { exponential: 5 },
    { uniform: [1, 9] },
    { lognormal: { medianMs: 5, p99Ms: 50 } },
    { erlang: { k: 4, meanMs: 5 } },
    { hyperexponential: { p: 0.9, mean1Ms: 1, mean2Ms: 41 } },
  ];
  for (const serviceTime of laws) {
    expect(refusalsOf(serviceKind, { servers: 3, serviceTime, queueLimit: 10, discipline: "fifo" }), JSON.stringify(serviceTime)).toEqual(
      [],
    );
  }
});

test("a law that is none is refused with the form to write", () => {
  expect(refusalsOf(serviceKind, { serviceTime: { exponential: 0 } })).toEqual([
    's.serviceTime Service time: write { "exponential": meanMs } with a mean above 0 ms.',
  ]);
});

test("no machine is named, so its price is unknown", () => {
  expect(billOf(serviceKind, {})).toEqual({ Servers: null });
});

test("the headline says servers, law and room", () => {
  expect(headlineOf(serviceKind, {})).toBe("1 server · exponential, mean 10 ms");
  expect(headlineOf(serviceKind, { servers: 4, serviceTime: { constant: 2 }, queueLimit: 0 })).toBe("4 servers · constant 2 ms · queue 0");
});
