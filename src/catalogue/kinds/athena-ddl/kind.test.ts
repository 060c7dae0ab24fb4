import { expect, test } from "vitest";
import { headlineOf } from "../../../../test/support/kind-bill.ts";
import { athenaDdl } from "./kind.ts";

test("its headline names the statement", () => {
  expect(headlineOf(athenaDdl, {})).toBe("ADD PARTITION every 1 h unless told");
  expect(headlineOf(athenaDdl, { statement: "msck" })).toBe("MSCK REPAIR TABLE every 1 h unless told");
});
