import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { serve } from "../../scripts/serve.mjs";
import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";
import { chooseSeed, runAndPause, runBar, seed, untilFinished, untilSaved } from "./workbench.ts";

test.use({ ownHosts: true, keptOffline: true });

const DIST = path.join(import.meta.dirname, "../../dist");

/** A host of its own, on which a newer version can be put in place of the one that is there. */
async function host() {
  const folder = mkdtempSync(path.join(tmpdir(), "quadrant-host-"));
  cpSync(DIST, folder, { recursive: true });
  const { url, close } = await serve({ folder, port: 4300 });
  const change = (file: string, edit: (text: string) => string): void => {
    const at = path.join(folder, file);
    writeFileSync(at, edit(readFileSync(at, "utf8")));
  };
  return {
    url,
    /** A version whose page says so in its title, and in which the files of before are no longer there. */
    release: () => {
      change("index.html", (text) => text.replace("<title>Quadrant</title>", "<title>Quadrant 2</title>"));
      change("sw.js", (text) => text.replace(/VERSION = "[^"]*"/, 'VERSION = "2"'));
    },
    /** Nothing of the version before can be fetched any more. */
    forgetFiles: (pattern: RegExp) => {
      const kept = readFileSync(path.join(folder, "sw.js"), "utf8");
      const files = [...kept.matchAll(/"(assets\/[^"]+)"/g)].map(([, file = ""]) => file).filter((file) => pattern.test(file));
      for (const file of files) rmSync(path.join(folder, file), { force: true });
      change("sw.js", (text) => files.reduce((rest, file) => rest.replace(`"${file}",`, ""), text));
      return files;
    },
    end: () => {
      close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const isKept = (page: Page): Promise<void> => page.evaluate(async () => void (await navigator.serviceWorker.ready));
const look = (page: Page): Promise<void> =>
  page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
const banner = (page: Page) => page.getByRole("group", { name: "A new version of Quadrant is ready." });

test("a new version is announced, waits for a run, and is taken with the work kept", async ({ page }) => {
  const site = await host();
  try {
    await page.goto(site.url);
    await isKept(page);
    await page.reload();
    await expect(runBar(page).getByRole("button", { name: "Run", exact: true })).toBeEnabled();
    await chooseSeed(page, 61);
    await untilSaved(page);
    site.release();
    await look(page);
    await expect(banner(page)).toContainText("Your designs are kept.");
    await runAndPause(page);
    await banner(page).getByRole("button", { name: "Update" }).click();
    await expect(banner(page)).toContainText("Your run goes on.");
    await expect(runBar(page).getByRole("button", { name: "Resume" })).toBeVisible();
    await expect(page).toHaveTitle("Quadrant");
    await runBar(page).getByRole("button", { name: "Stop" }).click();
    await untilFinished(page);
    await expect(banner(page)).toContainText("give them again");
    await banner(page).getByRole("button", { name: "Update" }).click();
    await expect(page).toHaveTitle("Quadrant 2");
    await expect(seed(page)).toHaveValue("61");
    await expect(banner(page)).toHaveCount(0);
    promise(23, "announced, waits for a run, taken when the person says so, the document kept");
  } finally {
    site.end();
  }
});

test("a tab that another one updated goes on with the version it began with", async ({ page, context }) => {
  const site = await host();
  try {
    await page.goto(site.url);
    await isKept(page);
    const other = await context.newPage();
    await other.goto(site.url);
    await expect(runBar(other).getByRole("button", { name: "Run", exact: true })).toBeEnabled();
    const gone = site.forgetFiles(/HelpSheet/);
    expect(gone.length).toBeGreaterThan(0);
    site.release();
    await look(page);
    await banner(page).getByRole("button", { name: "Update" }).click();
    await expect(page).toHaveTitle("Quadrant 2");
    const replaced = other.getByRole("group", { name: "Quadrant was updated in another tab." });
    await expect(replaced).toBeVisible();
    await expect(other).toHaveTitle("Quadrant");
    // A part of it that the new version no longer has, and that this tab has not loaded yet.
    await other.getByRole("heading", { level: 1 }).click();
    await other.keyboard.press("?");
    await expect(other.getByRole("dialog", { name: "Keys and help" })).toBeVisible();
    await other.keyboard.press("Escape");
    await replaced.getByRole("button", { name: "Reload" }).click();
    await expect(other).toHaveTitle("Quadrant 2");
    promise(23, `another tab goes on with its own version, ${gone.length} files of which are gone from the host`);
  } finally {
    site.end();
  }
});
