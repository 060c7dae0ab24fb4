import { expect, test } from "./fixture.ts";
import { openFresh, resumeToTheEnd, runAndPause, runBar, showResults } from "./workbench.ts";

test("a broker crashed in the middle of a run is marked, told in the log, and the ledger still adds up", async ({ page }) => {
  await openFresh(page);
  await runAndPause(page);
  const incidents = runBar(page).getByRole("list", { name: "Incidents" }).getByRole("listitem");
  const before = await incidents.count();
  await runBar(page).getByRole("button", { name: "Break something" }).press("Enter");
  await page
    .getByRole("menuitem", { name: /^Kafka/ })
    .first()
    .press("ArrowRight");
  const crash = page.getByRole("menuitem", { name: /broker/i }).first();
  await crash.press("ArrowRight");
  await page
    .getByRole("menuitem", { name: /broker.?1/i })
    .last()
    .press("Enter");
  await resumeToTheEnd(page);
  await expect.poll(() => incidents.count()).toBeGreaterThan(before);
  const log = await showResults(page, "Log");
  await expect(log).toContainText(/Kafka/);
  const losses = await showResults(page, "Losses");
  await expect(losses.getByRole("row", { name: /adds up to produced/ })).toBeVisible();
});
