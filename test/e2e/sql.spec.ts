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

test("a long text is cut where it is shown and can be copied whole, with the page alive", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openFresh(page);
  await runBriefly(page);
  await showResults(page, "SQL");
  for (const millions of [10, 30]) {
    await ask(page, `SELECT repeat('abcdefghij', ${millions}00_000) AS long_${millions}, 'beside' AS short`);
    await expect(answer(page)).toContainText(`long_${millions}`, { timeout: 60_000 });
    await expect(answer(page)).toContainText("beside");
    const shown = await answer(page).getByRole("table").textContent();
    expect((shown ?? "").length).toBeLessThan(2_000);
    await answer(page).getByRole("button", { name: "copy whole" }).click();
    await expect(page.getByText(`${millions},000,000 characters copied.`)).toBeAttached();
    expect(await page.evaluate(async () => (await navigator.clipboard.readText()).length)).toBe(millions * 1_000_000);
  }
  const download = page.waitForEvent("download");
  await answer(page).getByRole("button", { name: "Save CSV" }).click();
  let bytes = 0;
  for await (const chunk of await (await download).createReadStream()) bytes += (chunk as Buffer).length;
  expect(bytes).toBeGreaterThan(30_000_000);
});

test("the run's tables stay, extensions are refused with what is true, and a query without memory ends alone", async ({ page }) => {
  await openFresh(page);
  await runBriefly(page);
  await showResults(page, "SQL");
  const fault = answer(page).getByRole("alert");
  const refused = async (sql: string, words: RegExp): Promise<void> => {
    await ask(page, "SELECT 'between' AS between");
    await expect(answer(page)).toContainText("between", { timeout: 60_000 });
    await ask(page, sql);
    await expect(fault).toContainText(words, { timeout: 60_000 });
  };
  await refused("DROP VIEW events", /tables of the run can only be read/);
  await refused("CREATE OR REPLACE VIEW events AS SELECT 1 AS x", /tables of the run can only be read/);
  await refused("INSTALL json", /Extensions cannot be installed or loaded here/);
  await refused("SELECT json_extract('{}', '$')", /extension “json”, which is not part of this page/);
  await refused("SELECT list(range) FROM range(300_000_000)", /more than 1 GB of memory/);
  await refused("SELECT string_agg(repeat('x', 1000), '') FROM range(5_000_000)", /memory|stopped working/i);
  await ask(page, "SELECT count(event_id) > 0 AS there FROM events");
  await expect(answer(page)).toContainText("true", { timeout: 60_000 });
});
