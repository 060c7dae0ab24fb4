import { expect, test } from "vitest";
import { sampleScale } from "./sample-scale.ts";

test("the sentence on what a row stands for is found among what a run tells, and is nowhere else", () => {
  const told = { code: "scaled-rows", severity: "note", where: "system.parts.services", message: "A row stands for 332 events." } as const;
  expect(sampleScale([{ ...told, code: "advice", message: "Else." }, told])).toBe("A row stands for 332 events.");
  expect(sampleScale([])).toBeNull();
});
