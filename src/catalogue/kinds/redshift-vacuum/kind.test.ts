import { expect, test } from "vitest";
import { headlineOf } from "../../../../test/support/kind-bill.ts";
import { SORTS_BELOW_SHARE } from "../../../engine/queried/table-upkeep.ts";
import { defaults } from "../../fields/settings.ts";
import { redshiftVacuum } from "./kind.ts";

test("its headline names what it does and when", () => {
  expect(headlineOf(redshiftVacuum, {})).toBe("frees and sorts · every day, or when started");
  expect(headlineOf(redshiftVacuum, { does: "delete", everyMs: 3_600_000 })).toBe("frees deleted rows · every 1 h, or when started");
});

test("it leaves out the sort where the cluster itself does", () => {
  expect(defaults(redshiftVacuum)["sortsBelowShare"]).toBe(SORTS_BELOW_SHARE);
});
