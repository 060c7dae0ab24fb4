import { readFile } from "node:fs/promises";
import { decodeLink, encodeLink } from "../../src/share/link.ts";
import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";
import { card, chooseSeed, openFresh, seed, untilSaved } from "./workbench.ts";

test("a link that the page makes is read alike by the command line's code and by the page", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openFresh(page);
  await chooseSeed(page, 77);
  await untilSaved(page);
  const share = async (): Promise<string> => {
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await expect(page.getByRole("button", { name: "Link copied" })).toBeVisible();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const made = await share();
  const read = await decodeLink(made);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  expect(read.value.seed).toBe(77);
  // And the other way: what Node writes of it, the page opens and writes again.
  await chooseSeed(page, 78);
  await untilSaved(page);
  await page.goto("about:blank");
  await page.goto(`./${await encodeLink(read.value)}`);
  await expect(seed(page)).toHaveValue("77");
  expect(await decodeLink(await share())).toEqual(read);
  promise(21, `a design of ${read.value.system.parts.length} parts: from Chromium to Node, from Node to Chromium and back, equal`);
});

test("the drawing is saved as SVG and PNG, and copied as a picture", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openFresh(page);
  const command = async (title: string): Promise<void> => {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Commands" }).getByRole("combobox").fill(title);
    await page.keyboard.press("Enter");
  };
  const saved = async (title: string): Promise<Buffer> => {
    const [file] = await Promise.all([page.waitForEvent("download"), command(title)]);
    return readFile(await file.path());
  };
  const svg = (await saved("drawing as SVG")).toString("utf8");
  expect(svg).toMatch(/^<svg xmlns=/);
  for (const title of ["iOS app", "Kafka", "Flink: sessionize", "Dashboard"]) {
    await expect(card(page, title)).toBeVisible();
    expect(svg).toContain(`>${title}</text>`);
  }
  // The colours of the theme, not the names of the page's tokens.
  expect(svg).not.toContain("var(");
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  const png = await saved("drawing as PNG");
  expect([png.toString("latin1", 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
    "PNG",
    Number(width) * 2,
    Number(height) * 2,
  ]);
  await command("Copy the drawing");
  await expect(page.getByText("Picture of the drawing copied.")).toBeAttached();
  const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types));
  expect(types).toEqual(["image/png"]);
});
