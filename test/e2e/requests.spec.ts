import { expect, test } from "./fixture.ts";
import { card, openFresh, openScenario, pressRun, results, runBar, showResults, untilFinished } from "./workbench.ts";

test("a run of clients shows how they were served: by endpoint, whose the failures are, and one request along its way", async ({
  page,
}) => {
  await openFresh(page);
  await openScenario(page, "Short links");
  await expect(card(page, "Link service")).toBeVisible();
  await pressRun(page);
  await untilFinished(page);
  const overview = results(page);
  const follow = overview.getByRole("row", { name: /^GET \/\{key\}/ });
  await expect(follow).toBeVisible();
  const asked = Number((await follow.getByRole("cell").first().textContent())?.replaceAll(",", ""));
  expect(asked).toBeGreaterThan(100_000);
  await expect(overview.getByText(/answers to reads were what had been stored/)).toBeVisible();
  await expect(overview.getByText("No record has been produced yet.")).toHaveCount(0);
  await expect(runBar(page).getByTitle(/^[\d,.]+( k)? requests in /)).toBeVisible();
  // A failure leads to the part it belongs to.
  await overview.getByRole("button", { name: "Links", exact: true }).first().click();
  await expect(page.locator(".react-flow__node.selected")).toHaveCount(1);
  await page.keyboard.press("Escape");

  await showResults(page, "Requests");
  await overview.getByRole("radio", { name: "Failed" }).click();
  await expect(overview.getByText(/waited/).first()).toBeVisible();
});
