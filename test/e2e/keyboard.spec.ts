import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";
import { numberIn, openFresh, quadrant, results, runBar, untilFinished } from "./workbench.ts";

/** Goes on with Tab until the focus is there, as a person without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 150; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab never came there");
}

async function addPart(page: Page, words: string, title: string): Promise<void> {
  await page.keyboard.press("a");
  await expect(page.getByRole("combobox", { name: "Add a part" })).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
  await expect(page.locator(".react-flow__node:focus")).toContainText(title);
}

test("from an empty canvas to a run by keyboard alone", async ({ page }) => {
  await page.addInitScript(() => {
    const count = () => Object.assign(window, { pointerPresses: ((window as { pointerPresses?: number }).pointerPresses ?? 0) + 1 });
    document.addEventListener("pointerdown", count, true);
    document.addEventListener("mousedown", count, true);
  });
  await openFresh(page);
  await tabTo(page, page.getByRole("button", { name: "iOS engagement pipeline" }));
  await page.keyboard.press("Enter");
  // A person types once the menu has the focus, and presses Enter once the wanted entry has it.
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.type("free");
  await expect(page.getByRole("menuitem", { name: /^free/i })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(quadrant(page, "System").getByRole("heading", { name: "From nothing" })).toBeVisible();

  await addPart(page, "poisson", "Poisson source");
  const cards = quadrant(page, "System").locator(".react-flow__node");
  await expect(cards).toHaveCount(1);
  await addPart(page, "service", "Service");
  await expect(cards).toHaveCount(2);
  await addPart(page, "sink", "Sink");
  await expect(cards).toHaveCount(3);
  await expect(quadrant(page, "System").locator(".react-flow__edge")).toHaveCount(2);

  await page.keyboard.press("Control+Enter");
  await untilFinished(page);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Commands" }).getByRole("combobox")).toBeFocused();
  await page.keyboard.type("Results: Losses");
  await page.keyboard.press("Enter");
  const delivered = results(page).getByRole("row", { name: /^delivered/ });
  expect(numberIn(await delivered.textContent())).toBeGreaterThan(0);

  await page.keyboard.press("Control+z");
  await expect(quadrant(page, "System").locator(".react-flow__edge")).toHaveCount(1);
  expect(await page.evaluate(() => (window as { pointerPresses?: number }).pointerPresses ?? 0)).toBe(0);
  promise(24, "from an empty canvas to a run and back with 0 presses of a mouse");
});

test("the palette finds a command by its words", async ({ page }) => {
  await openFresh(page);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Commands" }).getByRole("combobox")).toBeFocused();
  await page.keyboard.type("dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("a number key gives a quadrant the whole page and takes it back", async ({ page }) => {
  await openFresh(page);
  const width = async () => (await quadrant(page, "System").boundingBox())?.width ?? 0;
  const before = await width();
  await page.keyboard.press("3");
  await expect.poll(width).toBeGreaterThan(before);
  await page.keyboard.press("3");
  await expect.poll(width).toBe(before);
  await expect(runBar(page)).toBeVisible();
});

test("the first parts are placed with the mouse, by a click and out of the list", async ({ page }) => {
  await openFresh(page);
  await page.getByRole("button", { name: "iOS engagement pipeline" }).click();
  await page.getByRole("menuitem", { name: /^free/i }).click();
  const system = quadrant(page, "System");
  await system.getByRole("button", { name: /^Add a part/ }).click();
  await page.keyboard.press("Escape");
  await expect(system.getByRole("button", { name: /^Add a part/ })).toBeFocused();
  await system.getByRole("button", { name: /^Add a part/ }).click();
  await page.getByRole("option", { name: /^Poisson source/ }).click();
  await expect(system.getByText("Click where Poisson source should stand.")).toBeVisible();
  const ground = system.locator(".react-flow__pane");
  await ground.click({ position: { x: 300, y: 150 } });
  const cards = system.locator(".react-flow__node");
  await expect(cards).toHaveCount(1);
  await page.keyboard.press("a");
  await page.getByRole("option", { name: /^Sink/ }).dragTo(ground, { targetPosition: { x: 620, y: 60 } });
  await expect(cards).toHaveCount(2);
});
