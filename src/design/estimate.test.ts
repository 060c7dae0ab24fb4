import { describe, expect, test } from "vitest";
import { compareEstimate, evaluateEstimates, formulaName, parseUnit } from "./estimate.ts";
import type { EstimateValue, NamedFact } from "./estimate.ts";

const FACTS: readonly NamedFact[] = [
  { name: "dau", value: 1_200_000, unit: "users" },
  { name: "events_per_user", value: 34, unit: "events/user" },
  { name: "peak", value: "evening" },
];

function values(formulas: { readonly [name: string]: string }) {
  const estimates = Object.entries(formulas).map(([name, formula], index) => ({ id: `e${index + 1}`, name, formula }));
  const outcomes = evaluateEstimates(estimates, FACTS);
  return estimates.map(({ id }) => {
    const outcome = outcomes.get(id);
    return outcome?.ok ? `${Number(outcome.value.value.toPrecision(6))} ${outcome.value.unit}`.trim() : (outcome?.error.message ?? "");
  });
}

function valueOf(formula: string): EstimateValue {
  const outcome = evaluateEstimates([{ id: "x", name: "x", formula }], FACTS).get("x");
  if (!outcome?.ok) throw new Error(outcome?.error.message);
  return outcome.value;
}

describe("evaluateEstimates", () => {
  test.each([
    ["dau * events_per_user / 86400 s", "472.222 events/s"],
    ["40.8M events / day", "40800000 events/day"],
    ["20 GB/day", "20 GB/day"],
    ["500 B/event * 40M events/day", "20 GB/day"],
    ["86,400 s + 1 h", "1.04167 day"],
    ["5 % * 200", "10"],
    ["$0.10 / GB * 3 TB/month", "300 USD/month"],
    ["-(2 + 3) * -4", "20"],
    ["7.1 k/s", "7100 1/s"],
    ["3 zones * 2 brokers", "6 brokers·zones"],
    ["1 GiB / 64 MiB", "16"],
    ["1500 ms", "1.5 s"],
    ["1 / (2 s)", "0.5 1/s"],
    [".5 * 1e3", "500"],
    ["10 records - 3 messages", "7 events"],
  ])("%s is %s", (formula, value) => {
    expect(values({ x: formula })).toEqual([value]);
  });

  test("estimates name each other in any order, by words as well", () => {
    expect(values({ "peak, events/s": "mean_events_s * 5", "mean events/s": "dau * events_per_user / 1 day" })).toEqual([
      "204000000 events/day",
      "40800000 events/day",
    ]);
    expect(formulaName(" Events/s (mean) ")).toBe("events_s_mean");
  });

  test("a name of several words may be used as it is written, and a unit that reads like one stays a unit", () => {
    const mean = "dau * events_per_user / 86400 s";
    const inWords = { "events/s": mean, "Events/s peak": "5 × events/s", twice: "(events/s peak - events/s) * 2" };
    expect(values(inWords)).toEqual(["472.222 events/s", "2361.11 events/s", "3777.78 events/s"]);
    expect(values({ "events/s": mean, "raw (B)": "40 M events/s * 500 B/event", kept: "raw (B) * 1 day" })[2]).toBe("1.728 PB");
    expect(values({ "2nd year, links": "5 G links", x: "2nd year, links / 2 + nothing" })[1]).toMatch(/"nothing".*2nd year, links/);
  });

  test("whoever types no name is told which to type", () => {
    expect(values({ x: "events_per_usr * 2" })).toEqual(['There is no quantity called "events_per_usr". Type events_per_user.']);
    expect(values({ x: "orders * 2" })[0]).toMatch(/Type a number with its unit, or one of dau, events_per_user; or ask for the fact\.$/);
  });

  test.each([
    ["", "Write a formula"],
    ["20 GB + 3 s", "B and s cannot be added"],
    ["dau + 1", "users and a plain number cannot be added"],
    ["1 / 0", "divides by zero"],
    ["1 / (2 - 2) s", "divides by zero"],
    ["nobody * 2", 'no quantity called "nobody"'],
    ["peak * 2", 'no quantity called "peak"'],
    ["1.2 B users", "write G for a billion"],
    ["2 3", "no + - * or /"],
    ["(1 + 2", "never closed"],
    ["1 + 2)", "never opened"],
    ["x = 3", "after the ="],
    ["1 + ", "expected here"],
    ["alert(1)", "no quantity called"],
    ["self * 2", "self needs self"],
    ["1e300 * 1e300", "too large"],
    ["(".repeat(400) + "1", "40 levels"],
    ["constructor", "no quantity called"],
    ["1".repeat(2_000), "1,000 characters"],
  ])("%j is told: %s", (formula, words) => {
    expect(values({ self: formula })[0]).toContain(words);
  });

  test("a circle is told to everyone in it, and a broken estimate to those who need it", () => {
    expect(values({ a: "b + 1", b: "a + 1" })[0]).toContain("needs");
    expect(values({ a: "b * 2", b: "1 +" })[0]).toContain('"b" has no value yet');
    expect(values({ a: "1", A: "2", dau: "3", x: "dau * 2" })).toEqual(["1", expect.stringContaining("two quantities"), "3", "6"]);
  });
});

describe("compareEstimate", () => {
  test.each([
    ["dau * events_per_user / 1 day", 437.2, "events/s", 1.08, "close", false],
    ["20 GB/day", 32.8e9, "B/day", 0.61, "off", false],
    ["500", 50, "events/s", 10, "far", true],
    ["500 / 1 s", 500, "events/s", 1, "close", true],
    ["0.99", 0.99, "share", 1, "close", false],
    ["99 %", 99, "%", 1, "close", false],
    ["2 min", 60_000, "ms", 2, "off", false],
  ])("%s against %d %s is ×%d", (formula, value, unit, factor, grade, unitAssumed) => {
    const outcome = compareEstimate(valueOf(formula), { value, unit });
    if (!outcome.ok) throw new Error(outcome.error.message);
    expect(outcome.value.factor).toBeCloseTo(factor, 2);
    expect(outcome.value).toMatchObject({ grade, unitAssumed });
  });

  test("units that do not fit are named", () => {
    expect(compareEstimate(valueOf("20 GB"), { value: 1, unit: "events/s" })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("Yours is in B, the measured value in events/s") },
    });
    expect(compareEstimate(valueOf("1"), { value: 0, unit: "" })).toMatchObject({ ok: false });
  });

  test("units of scenarios can be read", () => {
    expect(parseUnit("USD/month")?.dimensions).toEqual({ USD: 1, s: -1 });
    expect(parseUnit("things/s")?.dimensions).toEqual({ thing: 1, s: -1 });
    expect(parseUnit("per day")?.dimensions).toEqual({ s: -1 });
    expect(parseUnit("a b")).toBeNull();
  });
});
