import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { card, goals, openFresh, pressRun, quadrant, results, showSurface } from "./workbench.ts";

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const start = await from.boundingBox();
  const end = await to.boundingBox();
  if (start === null || end === null) throw new Error("a port is out of sight");
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(end.x + end.width / 2 + 4, end.y + end.height / 2 + 4, { steps: 8 });
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2);
  await page.mouse.up();
}

test("an empty canvas says what to do instead of running", async ({ page }) => {
  await openFresh(page);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: /^New design/ }).click();
  await expect(quadrant(page, "System").getByRole("heading", { name: "From nothing" })).toBeVisible();
  await pressRun(page);
  const alert = page.getByRole("alert").filter({ hasText: "cannot run yet" });
  await expect(alert.getByRole("listitem").first()).toContainText(/\w+ \w+ \w+/);
  // Once: what was wrong then is not said again beside it, and not after the drawing has changed.
  const nothing = page.getByText("There is nothing to run yet.");
  await expect(nothing).toHaveCount(1);
  await quadrant(page, "System").getByRole("button", { name: "Add a part" }).click();
  await page.keyboard.type("Poisson");
  await page.keyboard.press("Enter");
  await expect(nothing).toHaveCount(0);
  await showSurface(page, "Results");
  await expect(results(page).getByRole("tabpanel")).toContainText("Not run since you changed it");
});

test("a design in YAML opens as it is, and a scenario is told from one", async ({ page }) => {
  await openFresh(page);
  const open = async (file: string): Promise<void> => {
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: /^Open file/ }).click();
    await (await chooser).setFiles(file);
  };
  await open("scenarios/robinhood-data-lake/scenario.yaml");
  await expect(page.getByRole("alert").filter({ hasText: "This is a scenario" })).toContainText(".quadrant.yaml");
  await expect(card(page, "Kafka")).toBeVisible();
  await open("scenarios/robinhood-data-lake/starter.quadrant.yaml");
  await expect(goals(page).filter({ hasText: "Failed hour whole again" })).toBeVisible();
  await expect(card(page, "Airflow")).toBeVisible();
});

test("a link that carries nothing readable says so on a first visit, over the first prompt's starter", async ({ page }) => {
  await page.goto("./#d=1.broken");
  await expect(page.getByRole("alert").filter({ hasText: "The link could not be opened." })).toBeVisible();
  await expect(card(page, "Kafka")).toBeVisible();
});

test("a wire that cannot be is refused with the reason", async ({ page }) => {
  await openFresh(page);
  const wires = quadrant(page, "System").locator(".react-flow__edge");
  const before = await wires.count();
  await drag(
    page,
    card(page, "Druid")
      .getByRole("img", { name: /^Output/ })
      .first(),
    card(page, "Kafka")
      .getByRole("img", { name: /^Input/ })
      .first(),
  );
  await expect(quadrant(page, "System").getByRole("button", { name: "Dismiss" })).toBeVisible();
  await expect(wires).toHaveCount(before);
});

test("zero partitions are refused where they are typed, and what was typed stays", async ({ page }) => {
  await openFresh(page);
  await card(page, "Kafka").click();
  const partitions = page.getByRole("textbox", { name: /^Partitions/ }).or(page.getByRole("spinbutton", { name: /^Partitions/ }));
  await partitions.fill("0");
  await expect(partitions).toHaveValue("0");
  await expect(partitions).toHaveAttribute("aria-invalid", "true");
  await expect(partitions).toHaveAccessibleDescription(/\b1\b/);
  await expect(card(page, "Kafka")).toContainText("12 partitions");
  await partitions.fill("24");
  await expect(partitions).not.toHaveAttribute("aria-invalid", "true");
  await expect(card(page, "Kafka")).toContainText("24 partitions");
});

test("what cannot be seen in a stranger's titles is written out, wherever they stand", async ({ page }) => {
  await openFresh(page);
  const design = {
    format: "quadrant-design",
    version: 1,
    title: "Line\u001b[2Jfeed\u202egnp",
    system: { parts: [{ id: "k", kind: "kafka", title: "Kaf\u001b[31mka\u202e" }], wires: [] },
  };
  const chooser = page.waitForEvent("filechooser");
  await page.evaluate(() => document.hasFocus());
  await page.keyboard.press("Control+o");
  await (await chooser).setFiles({ name: "x.quadrant.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(design)) });
  await expect(quadrant(page, "System").getByText("Kaf\\u001b[31mka\\u202e").first()).toBeVisible();
  await pressRun(page);
  await expect(page.getByRole("alert").filter({ hasText: "cannot run yet" })).toBeVisible();
  const shown = await page.evaluate(() => {
    const names = [...document.querySelectorAll("[aria-label]")].map((each) => each.getAttribute("aria-label") ?? "");
    return [document.body.innerText, ...names].join(" ");
  });
  expect(shown.replaceAll(/[\t\n\r]/g, "").match(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu)).toBeNull();
});
