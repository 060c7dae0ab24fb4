import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";

const ROOT = path.join(import.meta.dirname, "../..");

test("the page is within its budgets", () => {
  // It ends with 1, and fails the journey, where a budget is broken.
  const said = execFileSync(process.execPath, [path.join(ROOT, "scripts/size.mjs")], { encoding: "utf8" });
  const budgets = said.split("\n").filter((line) => line.includes(" allowed"));
  expect(budgets).toHaveLength(3);
  promise(25, budgets.join("; "));
});
