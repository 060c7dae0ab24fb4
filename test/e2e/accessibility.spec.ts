import type { Page } from "@playwright/test";
import { kafka } from "../../src/catalogue/kinds/kafka/kind.ts";
import { axeFindings } from "./axe.ts";
import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";
import { card, inSize, openFresh, quadrant, runBriefly, showResults, showSurface } from "./workbench.ts";

const LARGE = { width: 1440, height: 900 };
const SMALL = { width: 1024, height: 768 };

/** Each scheme is opened in one size and taken to the other, so that either size is once the one a page begins with. */
for (const [colorScheme, first, second] of [
  ["light", LARGE, SMALL],
  ["dark", SMALL, LARGE],
] as const) {
  const sizes = `${first.width}x${first.height} and then ${second.width}x${second.height}`;
  test.describe(`${colorScheme}, ${sizes}`, () => {
    test.use({ colorScheme, viewport: first });

    test("axe finds nothing, before and after a run", async ({ page }) => {
      await openFresh(page);
      expect(await axeFindings(page)).toEqual([]);
      await inSize(page, second);
      expect(await axeFindings(page), "the other size").toEqual([]);
      await runBriefly(page);
      expect(await axeFindings(page), "after a run").toEqual([]);
      await inSize(page, first);
      expect(await axeFindings(page), "after a run, the size of before").toEqual([]);
      promise(24, `axe finds nothing before and after a run, ${colorScheme}, ${sizes}`);
    });

    test("the page does not scroll sideways, and axe finds nothing in any quadrant, nor where a part is set", async ({ page }) => {
      await openFresh(page);
      await lookEverywhere(page);
      await page.keyboard.press("Escape");
      await quadrant(page, "System").getByRole("button", { name: "drawing" }).click();
      await expect(card(page, "Kafka")).toBeVisible();
      await inSize(page, second);
      await lookEverywhere(page);
    });
  });
}

/** Before any run: every quadrant, the inspector of a part and the outline. */
async function lookEverywhere(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  for (const surface of ["Notes", "Schema", "API", "Results", "System", "Four"] as const) {
    await showSurface(page, surface);
    await expect(page.getByText(/^Loading /)).toHaveCount(0);
    expect(await axeFindings(page), surface).toEqual([]);
  }
  await showSurface(page, "System");
  for (const how of ["peeks", "docks, where there is room"]) {
    await page.keyboard.press("Shift+1");
    expect(await axeFindings(page), how).toEqual([]);
  }
  await showSurface(page, "Four");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Commands" }).getByRole("combobox").fill("go to system");
  await page.keyboard.press("Enter");
  await card(page, "Kafka").click();
  await expect(page.getByRole("textbox", { name: /^Partitions/ }).or(page.getByRole("spinbutton", { name: /^Partitions/ }))).toBeVisible();
  // The page draws with kinds that are without what is only read; it comes when a part is opened.
  await expect(page.getByText(kafka.fields.partitions.help)).toBeVisible();
  expect(await axeFindings(page), "inspector").toEqual([]);
  await page.keyboard.press("Escape");
  await quadrant(page, "System").getByRole("button", { name: "outline" }).click();
  expect(await axeFindings(page), "outline").toEqual([]);
}

test("axe finds nothing on any page of the results, in the help and in the palette", async ({ page }) => {
  await openFresh(page);
  await runBriefly(page);
  for (const tab of ["Latency", "Lag", "Correctness", "Losses", "Cost", "SQL", "Log"]) {
    await showResults(page, tab);
    // What scrolls can be reached by key as soon as its size is known, a frame after it is drawn.
    await expect.poll(() => axeFindings(page), { message: tab }).toEqual([]);
  }
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await axeFindings(page), "help").toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await axeFindings(page), "palette").toEqual([]);
});

test("letters typed into a field are text, not commands", async ({ page }) => {
  await openFresh(page);
  const field = quadrant(page, "Notes").getByRole("textbox").first();
  await field.click();
  await field.pressSequentially("acd?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
