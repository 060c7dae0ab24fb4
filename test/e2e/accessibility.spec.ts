import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";
import { card, openFresh, quadrant, runBriefly, showResults } from "./workbench.ts";

/** What axe finds, one line each: the rule, where, and why. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} ${node.target.join(" ")}: ${node.failureSummary ?? ""}`));
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 1024, height: 768 },
  ]) {
    test.describe(`${colorScheme}, ${viewport.width}x${viewport.height}`, () => {
      test.use({ colorScheme, viewport });

      test("axe finds nothing, before and after a run", async ({ page }) => {
        await openFresh(page);
        expect(await findings(page)).toEqual([]);
        await runBriefly(page);
        expect(await findings(page)).toEqual([]);
        promise(24, `axe finds nothing before and after a run, ${colorScheme}, ${viewport.width}x${viewport.height}`);
      });

      test("the page does not scroll sideways, and axe finds nothing in any quadrant, nor where a part is set", async ({ page }) => {
        await openFresh(page);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(overflow).toBeLessThanOrEqual(0);
        for (const tab of await page.getByRole("tablist", { name: "Quadrants" }).getByRole("tab").all()) {
          await tab.click();
          expect(await findings(page), (await tab.textContent()) ?? "").toEqual([]);
        }
        await page.keyboard.press("Control+k");
        await page.getByRole("dialog", { name: "Commands" }).getByRole("combobox").fill("go to system");
        await page.keyboard.press("Enter");
        await card(page, "Kafka").click();
        await expect(
          page.getByRole("textbox", { name: /^Partitions/ }).or(page.getByRole("spinbutton", { name: /^Partitions/ })),
        ).toBeVisible();
        expect(await findings(page), "inspector").toEqual([]);
        await page.keyboard.press("Escape");
        await quadrant(page, "System").getByRole("button", { name: "outline" }).click();
        expect(await findings(page), "outline").toEqual([]);
      });
    });
  }
}

test("axe finds nothing on any page of the results, in the help and in the palette", async ({ page }) => {
  await openFresh(page);
  await runBriefly(page);
  for (const tab of ["Latency", "Lag", "Correctness", "Losses", "Cost", "SQL", "Log"]) {
    await showResults(page, tab);
    // What scrolls can be reached by key as soon as its size is known, a frame after it is drawn.
    await expect.poll(() => findings(page), { message: tab }).toEqual([]);
  }
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await findings(page), "help").toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await findings(page), "palette").toEqual([]);
});

test("letters typed into a field are text, not commands", async ({ page }) => {
  await openFresh(page);
  const field = quadrant(page, "Notes").getByRole("textbox").first();
  await field.click();
  await field.pressSequentially("acd?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
