import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";
import { goals, openFresh, results, runBriefly, showResults } from "./workbench.ts";

test.use({ keptOffline: true });

test("after one visit the page opens, runs, asks by SQL and saves files without a network", async ({ page, context }) => {
  await openFresh(page);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await context.setOffline(true);
  await page.reload();
  await openFresh(page);
  await runBriefly(page);
  await expect(goals(page).first()).toContainText(/met|missed/);
  await showResults(page, "SQL");
  await results(page).getByRole("button", { name: "Run query" }).click();
  const answer = results(page).getByRole("region", { name: "Answer" });
  await expect(answer.getByRole("status")).toContainText(/row/, { timeout: 60_000 });
  const rows = page.waitForEvent("download");
  await answer.getByRole("button", { name: "Save CSV" }).click();
  expect((await rows).suggestedFilename()).toMatch(/[.]csv$/);
  const design = page.waitForEvent("download");
  await page.keyboard.press("Control+s");
  expect((await design).suggestedFilename()).toMatch(/[.]quadrant[.]json$/);
  promise(22, "opened without a network after one visit: run, asked by SQL, rows saved as CSV and the design as a file");
});
