import { expect, test } from "vitest";
import { leftAsItWas, stillInTab } from "./title-words.ts";

test("a title that would turn or hide the sentence around it is written out", () => {
  expect(leftAsItWas("a\u202eb\u0007")).toBe("a\\u202eb\\u0007 is as you left it.");
  expect(stillInTab("a\u202eb")).toBe("“a\\u202eb” is not saved; it is still in this tab.");
});
