import { decodeLink, encodeLink } from "../../src/share/link.ts";
import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";
import { chooseSeed, openFresh, seed, untilSaved } from "./workbench.ts";

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
