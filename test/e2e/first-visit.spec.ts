import { expect, test } from "./fixture.ts";
import {
  chooseSpeed,
  goals,
  numberIn,
  openFresh,
  pressRun,
  quadrant,
  results,
  runAndPause,
  runBar,
  runBriefly,
  showResults,
  untilFinished,
} from "./workbench.ts";

test.use({ keptOffline: true });

test("a newcomer sees the four quadrants, the goals and one Run button", async ({ page }) => {
  await openFresh(page);
  for (const name of ["Notes", "Schema", "System", "API"] as const) await expect(quadrant(page, name)).toBeVisible();
  expect(await goals(page).count()).toBeGreaterThanOrEqual(5);
  for (const goal of await goals(page).all()) await expect(goal).toContainText("not measured yet");
  await expect(runBar(page).getByRole("button", { name: "Run", exact: true })).toHaveCount(1);
  await expect(quadrant(page, "System").getByText("Kafka").first()).toBeVisible();
  // Nothing has run: the results take no room, and say what they will show when they are asked for.
  await expect(results(page)).toHaveCount(0);
  await page.keyboard.press("5");
  await expect(results(page).getByRole("tabpanel")).toContainText("Press Run");
});

test("Run shows moving numbers and ends with every goal judged, every record accounted for and something on every page of the results", async ({
  page,
}) => {
  await openFresh(page);
  await pressRun(page);
  await showResults(page, "Losses");
  const produced = results(page).getByRole("row", { name: /^produced/ });
  await expect(produced).toBeVisible();
  const early = numberIn(await produced.textContent());
  await expect.poll(async () => numberIn(await produced.textContent())).toBeGreaterThan(early);
  await untilFinished(page);
  expect(numberIn(await produced.textContent())).toBeGreaterThan(2_000_000);
  for (const goal of await goals(page).all()) await expect(goal).toContainText(/met|missed/);
  const losses = await showResults(page, "Losses");
  await expect(losses.getByRole("row", { name: /adds up to produced/ })).toBeVisible();
  for (const tab of ["Overview", "Latency", "Lag", "Correctness", "Losses", "Cost", "Log"]) {
    const panel = await showResults(page, tab);
    await expect(panel).toContainText(/\d/);
    await expect(panel).not.toContainText("NaN");
  }
});

test("Stop ends the run and keeps what there is", async ({ page }) => {
  await openFresh(page);
  await runAndPause(page);
  await runBar(page).getByRole("button", { name: "Stop" }).click();
  await expect(runBar(page).getByRole("button", { name: "Run again" })).toBeVisible();
  await expect(runBar(page).getByRole("button", { name: "Stop" })).toHaveCount(0);
  await showResults(page, "Losses");
  const produced = results(page).getByRole("row", { name: /^produced/ });
  await expect(produced).toBeVisible();
  await chooseSpeed(page, /^Full speed/);
  await runBriefly(page);
});
