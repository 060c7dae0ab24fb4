import { expect, test } from "vitest";
import { visibleText } from "./visible-text.ts";

test("what cannot be seen is written out, and nothing else is changed", () => {
  expect(visibleText("a\u001b[31mred\u0000\u009b")).toBe("a\\u001b[31mred\\u0000\\u009b");
  expect(visibleText("ab\u202egnp.exe")).toBe("ab\\u202egnp.exe");
  expect(visibleText("Zürich 東京 😀 e\u0301")).toBe("Zürich 東京 😀 e\u0301");
});
