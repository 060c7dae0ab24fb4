import type { Locator, Page } from "@playwright/test";
import goldenRun from "../../src/share/golden-run-1.json" with { type: "json" };
import { axeFindings } from "./axe.ts";
import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";
import {
  chooseSeed,
  goals,
  inScheme,
  openFresh,
  openScenario,
  pressRun,
  results,
  runBar,
  runBriefly,
  seed,
  showResults,
  untilFinished,
  untilSaved,
} from "./workbench.ts";

const runsTable = (page: Page): Locator => results(page).getByRole("table", { name: "Kept runs of this design" });
const rows = (page: Page): Locator =>
  runsTable(page)
    .getByRole("row")
    .filter({ has: page.getByRole("button") });

/** Puts records among the runs of the open document, as another version, or a fault of the disk, would have left them. */
async function leaveRuns(page: Page, records: readonly { readonly id: string; readonly record: unknown }[]): Promise<void> {
  await page.evaluate(
    (left) =>
      new Promise<void>((resolve, reject) => {
        const documentId = (localStorage.getItem("quadrant.document") ?? "").split(" ")[0] ?? "";
        const opening = indexedDB.open("quadrant-runs", 1);
        opening.onupgradeneeded = () => void opening.result.createObjectStore("runs");
        opening.onerror = () => reject(new Error("the database of runs did not open"));
        opening.onsuccess = () => {
          const transaction = opening.result.transaction("runs", "readwrite");
          for (const { id, record } of left) transaction.objectStore("runs").put(record, [documentId, id, 1000]);
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
    records,
  );
}

test("a reload shows the last run, says what is not kept, and marks it once the design is changed", async ({ page }) => {
  // Two whole runs, of the prompt whose runs are the shortest.
  test.setTimeout(360_000);
  await openFresh(page);
  await openScenario(page, "Music recommendations");
  await pressRun(page);
  await untilFinished(page);
  await expect(goals(page).first()).toContainText(/met|missed/);
  const before = await goals(page).allTextContents();
  await showResults(page, "Runs");
  await expect(rows(page)).toHaveCount(1);
  await page.reload();
  await expect(goals(page).first()).toContainText(/met|missed/);
  expect(await goals(page).allTextContents()).toEqual(before);
  const kept = await showResults(page, "Overview");
  await expect(kept).toContainText("Rows and charts over time are not kept with a run.");
  await expect(kept).toContainText("byte for byte");
  await expect(results(page).getByRole("row", { name: /^delivered/ })).toBeVisible();
  await expect(await showResults(page, "SQL")).toContainText("The rows of this run are not kept");
  for (const [scheme, tabs] of [
    ["light", ["Lag", "Losses", "Log", "SQL"]],
    ["dark", ["Overview"]],
  ] as const) {
    await inScheme(page, scheme);
    for (const tab of tabs) {
      await showResults(page, tab);
      await expect.poll(() => axeFindings(page), { message: tab }).toEqual([]);
    }
  }
  await chooseSeed(page, 9);
  await expect(page.getByRole("region", { name: "Goals" })).toContainText("edited since this run");
  await expect(await showResults(page, "SQL")).toContainText("The design was changed since");
  await chooseSeed(page, 1);
  await (await showResults(page, "SQL")).getByRole("button", { name: "Run again" }).click();
  await untilFinished(page);
  expect(await goals(page).allTextContents()).toEqual(before);
  await showResults(page, "Runs");
  await expect(rows(page)).toHaveCount(2);
});

test("runs are named, compared, handed out and deleted by keyboard, and axe finds nothing", async ({ page }) => {
  await openFresh(page);
  await runBriefly(page);
  await chooseSeed(page, 2);
  await runBriefly(page);
  await showResults(page, "Runs");
  await expect(rows(page)).toHaveCount(2);
  await page
    .getByRole("textbox", { name: /^Name of the run of/ })
    .first()
    .focus();
  await page.keyboard.type("Two brokers");
  for (const box of await page.getByRole("checkbox", { name: /^Compare / }).all()) {
    await box.focus();
    await page.keyboard.press("Space");
  }
  for (const scheme of ["light", "dark"] as const) {
    await inScheme(page, scheme);
    expect(await axeFindings(page), scheme).toEqual([]);
  }
  await page.getByRole("button", { name: "Compare two" }).focus();
  await page.keyboard.press("Enter");
  await expect(results(page).getByRole("heading", { name: /seed 1.*“Two brokers”, seed 2/ })).toBeVisible();
  await expect(results(page).getByRole("columnheader", { name: "earlier" }).first()).toBeVisible();
  await expect.poll(() => axeFindings(page)).toEqual([]);
  await expect(page.getByRole("button", { name: "Back to the list" })).toBeFocused();
  await page.keyboard.press("Enter");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save “Two brokers” as a file" }).focus();
  await page.keyboard.press("Enter");
  expect((await download).suggestedFilename()).toMatch(/seed-2-.*\.run\.json$/);
  await page.reload();
  await showResults(page, "Runs");
  await expect(page.getByRole("textbox", { name: /^Name of the run of/ }).first()).toHaveValue("Two brokers");
  await page.getByRole("button", { name: "Delete “Two brokers”" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Delete for good" }).press("Enter");
  await expect(rows(page)).toHaveCount(1);
});

test("a run that an older version kept opens; damaged and newer ones are listed, left alone and hide no other", async ({ page }) => {
  await openFresh(page);
  await chooseSeed(page, 2);
  await untilSaved(page);
  const older = { ...goldenRun, result: { ...goldenRun.result, engine: { ...goldenRun.result.engine, version: "0.0.1" } } };
  const damaged = { ...goldenRun, result: "gone" };
  const newer = { ...goldenRun, version: 999, secret: "of the future" };
  await leaveRuns(page, [
    { id: "000000000001000-a", record: damaged },
    { id: "000000000002000-b", record: newer },
    { id: "000000000003000-c", record: null },
    { id: "000000000004000-d", record: older },
  ]);
  await page.reload();
  await expect(seed(page)).toHaveValue("2");
  await expect(goals(page).first()).toContainText(/met|missed/);
  await expect(await showResults(page, "Overview")).toContainText("made by engine 0.0.1 and this is");
  await showResults(page, "Runs");
  await expect(rows(page)).toHaveCount(4);
  await expect(runsTable(page)).toContainText("engine 0.0.1");
  await expect(runsTable(page)).toContainText("kept by a newer Quadrant");
  await expect(runsTable(page).getByText("Unreadable run")).toHaveCount(3);
  expect(await axeFindings(page)).toEqual([]);
  const download = page.waitForEvent("download");
  await page
    .getByRole("button", { name: /^Save the unreadable run .* as a file/ })
    .nth(1)
    .click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString("utf8")).toContain("of the future");
  promise(11, "a kept run of an older engine: shown after a reload; 3 damaged or newer beside it listed, the originals kept");
  await runBriefly(page);
  await showResults(page, "Runs");
  await expect(rows(page)).toHaveCount(5);
  await expect(runBar(page).getByRole("button", { name: "Run again" })).toBeVisible();
});

test("the oldest run without a name makes room, and says so; where all have names the new one is not kept", async ({ page }) => {
  await openFresh(page);
  await chooseSeed(page, 2);
  await untilSaved(page);
  const kept = (index: number, name: string) => {
    const id = `${String(index).padStart(15, "0")}-a`;
    return { id, record: { ...goldenRun, id, name, endedAtMs: index * 86_400_000 } };
  };
  const named = (from: number, until: number) => Array.from({ length: until - from }, (_, at) => kept(from + at, `Run ${from + at}`));
  await leaveRuns(page, [...named(1, 3), kept(3, ""), ...named(4, 41)]);
  await runBriefly(page);
  await showResults(page, "Runs");
  await expect(rows(page)).toHaveCount(40);
  await expect(results(page)).toContainText("One run without a name made room");
  await expect(page.getByRole("checkbox", { name: "Compare “Run 1”" })).toHaveCount(1);
  await expect(page.getByRole("textbox", { name: "Name of the run of 4 Jan 1970, 00:00" })).toHaveCount(0);
  await page
    .getByRole("textbox", { name: /^Name of the run of/ })
    .first()
    .fill("The newest");
  await runBriefly(page);
  await expect(page.getByText("all that are kept have names").first()).toBeVisible();
  await expect(rows(page)).toHaveCount(40);
});

test("a run that cannot be kept says so, and what is on screen stays", async ({ page }) => {
  await page.addInitScript(() => {
    const put = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, "put")?.value as IDBObjectStore["put"];
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: Parameters<IDBObjectStore["put"]>) {
      if (this.name === "runs") throw new DOMException("refused by the test", "QuotaExceededError");
      return put.apply(this, args);
    };
  });
  await openFresh(page);
  await runBriefly(page);
  await expect(page.getByText("This run is not kept.").first()).toBeVisible();
  await expect(goals(page).first()).toContainText(/met|missed/);
});
