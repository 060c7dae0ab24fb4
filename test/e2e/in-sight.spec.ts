import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { goals, inSize, openFresh, openScenario, pressRun, results, showResults, untilFinished } from "./workbench.ts";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 1024, height: 768 },
];

/** Everything of the inner box lies within the outer one, from left to right. */
async function expectWithin(outer: Locator, inner: Locator): Promise<void> {
  const around = await outer.boundingBox();
  const box = await inner.boundingBox();
  if (around === null || box === null) throw new Error("out of sight");
  expect(box.x).toBeGreaterThanOrEqual(around.x - 1);
  expect(box.x + box.width).toBeLessThanOrEqual(around.x + around.width + 1);
}

async function expectGoalsInSight(page: Page): Promise<void> {
  const list = page.getByRole("region", { name: "Goals" }).getByRole("list");
  for (const goal of await goals(page).all()) await expectWithin(list, goal);
}

test("eight goals stay in sight after a run, and the bars of a pipeline with their times", async ({ page }) => {
  await openFresh(page);
  await openScenario(page, "Data lake of a stock brokerage");
  await expect(goals(page)).toHaveCount(8);
  await pressRun(page);
  await untilFinished(page);
  const pipelines = await showResults(page, "Pipelines");
  const bars = pipelines.getByRole("table").filter({ has: page.getByRole("columnheader", { name: "in time" }) });
  for (const size of SIZES) {
    await inSize(page, size);
    await expectGoalsInSight(page);
    await expectWithin(pipelines, bars);
    await expectWithin(pipelines.getByRole("heading", { name: /^Run of/ }), bars);
  }
  // What a filter hides is not shown beside it.
  const heading = pipelines.getByRole("heading", { name: /^Run of/ });
  await pipelines.getByRole("gridcell").first().getByRole("button").click();
  await expect(heading).not.toContainText("02:00:00");
  await results(page).getByLabel("Runs shown").selectOption("failed");
  await expect(heading).toContainText("02:00:00");
});
