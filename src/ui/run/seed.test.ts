import { expect, test } from "vitest";
import { parseSeed } from "./seed.ts";

test.each([
  ["1", 1],
  [" 42 ", 42],
  ["4,294,967,295", 4_294_967_295],
  ["4294967296", null],
  ["-1", null],
  ["1.5", null],
  ["", null],
  ["1e3", null],
])("the seed %j is %j", (text, seed) => {
  expect(parseSeed(text)).toBe(seed);
});
