import type { Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { card, openFresh, openScenario, quadrant, stillBox as boxOf } from "./workbench.ts";

async function command(page: Page, title: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Commands" }).getByRole("combobox").fill(title);
  await page.keyboard.press("Enter");
}

/** Drags with the left button between two places of the screen. */
async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

const middleOf = (box: { x: number; y: number; width: number; height: number }) => ({
  x: box.x + box.width / 2,
  y: box.y + box.height / 2,
});

async function spread(page: Page): Promise<void> {
  await openFresh(page);
  await quadrant(page, "System")
    .getByRole("button", { name: /^Maximise System/ })
    .click();
  await expect(card(page, "Kafka")).toBeVisible();
}

test("a drag with Alt held leaves the part where it is and puts a copy where it is dropped, beside what stands there", async ({ page }) => {
  await spread(page);
  // In the drawing's own measure: the view follows what is added.
  const stands = async (title: string): Promise<readonly number[]> =>
    ((await card(page, title).evaluate((node) => (node as HTMLElement).style.transform)).match(/-?[\d.]+(?=px)/g) ?? []).map(Number);
  const before = await stands("Dashboard");
  const altDrag = async (from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> => {
    await page.keyboard.down("Alt");
    await drag(page, from, to);
    await page.keyboard.up("Alt");
  };
  const from = middleOf(await boxOf(page, "Dashboard"));
  await altDrag(from, { x: from.x, y: from.y + 150 });
  await expect(card(page, "Dashboard 2")).toBeVisible();
  expect(await stands("Dashboard")).toEqual(before);
  expect((await stands("Dashboard 2"))[1]).toBeGreaterThan(before[1] + 100);
  // Onto another card: it steps aside.
  await page.keyboard.press("Escape");
  await altDrag(middleOf(await boxOf(page, "Dashboard")), middleOf(await boxOf(page, "Druid")));
  await expect(card(page, "Dashboard 3")).toBeVisible();
  const [copy, druid, size] = [await stands("Dashboard 3"), await stands("Druid"), await boxOf(page, "Druid")];
  expect(Math.abs(copy[0] - druid[0]) >= size.width || Math.abs(copy[1] - druid[1]) >= size.height).toBe(true);
});

test("a drag on empty ground selects what its box touches; Space, the middle button and a setting move the drawing instead", async ({
  page,
}) => {
  await spread(page);
  const [first, last] = [await boxOf(page, "Flink: sessionize"), await boxOf(page, "Dashboard")];
  const box = [
    { x: first.x - 12, y: first.y - 12 },
    { x: last.x + last.width / 2, y: last.y + last.height / 2 },
  ] as const;
  await drag(page, ...box);
  await expect(page.locator(".react-flow__node.selected")).toHaveCount(4);
  await expect(page.getByRole("complementary", { name: /^Inspector/ })).toHaveCount(0);

  const kafka = await boxOf(page, "Kafka");
  await page.keyboard.down("Space");
  await drag(page, box[0], { x: box[0].x - 60, y: box[0].y + 40 });
  await page.keyboard.up("Space");
  await expect.poll(async () => Math.round((await boxOf(page, "Kafka")).x)).toBe(Math.round(kafka.x - 60));

  await command(page, "A drag on empty ground moves");
  const moved = await boxOf(page, "Kafka");
  await drag(page, { x: moved.x - 20, y: moved.y - 20 }, { x: moved.x + 30, y: moved.y - 20 });
  await expect.poll(async () => Math.round((await boxOf(page, "Kafka")).x)).toBe(Math.round(moved.x + 50));
  await page.reload();
  await expect(card(page, "Kafka")).toBeVisible();
  const kept = await page.evaluate(() => localStorage.getItem("quadrant.ground-drag"));
  expect(kept).toBe("move");
});

test("selected parts are put into line and to equal steps from the menu", async ({ page }) => {
  await spread(page);
  for (const title of ["iOS app", "Kafka", "Flink: sessionize", "S3 raw/"]) await card(page, title).click({ modifiers: ["Shift"] });
  await card(page, "Kafka").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Align top" }).click();
  // The view may move meanwhile: how the two stand to each other is what counts.
  const below = async (): Promise<number> => Math.round((await boxOf(page, "S3 raw/")).y - (await boxOf(page, "Kafka")).y);
  await expect.poll(below).toBe(0);
  await page.keyboard.press("Control+z");
  await expect.poll(below).toBeGreaterThan(50);
});

test("a large drawing has a map, which M hides and shows", async ({ page }) => {
  await openFresh(page);
  const map = page.getByRole("img", { name: "Map of the drawing" });
  await expect(map).toHaveCount(0);
  await openScenario(page, "Data lake of a stock brokerage");
  // A small pane that shows everything has no room for it, and no need.
  await expect(card(page, "Kafka")).toBeVisible();
  await expect(map).toHaveCount(0);
  await quadrant(page, "System")
    .getByRole("button", { name: /^Maximise System/ })
    .click();
  await expect(map).toBeVisible();
  await page.keyboard.press("m");
  await expect(map).toHaveCount(0);
  await page.keyboard.press("m");
  await expect(map).toBeVisible();
});
