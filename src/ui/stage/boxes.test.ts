import { expect, test } from "vitest";
import type { Arrangement } from "./arrangement.ts";
import { fitting, placeIn } from "./boxes.ts";
import { DEFAULT_SPLITS } from "./splits.ts";

const at = (arrangement: Arrangement, place: Parameters<typeof placeIn>[2]) => placeIn(arrangement, DEFAULT_SPLITS, place);

test("the four quadrants tile the stage, and the results are not among them", () => {
  const four: Arrangement = { main: "four", beside: null };
  expect(at(four, "notes")?.box).toEqual({ top: "0", left: "0", right: "40%", bottom: "62%" });
  expect(at(four, "api")?.box).toEqual({ top: "38%", left: "60%", right: "0", bottom: "0" });
  expect(at(four, "results")).toBeNull();
});

test("a dock and the sheet take their room from what fills, a peek lies over it", () => {
  const main = (how: "peek" | "dock" | "sheet") => at({ main: "system", beside: { place: "results", how } }, "system")?.box;
  expect(main("dock")?.right).toBe("50%");
  expect(main("sheet")?.bottom).toBe("58%");
  expect(at({ main: "notes", beside: { place: "api", how: "peek" } }, "notes")?.box.right).toBe("0");
  // No part of the drawing is hidden by what peeks.
  expect(main("peek")?.right).toBe("min(420px, 45%)");
  expect(at({ main: "system", beside: { place: "results", how: "sheet" } }, "results")?.box.top).toBe("42%");
  expect(at({ main: "system", beside: null }, "notes")).toBeNull();
});

test("where there is no room a dock peeks, and on a phone what was opened last fills", () => {
  const docked: Arrangement = { main: "system", beside: { place: "notes", how: "dock" } };
  expect(fitting(docked, "wide")).toEqual(docked);
  expect(fitting(docked, "narrow").beside?.how).toBe("peek");
  expect(fitting(docked, "phone")).toEqual({ main: "notes", beside: null });
  expect(fitting({ main: "four", beside: null }, "phone").main).toBe("system");
});
