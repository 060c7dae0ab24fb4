import type { Page } from "@playwright/test";
import { createStream } from "../../src/base/rng.ts";
import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";
import { notesText, openFresh, showNotesText, untilSaved } from "./workbench.ts";

/**
 * Two tabs on one document do what two tabs can do, in random order and without waiting for each other. Every word typed in
 * either has to be in some document afterwards. `npm run test:long` tries 100 orders; QUADRANT_FIRST_SEED begins elsewhere.
 */
const ORDERS = Number(process.env["QUADRANT_INTERLEAVINGS"] ?? 8);
const FIRST_SEED = Number(process.env["QUADRANT_FIRST_SEED"] ?? 1);
const STEPS = 8;

test(`two tabs lose nothing in ${ORDERS} random orders of what they do`, async ({ page, context }) => {
  test.setTimeout(60_000 + ORDERS * 20_000);
  await openFresh(page);
  await showNotesText(page);
  await write(page, "begin.");
  await untilSaved(page);
  const other = await context.newPage();
  await other.goto("./");
  await showNotesText(other);
  const tabs = [page, other];
  const lost: string[] = [];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + ORDERS; seed += 1) {
    const random = createStream(seed, "two-tabs");
    const typed: string[] = [];
    const steps: string[] = [];
    for (let step = 0; step < STEPS; step += 1) {
      const at = random.nextUniform() < 0.5 ? 0 : 1;
      const tab = tabs[at] as Page;
      const what = random.nextUniform();
      if (what < 0.55) {
        const word = `w${seed}-${step}.`;
        steps.push(`${at} types`);
        if (await write(tab, word)) typed.push(word);
      } else if (what < 0.85) {
        steps.push(`${at} takes over`);
        await tab
          .getByRole("button", { name: "Take over here" })
          .click({ timeout: 300 })
          .catch(() => undefined);
      } else {
        steps.push(`${at} reloads`);
        await tab.reload();
        await showNotesText(tab);
      }
      await new Promise((resolve) => setTimeout(resolve, random.nextBelow(60)));
    }
    for (const tab of tabs) await expect(tab.getByText("Saving…")).toHaveCount(0);
    const all = await storedNotes(page);
    for (const word of typed) if (!all.includes(word)) lost.push(`seed ${seed}: ${word} after ${steps.join(", ")}`);
  }
  expect(lost).toEqual([]);
  promise(10, `${ORDERS} random orders of ${STEPS} steps: ${lost.length} words lost`);
});

/** Types a word at the end, as one edit; false where the page went away under it. */
async function write(page: Page, word: string): Promise<boolean> {
  await notesText(page).focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(word);
  return (await notesText(page).inputValue()).includes(word);
}

/** The notes of every document the browser keeps. */
async function storedNotes(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open("quadrant");
        opening.onerror = () => reject(new Error("the database did not open"));
        opening.onsuccess = () => {
          const reading = opening.result.transaction("documents").objectStore("documents").getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result.map(({ design }: { design: { notes: { text: string } } }) => design.notes.text).join("\n"));
          };
        };
      }),
  );
}
