import type { Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { chooseSeed, goals, openFresh, quadrant, seed, untilSaved } from "./workbench.ts";

async function openFile(page: Page, name: string, text: string): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  // One round trip, so that the browser knows it is watched before the keys come.
  await page.evaluate(() => document.hasFocus());
  await page.keyboard.press("Control+o");
  await (await chooser).setFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
}

test("an edit can be undone and done again", async ({ page }) => {
  await openFresh(page);
  await chooseSeed(page, 7);
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Control+z");
  await expect(seed(page)).toHaveValue("1");
  await page.keyboard.press("Control+Shift+z");
  await expect(seed(page)).toHaveValue("7");
});

test("a reload brings back what was edited", async ({ page }) => {
  await openFresh(page);
  await chooseSeed(page, 7);
  await untilSaved(page);
  await page.reload();
  await expect(seed(page)).toHaveValue("7");
  await expect(goals(page).first()).toBeVisible();
});

test("a tab that is closed and opened again brings back what was edited", async ({ page, context }) => {
  await openFresh(page);
  await chooseSeed(page, 11);
  await untilSaved(page);
  await page.close({ runBeforeUnload: false });
  const again = await context.newPage();
  await again.goto("./");
  await expect(seed(again)).toHaveValue("11");
});

test("a file saved and opened again is the same design", async ({ page }) => {
  await openFresh(page);
  await chooseSeed(page, 23);
  const download = page.waitForEvent("download");
  await page.keyboard.press("Control+s");
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.quadrant\.json$/);
  const text = await streamText(await file.createReadStream());
  await chooseSeed(page, 5);
  await untilSaved(page);
  await openFile(page, "again.quadrant.json", text);
  await expect(seed(page)).toHaveValue("23");
  await page.getByRole("button", { name: "Back to my work" }).click();
  await expect(seed(page)).toHaveValue("5");
});

for (const [what, text] of [
  ["no JSON", "{ this is not JSON"],
  ["no design", '{"hello": "world"}'],
  ["of a newer app", '{"format": "quadrant-design", "version": 999}'],
  ["nested without end", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ["too large", `"${"x".repeat(3_000_000)}"`],
] as const) {
  test(`a file that is ${what} is refused with a sentence, and the work stays`, async ({ page }) => {
    await openFresh(page);
    await chooseSeed(page, 42);
    await openFile(page, "broken.quadrant.json", text);
    const alert = page.getByRole("alert").filter({ hasText: "broken.quadrant.json could not be opened" });
    await expect(alert).toBeVisible();
    await expect(alert.getByRole("listitem").first()).toContainText(/\w{3,}/);
    await expect(seed(page)).toHaveValue("42");
    await expect(quadrant(page, "System").getByText("Kafka").first()).toBeVisible();
    await alert.getByRole("button", { name: "Close this message" }).click();
    await expect(alert).toHaveCount(0);
  });
}

async function streamText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
