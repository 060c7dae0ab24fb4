import { expect, test } from "vitest";
import { copyTitle } from "./copy-title.ts";

test("a copy is told from what it was made of, and a copy of a copy from both", () => {
  const first = copyTitle("Data lake");
  expect([first, copyTitle(first), copyTitle(copyTitle(first))]).toEqual(["Data lake (copy)", "Data lake (copy 2)", "Data lake (copy 3)"]);
});
