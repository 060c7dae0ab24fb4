import type { Locator, Page } from "@playwright/test";
import { parseDesign } from "../../src/design/parse.ts";
import { encodeLink } from "../../src/share/link.ts";
import { axeFindings } from "./axe.ts";
import { expect, test } from "./fixture.ts";
import { card, inScheme, results, runBar } from "./workbench.ts";

/** One desk that turns people away while it is busy; a run of it takes a moment. */
function desk(durationMs: number): unknown {
  return {
    format: "quadrant-design",
    version: 1,
    title: "One desk",
    system: {
      parts: [
        { id: "source", kind: "poisson-source", title: "Callers", settings: { ratePerSecond: 20, durationMs }, position: { x: 0, y: 0 } },
        {
          id: "desk",
          kind: "service",
          title: "Desk",
          settings: { servers: 2, serviceTime: { exponential: 100 }, queueLimit: 0 },
          position: { x: 260, y: 0 },
        },
      ],
      wires: ["source.out -> desk.in"],
    },
    workload: { durationMs },
  };
}

async function openDesk(page: Page, durationMs: number): Promise<void> {
  const design = parseDesign(desk(durationMs));
  if (!design.ok) throw new Error(JSON.stringify(design.error));
  await page.goto(`./${await encodeLink(design.value)}`);
  await expect(card(page, "Desk")).toBeVisible();
}

async function askServers(page: Page): Promise<Locator> {
  await card(page, "Desk").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "What if… other values of Servers" }).press("Enter");
  const panel = results(page).getByRole("tabpanel");
  await expect(panel.getByRole("textbox", { name: "Values" })).toBeFocused();
  return panel;
}

/** The first figure of every row. */
async function figures(panel: Locator): Promise<number[]> {
  const cells = await panel.locator("tbody tr td:nth-child(2)").allTextContents();
  return cells.map(numberOf);
}

/** `1,284 records` or `12.8 k records`, as the page writes it. */
function numberOf(text: string): number {
  return Number.parseFloat(text.replaceAll(",", "")) * (text.includes(" k") ? 1000 : 1);
}

test("a setting is asked what if: every value is run and stands as a point and a row, and one of them is taken", async ({ page }) => {
  await openDesk(page, 600_000);
  const panel = await askServers(page);
  const box = panel.getByRole("textbox", { name: "Values" });
  await expect(box).toHaveValue("1, 2, 4, 8");
  await box.fill("1, 2, x");
  await expect(panel.getByRole("alert")).toContainText("“x” is not a value of Servers.");
  await box.fill("1, 2, 4");
  await page.keyboard.press("Enter");
  const table = panel.getByRole("table", { name: "Measured values of Servers of Desk" });
  await expect(table.locator("tbody").getByRole("row")).toHaveCount(3);
  await panel.getByRole("combobox", { name: "Upright axis" }).selectOption({ label: "Lost" });
  // Erlang's loss formula for 2 erlangs at 1, 2 and 4 servers: 66.7, 40 and 9.5 per cent of some 12,000 callers.
  const [one = 0, two = 0, four = 0] = await figures(panel);
  for (const [lost, share] of [
    [one, 2 / 3],
    [two, 0.4],
    [four, 2 / 21],
  ] as const)
    expect(Math.abs(lost / 12_000 - share)).toBeLessThan(0.04);
  await expect(panel.getByRole("img", { name: /^Lost against monthly cost, by Servers of Desk\. 1: / })).toBeVisible();
  // The page's own run is another one: none has been started.
  await expect(runBar(page).getByRole("button", { name: "Run", exact: true })).toBeVisible();
  for (const scheme of ["light", "dark"] as const) {
    await inScheme(page, scheme);
    expect(await axeFindings(page), scheme).toEqual([]);
  }

  await table.getByRole("button", { name: "Use 4" }).press("Enter");
  await expect(page.getByRole("textbox", { name: "Servers", exact: true })).toHaveValue("4");
  await expect(table.getByRole("row", { name: /^4 / })).toContainText("as it is");
  await expect(panel.getByText("The design has changed since")).toHaveCount(0);
  await page.getByRole("textbox", { name: /^Queue/ }).fill("5");
  await expect(panel.getByText("The design has changed since these were measured.")).toBeVisible();
});

test("runs of values are cancelled at once, and what was measured stays", async ({ page }) => {
  await openDesk(page, 30_000_000);
  const panel = await askServers(page);
  await panel.getByRole("textbox", { name: "Values" }).fill("1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12");
  await panel.getByRole("button", { name: "Run 12 values" }).click();
  const rows = panel.locator("tbody").getByRole("row");
  await expect(rows.first()).toBeVisible();
  await panel.getByRole("button", { name: "Cancel" }).click();
  await expect(panel.getByRole("button", { name: "Run 12 values" })).toBeVisible();
  await expect(panel.getByRole("progressbar")).toHaveCount(0);
  const kept = await rows.count();
  expect(kept).toBeLessThan(12);
  // Values that are known are not run again: only the rest is, and the ended worker is followed by another.
  await panel.getByRole("textbox", { name: "Values" }).fill("1, 20");
  await panel.getByRole("button", { name: "Run 2 values" }).click();
  await expect(rows).toHaveCount(kept + 1);
});
