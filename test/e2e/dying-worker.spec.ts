import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";
import { chooseSeed, goals, openFresh, openScenario, resumeToTheEnd, runAndPause, runBar, seed } from "./workbench.ts";

const WORDS = "planted in the worker";

test.use({ planted: WORDS });

test("a worker that dies in the middle of a run is told with the reason; the design stays, and the next run works", async ({ page }) => {
  await openFresh(page);
  // One of the prompts whose runs are short: the next run goes to its end.
  await openScenario(page, "Music recommendations");
  await chooseSeed(page, 3);
  await runAndPause(page);
  const worker = page.workers().find((each) => each.url().includes("simulation-worker"));
  await worker?.evaluate((words) => {
    setTimeout(() => {
      throw new Error(words);
    });
  }, WORDS);
  await expect(page.getByText(`Your design is safe. What went wrong: Uncaught Error: ${WORDS}`)).toBeVisible();
  await expect(seed(page)).toHaveValue("3");
  await expect(runBar(page).getByRole("button", { name: "Run again" })).toBeEnabled();
  await runAndPause(page);
  await resumeToTheEnd(page);
  await expect(goals(page).first()).toContainText(/met|missed/);
  promise(19, "thrown in the middle of a run: told with its words, the design as it was, the next run finishes");
});

test("a worker that ends without a word is ended by Stop, which says so; the design stays, and the next run works", async ({ page }) => {
  await openFresh(page);
  await openScenario(page, "Music recommendations");
  await chooseSeed(page, 3);
  await runAndPause(page);
  const worker = page.workers().find((each) => each.url().includes("simulation-worker"));
  // The browser tells nobody of a worker that closes itself.
  await worker?.evaluate(() => self.close()).catch(() => undefined);
  await runBar(page).getByRole("button", { name: "Stop" }).click();
  await expect(page.getByText("Your design is safe. What went wrong: The simulation did not answer Stop and was ended.")).toBeVisible();
  await expect(seed(page)).toHaveValue("3");
  await runAndPause(page);
  await resumeToTheEnd(page);
  await expect(goals(page).first()).toContainText(/met|missed/);
  promise(19, "ended without a word in the middle of a run: Stop ends it and says so, the design as it was, the next run finishes");
});
