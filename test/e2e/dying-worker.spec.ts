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
