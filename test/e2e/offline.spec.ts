import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";
import { goals, openFresh, runBriefly } from "./workbench.ts";

test.use({ keptOffline: true });

test("after one visit the page opens and runs without a network", async ({ page, context }) => {
  await openFresh(page);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await context.setOffline(true);
  await page.reload();
  await openFresh(page);
  await runBriefly(page);
  await expect(goals(page).first()).toContainText(/met|missed/);
  promise(22, "opened without a network after one visit, and run");
});
