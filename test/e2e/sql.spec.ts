import type { Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { openFresh, results, runBriefly, showResults } from "./workbench.ts";

const answer = (page: Page) => results(page).getByRole("region", { name: "Answer" });

async function ask(page: Page, sql: string): Promise<void> {
  const editor = results(page).getByRole("region", { name: "Query" }).getByRole("textbox");
  await editor.focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(sql);
  await page.keyboard.press("Control+Enter");
}

test("SQL answers from the rows of the run, and reads nothing else", async ({ page }) => {
  await openFresh(page);
  await runBriefly(page);
  await showResults(page, "SQL");
  await results(page).getByRole("button", { name: "Run query" }).click();
  await expect(answer(page).getByRole("status")).toContainText(/row/, { timeout: 60_000 });

  await ask(page, "SELECT 40 + 2 AS fortytwo");
  await expect(answer(page)).toContainText("fortytwo");
  await expect(answer(page)).toContainText("42");

  const table = (await results(page)
    .getByRole("navigation", { name: "Tables of the run" })
    .locator("summary span")
    .first()
    .textContent()) as string;
  await ask(page, `SELECT count(*) AS counted FROM ${table}`);
  await expect(answer(page)).toContainText("counted");

  // A table of the drawing stands there with its part, and is asked by the name it was drawn with.
  await expect(
    results(page)
      .getByRole("navigation", { name: "Tables of the run" })
      .getByTitle(/ rows in Kafka/),
  ).toBeVisible();
  await ask(page, "SELECT count(user_id) > 0 AS retained FROM app_event");
  await expect(answer(page)).toContainText("retained");
  await expect(answer(page)).toContainText("true");

  await ask(page, "SELEKT 1");
  await expect(answer(page).getByRole("alert")).toContainText(/\w+ \w+/);

  await ask(page, "SELECT * FROM read_csv('https://example.com/a.csv')");
  await expect(answer(page).getByRole("alert")).toBeVisible();
  await ask(page, "SELECT 1 AS still_alive");
  await expect(answer(page)).toContainText("still_alive");
});
