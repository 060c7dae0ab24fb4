import type { Page } from "@playwright/test";
import versionOne from "../../src/design/golden/version-1.json" with { type: "json" };
import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";
import { chooseSeed, goals, openFresh, quadrant, seed, untilSaved } from "./workbench.ts";

/** From now on, and after reloads, the browser's database refuses every write for this reason. */
async function refuseWrites(page: Page, name: string): Promise<void> {
  const refuse = (reason: string): void => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("refused by the test", reason);
    };
  };
  await page.addInitScript(refuse, name);
  await page.evaluate(refuse, name);
}

async function newDesign(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: /^New design/ }).click();
  await expect(quadrant(page, "System").getByRole("heading", { name: "From nothing" })).toBeVisible();
}

/** Puts records into the database as another version of the app left them, before this one opens it. */
async function leaveBehind(page: Page, version: number, records: readonly object[]): Promise<void> {
  await page.goto("./favicon.svg");
  await page.evaluate(
    ([layout, left]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("quadrant", layout);
        opening.onupgradeneeded = () => {
          opening.result.createObjectStore("documents", { keyPath: "id" }).createIndex("savedAtMs", "savedAtMs");
          if (layout > 1) opening.result.createObjectStore("events", { keyPath: "documentId" });
        };
        opening.onerror = () => reject(new Error("the database did not open"));
        opening.onsuccess = () => {
          const writing = opening.result.transaction("documents", "readwrite");
          for (const record of left) writing.objectStore("documents").put(record);
          writing.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
    [version, records] as const,
  );
}

const golden = { id: "golden", title: versionOne.title, scenario: versionOne.scenario, savedAtMs: 1_000, design: versionOne };

for (const [what, reason] of [
  ["the disk is full", "QuotaExceededError"],
  ["the browser keeps nothing", "InvalidStateError"],
] as const) {
  test(`${what}: what was typed stays in this tab, whatever is opened next, and comes back`, async ({ page }) => {
    await openFresh(page);
    await chooseSeed(page, 21);
    await untilSaved(page);
    await refuseWrites(page, reason);
    await chooseSeed(page, 22);
    await expect(page.getByRole("alert", { name: "Not saved." })).toBeVisible();
    await newDesign(page);
    const unsaved = page.getByRole("alert").filter({ hasText: "is not saved; it is still in this tab" });
    const download = page.waitForEvent("download");
    await unsaved.getByRole("button", { name: "Save file" }).click();
    expect(await textOf(await (await download).createReadStream())).toContain('"seed": 22');
    await newDesign(page);
    await unsaved.getByRole("button", { name: "Back to it" }).click();
    await expect(seed(page)).toHaveValue("22");
    await expect(page.getByRole("alert", { name: "Not saved." }).getByRole("button", { name: "Save file" })).toBeVisible();
    // Also a reload, and also where the database still refuses.
    page.on("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await expect(seed(page)).toHaveValue("22");
    promise(13, `${what}: told, kept in the tab and through a reload, saved as a file`);
  });
}

test("a write that fails alone, whichever it is, loses nothing", async ({ page }) => {
  await openFresh(page);
  const tried = 6;
  for (let nth = 1; nth <= tried; nth++) {
    await page.evaluate((failing) => {
      const stores = IDBObjectStore.prototype;
      const put = Object.getOwnPropertyDescriptor(stores, "put") as PropertyDescriptor & { readonly value: typeof stores.put };
      let writes = 0;
      stores.put = function (this: IDBObjectStore, ...given: Parameters<typeof put.value>) {
        if (++writes < failing) return put.value.apply(this, given);
        Object.defineProperty(stores, "put", put);
        throw new DOMException("refused by the test", "QuotaExceededError");
      };
    }, nth);
    for (let edit = 0; edit < nth; edit++) await chooseSeed(page, 100 * nth + edit);
    await untilSaved(page);
    await page.reload();
    await expect(seed(page)).toHaveValue(String(100 * nth + nth - 1));
  }
  promise(13, `each of the first ${tried} writes refused alone: all saved a moment later, and there after a reload`);
});

test("what could not be saved is saved by itself when there is room again", async ({ page }) => {
  await openFresh(page);
  await page.evaluate(() => {
    const stores = IDBObjectStore.prototype;
    const put = Object.getOwnPropertyDescriptor(stores, "put") as PropertyDescriptor;
    stores.put = () => {
      throw new DOMException("refused by the test", "QuotaExceededError");
    };
    (window as unknown as { makeRoom(): void }).makeRoom = () => Object.defineProperty(stores, "put", put);
  });
  await chooseSeed(page, 31);
  await newDesign(page);
  await expect(page.getByRole("alert").filter({ hasText: "still in this tab" })).toBeVisible();
  await page.evaluate(() => (window as unknown as { makeRoom(): void }).makeRoom());
  await expect(page.getByRole("alert").filter({ hasText: "still in this tab" })).toHaveCount(0);
  await page.evaluate(() => (localStorage.clear(), sessionStorage.clear()));
  await page.reload();
  await expect(seed(page)).toHaveValue("31");
});

test("the newest stored document opens when the note of it is lost", async ({ page, context }) => {
  await openFresh(page);
  await chooseSeed(page, 13);
  await untilSaved(page);
  await page.evaluate(() => (localStorage.clear(), sessionStorage.clear()));
  await page.close();
  const again = await context.newPage();
  await again.goto("./");
  await expect(seed(again)).toHaveValue("13");
});

test("what stands in a field that was not left comes back after a reload", async ({ page }) => {
  await openFresh(page);
  await seed(page).fill("77");
  await page.reload();
  await expect(seed(page)).toHaveValue("77");
});

test("records that cannot be read are listed and can be saved and deleted; the others open", async ({ page }) => {
  const broken = [
    { id: "title", title: { a: 1 }, scenario: null, savedAtMs: 5_000, design: versionOne },
    { id: "times", title: "No time", scenario: null, savedAtMs: "x", design: versionOne },
    { id: "empty" },
    { ...golden, id: "newer", title: "Of a newer app", savedAtMs: 4_000, design: { ...versionOne, version: 999 } },
  ];
  await leaveBehind(page, 2, [...broken, golden]);
  await page.goto("./");
  const told = page.getByRole("alert").filter({ hasText: "Your last design could not be read; it is kept as it is." });
  await expect(told).toContainText("made by a newer Quadrant");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Commands" }).getByRole("combobox").fill("Your designs");
  await page.getByRole("option", { name: /^Your designs/ }).click();
  const list = page.getByRole("dialog", { name: "Your designs" });
  await expect(list.getByText(/^Unreadable record/)).toHaveCount(3);
  const download = page.waitForEvent("download");
  await list.getByRole("button", { name: "Save Unreadable record title as a file" }).click();
  expect(await textOf(await (await download).createReadStream())).toContain('"a": 1');
  await list.getByRole("button", { name: "Delete Unreadable record empty" }).click();
  await list.getByRole("button", { name: "Delete for good" }).click();
  await expect(list.getByText(/^Unreadable record/)).toHaveCount(2);
  promise(11, `${broken.length} damaged records: all listed, the good one opens, the original can be saved`);
});

for (const layout of [1, 2]) {
  test(`a document in layout ${layout} of the database, of version 1, opens and can be changed`, async ({ page }) => {
    await leaveBehind(page, layout, [golden]);
    await page.goto("./");
    await expect(seed(page)).toHaveValue(String(versionOne.seed));
    await expect(page.getByTitle(new RegExp(versionOne.title)).first()).toBeVisible();
    await chooseSeed(page, 4);
    await untilSaved(page);
    await page.reload();
    await expect(seed(page)).toHaveValue("4");
  });
}

test("a database of a newer app is left alone, and the page says what to do", async ({ page }) => {
  await leaveBehind(page, 3, [golden]);
  await page.goto("./");
  const alert = page.getByRole("alert").filter({ hasText: "This page is older than your designs." });
  await expect(alert).toContainText("newer Quadrant");
  await expect(goals(page).first()).toBeVisible();
  await chooseSeed(page, 5);
  await expect(page.getByRole("alert", { name: "Not saved." })).toContainText("newer Quadrant");
  promise(12, "a newer database: told what to do, nothing of it changed");
});

test("one tab takes over from the other, there and back, with nothing lost", async ({ page, context }) => {
  await openFresh(page);
  await chooseSeed(page, 100);
  await untilSaved(page);
  const other = await context.newPage();
  await other.goto("./");
  const pages = [other, page];
  for (let turn = 0; turn < 10; turn += 1) {
    const taker = pages[turn % 2] as Page;
    await expect(seed(taker)).toHaveValue(String(100 + turn));
    await taker.getByRole("button", { name: "Take over here" }).click();
    await expect(taker.getByText("This design is open in another tab.")).toHaveCount(0);
    await expect((pages[(turn + 1) % 2] as Page).getByText("This design is open in another tab.")).toBeVisible();
    await chooseSeed(taker, 101 + turn);
    await untilSaved(taker);
  }
  await expect(seed(other)).toHaveValue("110");
  await expect(seed(page)).toHaveValue("110");
});

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
