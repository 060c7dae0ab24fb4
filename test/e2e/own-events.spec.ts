import type { Locator, Page } from "@playwright/test";
import { csvOf, knownEvents } from "../support/events-file.ts";
import { axeFindings } from "./axe.ts";
import { expect, test } from "./fixture.ts";
import { card, inScheme, openFresh, pressRun, quadrant, results, runBar, showResults, untilFinished, untilSaved } from "./workbench.ts";

const EVENTS = knownEvents(4, 1500);
/** Columns with names of their own, and two rows nobody can read. */
const FILE = `${csvOf(EVENTS).replace("event_id,user_id,", "event_id,buyer,")}broken\ne,,tap,2026-03-05T19:00:00Z,1772737200000,\n`;

const dialog = (page: Page): Locator => page.getByRole("dialog", { name: "orders.csv" });

async function choose(page: Page, button: Locator): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await button.press("Enter");
  await (await chooser).setFiles({ name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(FILE) });
}

async function ask(page: Page, sql: string): Promise<Locator> {
  await showResults(page, "SQL");
  const editor = results(page).getByRole("region", { name: "Query" }).getByRole("textbox");
  await editor.focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(sql);
  await page.keyboard.press("Control+Enter");
  return results(page).getByRole("region", { name: "Answer" });
}

test("a file of one's own events is understood, run, judged, listed, and there again after a reload", async ({ page }) => {
  await openFresh(page);
  await card(page, "iOS app").click();
  await choose(page, page.getByRole("button", { name: "Choose a file of events" }));

  await expect(dialog(page).getByRole("status")).toHaveText("The file cannot be used yet.");
  await expect(dialog(page)).toContainText("No column of the file is recognised as user_id.");
  await dialog(page).getByRole("combobox", { name: "User" }).selectOption("buyer");
  await expect(dialog(page).getByRole("status")).toHaveText("1,500 rows read, 2 set aside.");
  await expect(dialog(page)).toContainText(
    "arrival_time: numbers, read as milliseconds".replace("arrival_time: ", 'arrival_time is "arrival_time": '),
  );
  await expect(dialog(page).getByRole("columnheader", { name: /^buyer/ })).toContainText("User");
  await expect(dialog(page)).toContainText("1 field where the header has 6");
  expect(await axeFindings(page)).toEqual([]);
  await dialog(page).getByRole("button", { name: "Use it" }).press("Enter");
  await expect(page.getByText("1,500 rows, 2 set aside").first()).toBeVisible();

  await pressRun(page);
  await untilFinished(page);
  await expect(runBar(page)).toContainText("1,500 in");
  const losses = await showResults(page, "Losses");
  await expect(losses.getByRole("heading", { name: /^Set aside before the run/ })).toBeVisible();
  await expect(losses).toContainText("buyer: the user is empty");
  expect(await axeFindings(page)).toEqual([]);
  const users = new Set(EVENTS.map(({ user }) => user)).size;
  const answer = await ask(
    page,
    "SELECT count(DISTINCT user_id) AS users, min(user_id) AS first, (SELECT count(*) FROM rejects) AS refused FROM events",
  );
  await expect(answer).toContainText("user 0", { timeout: 60_000 });
  await expect(answer).toContainText(String(users));

  await untilSaved(page);
  await page.reload();
  await card(page, "iOS app").click();
  await expect(page.getByText("1,500 rows, 2 set aside").first()).toBeVisible();
  await page.getByRole("button", { name: "Remove", exact: true }).press("Enter");
  await expect(page.getByRole("button", { name: "Choose a file of events" })).toBeVisible();
});

test("a file dropped on the page is read, and says that nothing here replays it", async ({ page }) => {
  await openFresh(page);
  await card(page, "iOS app").click();
  await page.keyboard.press("Delete");
  const transfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "orders.csv", { type: "text/csv" }));
    return data;
  }, FILE);
  await quadrant(page, "System").dispatchEvent("drop", { dataTransfer: transfer });
  await expect(dialog(page)).toContainText("No part of this design replays a file.");
  await inScheme(page, "dark");
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
});
