import { axeFindings } from "./axe.ts";
import { expect, test } from "./fixture.ts";
import { card, inScheme, openFresh, quadrant, runBriefly, showResults } from "./workbench.ts";

test("Kafka is swapped for Kinesis with its wires, the next run shows what changed, and one undo brings Kafka back", async ({ page }) => {
  await openFresh(page);
  await runBriefly(page);
  await card(page, "Kafka").focus();
  await page.keyboard.press("Enter");
  const inspector = page.getByRole("complementary", { name: "Inspector: Kafka" });
  await inspector.getByRole("button", { name: "Swap for Kinesis Data Streams" }).press("Enter");
  await expect(page.getByRole("group", { name: "Kafka is now Kinesis Data Streams." })).toContainText(/wires kept/);
  await expect(card(page, "Kinesis Data Streams")).toBeVisible();

  await runBriefly(page);
  const changed = await showResults(page, "What changed");
  await expect(changed.getByRole("heading", { name: /^Latency/ })).toBeVisible();
  await expect(changed.getByRole("row", { name: /p99/ }).first()).toContainText(/slower|faster|same/);
  await expect(changed.getByRole("row", { name: /A month in all/ })).toContainText(/dearer|cheaper|same/);
  await expect(changed.getByRole("columnheader", { name: "Kinesis Data Streams" })).toBeVisible();
  await expect(changed.getByRole("row", { name: /kept for/ })).toBeVisible();
  for (const scheme of ["light", "dark"] as const) {
    await inScheme(page, scheme);
    expect(await axeFindings(page, "[aria-label='Results']"), scheme).toEqual([]);
  }

  await page.keyboard.press("ControlOrMeta+z");
  await expect(card(page, "Kafka")).toBeVisible();
  await expect(quadrant(page, "System").getByText("Kinesis Data Streams")).toHaveCount(0);
});

test("the command palette swaps the only part that can be", async ({ page }) => {
  await openFresh(page);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("dialog").getByRole("combobox").fill("swap kinesis");
  await page.keyboard.press("Enter");
  await expect(card(page, "Kinesis Data Streams")).toBeVisible();
});
