import { expect, test } from "./fixture.ts";
import { openFresh, openScenario, resumeToTheEnd, runAndPause, runBar, runBriefly, showResults } from "./workbench.ts";

test("a broker crashed in the middle of a run is marked, told in the log, and the ledger still adds up", async ({ page }) => {
  await openFresh(page);
  // One of the prompts whose runs are short: this one goes to its end.
  await openScenario(page, "Music recommendations");
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

test("a fault in numbers of one's own says its unit and bounds, refuses what is beyond them, and strikes the next run", async ({
  page,
}) => {
  await openFresh(page);
  const menu = runBar(page).getByRole("button", { name: "Break something" });
  await menu.press("Enter");
  await page
    .getByRole("menuitem", { name: /^Kafka/ })
    .first()
    .press("ArrowRight");
  await page.getByRole("menuitem", { name: /^In numbers of your own/ }).press("Enter");
  const form = page.getByRole("dialog", { name: /^Break Kafka/ });
  await form.getByLabel("What happens").selectOption({ label: "Slow broker" });
  await form.getByLabel("What it strikes").selectOption({ label: "broker-1" });
  const amount = form.getByLabel("How many times as long as usual it takes");
  await expect(amount).toHaveAccessibleDescription(/^From 1 to 1,000 times; .* when left empty[.]$/);
  await amount.fill("0.5");
  await expect(form.getByRole("alert")).toContainText("from 1 to 1,000; 0.5 is not");
  await expect(form.getByRole("button", { name: "Break it" })).toBeDisabled();
  await amount.fill("3");
  const duration = form.getByLabel("How long it lasts");
  await duration.fill("400 days");
  await expect(form.getByRole("alert")).toContainText("Give it 31 days at most.");
  await duration.fill("5 min");
  await expect(form.getByRole("alert")).toHaveCount(0);
  await duration.press("Enter");
  await expect(form).toHaveCount(0);
  await menu.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Take back what is planned (1)" })).toBeVisible();
  await page.keyboard.press("Escape");
  await runBriefly(page);
  const log = await showResults(page, "Log");
  await expect(log).toContainText("Slow broker");
});
