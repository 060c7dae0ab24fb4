import { expect, test } from "vitest";
import { loadBundled } from "../../scenario/bundled.ts";
import { isFirstDraft } from "./first-draft.ts";

test("only what a scenario gives to begin with is a first draft, neither references nor what fails on purpose", async () => {
  const loaded = await loadBundled("robinhood-data-lake");
  if (!loaded.ok) throw new Error(loaded.error[0]?.message);
  const scenario = loaded.value;
  expect(scenario.designs.length).toBeGreaterThan(4);
  const drafts = scenario.designs.filter(({ design }) => isFirstDraft(scenario, design));
  expect(drafts.map(({ role }) => role)).toEqual(["starter"]);
});
