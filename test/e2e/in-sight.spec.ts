import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { goals, inSize, openFresh, openScenario, pressRun, quadrant, results, showResults, untilFinished } from "./workbench.ts";

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

test("all goals stay in sight after a run, and the bars of a pipeline with their times", async ({ page }) => {
  await openFresh(page);
  await openScenario(page, "Data lake of a stock brokerage");
  await expect(goals(page).filter({ hasText: "Failed hour whole again" })).toBeVisible();
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

test("in a low window the question stays where it is typed, and over a reload", async ({ page }) => {
  await openFresh(page);
  await inSize(page, { width: 1280, height: 720 });
  const notes = quadrant(page, "Notes");
  const ask = notes.getByRole("textbox", { name: "Ask the interviewer" });
  await ask.fill("xyzzy plugh");
  await ask.press("Enter");
  await expect(notes.getByText("did not understand")).toBeVisible();
  const around = await notes.boundingBox();
  const line = await ask.boundingBox();
  if (around === null || line === null) throw new Error("out of sight");
  expect(line.y).toBeGreaterThanOrEqual(around.y);
  expect(line.y + line.height).toBeLessThanOrEqual(around.y + around.height + 1);
  await page.reload();
  await expect(ask).toHaveValue("xyzzy plugh");
});

test("Escape closes the list of parts wherever the focus has gone", async ({ page }) => {
  await openFresh(page);
  await quadrant(page, "System").getByRole("button", { name: "Add", exact: true }).click();
  const list = page.getByRole("dialog", { name: /^Add a part/ });
  await expect(list).toBeVisible();
  // As after a drag out of the list: nothing has the focus.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press("Escape");
  await expect(list).toHaveCount(0);
});
