import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { untilSettled } from "./workbench.ts";

/**
 * What axe finds on the page, or within one element of it, one line each: the rule, where, and why. All in one go in the page itself:
 * the other way opens a second page to put frames together, takes twice as long and finds the same in a page without frames. It is
 * asked about a page that has laid itself out: what is just being drawn would be read half way.
 */
export async function axeFindings(page: Page, within?: string): Promise<string[]> {
  if (page.frames().length !== 1) throw new Error("axe is asked about one frame, and this page has several");
  await untilSettled(page);
  const builder = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (within === undefined ? builder : builder.include(within)).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} ${node.target.join(" ")}: ${node.failureSummary ?? ""}`));
}
