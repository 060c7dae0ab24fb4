import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { INSIDE_DUCKDB, wordsOf } from "../../scripts/parts-inside.mjs";
import { axeFindings } from "./axe.ts";
import { expect, test } from "./fixture.ts";
import { openFresh } from "./workbench.ts";

const ROOT = path.join(import.meta.dirname, "../..");

/** Packages that the page's sources import as values, by the names they import them under. */
function importedPackages(): Set<string> {
  const found = new Set<string>();
  for (const entry of readdirSync(path.join(ROOT, "src"), { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!/\.tsx?$/.test(file) || file.includes(".test.") || file.includes(`${path.sep}cli${path.sep}`)) continue;
    for (const [, name = ""] of readFileSync(file, "utf8").matchAll(/^import (?!type )(?:[^"';]* from )?"([^".][^"]*)";/gm)) {
      const [scope = "", rest = ""] = name.split("/");
      found.add(scope.startsWith("@") ? `${scope}/${rest}` : scope);
    }
  }
  return found;
}

test("what is shipped stands in the list of licences, with its words", async ({ page }) => {
  const listed = (await (await page.request.get("./licences.json")).json()) as { name: string; identifier: string; text: string }[];
  const names = listed.map(({ name }) => name);
  const imported = [...importedPackages()];
  expect(imported.length).toBeGreaterThan(20);
  // Radix is a collection: what is shipped are its pieces. Files of events are written, and YAML is read, by the command line only.
  const missing = imported.filter((name) => !names.includes(name) && !["radix-ui", "hyparquet-writer", "yaml"].includes(name));
  expect(missing).toEqual([]);
  expect(names[0]).toBe("quadrant");
  // Of those nobody imports here: what these are made of themselves, in workers too.
  for (const inner of ["@radix-ui/react-menu", "@xyflow/system", "scheduler", "flatbuffers", "d3-zoom"]) expect(names).toContain(inner);
  for (const part of INSIDE_DUCKDB.parts) expect(listed.find(({ name }) => name === part.name)?.text, part.name).toBe(wordsOf(part));
  for (const { name, identifier, text } of listed) {
    expect(identifier, name).toMatch(/MIT|ISC|BSD|Apache|MPL|CC0|Unlicense|BSL|Zlib/);
    expect(text.length, name).toBeGreaterThan(500);
  }
});

test("About shows the licences by keyboard, and axe finds nothing", async ({ page }) => {
  await openFresh(page);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "About and licences" }).click();
  const about = page.getByRole("dialog", { name: "About Quadrant" });
  await expect(about.getByText("react-dom", { exact: true })).toBeVisible();
  await about
    .locator("summary")
    .filter({ hasText: /^react-dom/ })
    .focus();
  await page.keyboard.press("Enter");
  await expect(about.getByLabel("Licence of react-dom")).toContainText("Permission is hereby granted");
  expect(await axeFindings(page, "[role=dialog]")).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(about).toHaveCount(0);
});
