import { describe, expect, it } from "vitest";
import { field } from "../../catalogue/contract.ts";
import { kindById } from "../../catalogue/registry.ts";
import { axisOf, placeLabels } from "./plot.ts";
import { firstValues, readValues, valueText } from "./values.ts";

const SERVERS = field.integer({ label: "Servers", help: "", default: 2, min: 1, max: 10 });
const EVERY = field.optionalNumber({
  label: "Every",
  help: "",
  unit: "ms",
  default: null,
  whenGiven: 60_000,
  absent: "never",
  min: 1000,
  max: 86_400_000,
});
const ACKS = field.choice({
  label: "Acks",
  help: "",
  default: "all",
  options: [
    { value: "all", label: "all replicas" },
    { value: "1", label: "leader" },
  ],
});

describe("the values offered first", () => {
  it.each([
    [SERVERS, 2, "1, 2, 4, 8"],
    [SERVERS, 5, "3, 5, 10"],
    [SERVERS, 1, "1, 2, 4"],
    [EVERY, 60_000, "30 s, 60 s, 2 min, 4 min"],
    [EVERY, null, "30 s, 60 s, 2 min, 4 min"],
    [ACKS, "all", "all, 1"],
    [field.boolean({ label: "On", help: "", default: false }), false, "false, true"],
    [field.number({ label: "Share", help: "", unit: "share", default: 0.1, min: 0, max: 1 }), 0.1, "0.05, 0.1, 0.2, 0.4"],
    [field.number({ label: "Rate", help: "", default: 0, min: 0, max: 100 }), 0, "0, 1, 2, 4"],
  ])("%#: %j", (of, now, text) => {
    expect(firstValues(of, now)).toBe(text);
    expect(readValues(of, text).problem).toBeNull();
  });

  it("can be run for every field of a real kind", () => {
    for (const id of ["kafka", "service", "recommendation-job", "redis"])
      for (const each of Object.values(kindById(id)?.fields ?? {}))
        if (each.type !== "text" && each.type !== "distribution")
          expect(readValues(each, firstValues(each, each.default)), each.label).toMatchObject({ problem: null });
  });
});

describe("the values typed", () => {
  it("are read as the inspector reads them, each once", () => {
    expect(readValues(EVERY, "30 s; 1 min, none, 60000")).toEqual({ values: [30_000, 60_000, null], problem: null });
    expect(readValues(ACKS, "Leader, all")).toEqual({ values: ["1", "all"], problem: null });
  });

  it.each([
    [SERVERS, "", "Write one value or more"],
    [SERVERS, "1, two", "“two” is not a value of Servers."],
    [SERVERS, "1, 99", "Servers must be a whole number from 1 to 10"],
    [SERVERS, "none", "“none” is not a value"],
    [SERVERS, "1,2,3,4,5,6,7,8,9,10,1,2,3", "These are 13 values; at most 12"],
    [ACKS, "most", "“most” is not a value of Acks."],
  ])("%#: %j is refused", (of, text, reason) => {
    const { values, problem } = readValues(of, text);
    expect(values).toEqual([]);
    expect(problem).toContain(reason);
  });

  it("are said in words", () => {
    expect([valueText(EVERY, 120_000), valueText(EVERY, null), valueText(ACKS, "1"), valueText(SERVERS, 12_000)]).toEqual([
      "2 min",
      "never",
      "leader",
      "12 k",
    ]);
  });
});

describe("the picture", () => {
  it("does not blow up what hardly differs, and stays at 0 for what cannot be less", () => {
    const [low, high] = axisOf([2108.2, 2109.1], 0.1);
    expect(high - low).toBeCloseTo(210.9, 1);
    expect(axisOf([0, 0], 0.1)[0]).toBe(0);
    const [from, to] = axisOf([1, 9], 0.1);
    expect(from).toBeLessThan(1);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeGreaterThan(9);
  });

  it("lays no label on another and none over the right edge", () => {
    const points = [0, 1, 2, 3].map((index) => ({ x: 195, y: 50 + index, label: `value ${index}` }));
    const placed = placeLabels(points, 200);
    expect(placed.every(({ end, x }) => end && x < 195)).toBe(true);
    const heights = placed.map(({ y }) => y).toSorted((a, b) => a - b);
    for (const [index, y] of heights.entries()) if (index > 0) expect(y - (heights[index - 1] ?? 0)).toBeGreaterThanOrEqual(12);
  });
});
