import { expect, test } from "./fixture.ts";
import { axeFindings } from "./axe.ts";
import {
  card,
  openFresh,
  openScenario,
  pressRun,
  quadrant,
  results,
  runBar,
  showResults,
  showSurface,
  untilFinished,
} from "./workbench.ts";

test("a run of clients shows how they were served: by endpoint, whose the failures are, and one request along its way", async ({
  page,
}) => {
  await openFresh(page);
  await openScenario(page, "Short links");
  await expect(card(page, "Link service")).toBeVisible();
  await pressRun(page);
  await untilFinished(page);
  const overview = results(page);
  const follow = overview.getByRole("row", { name: /^GET \/\{key\}/ });
  await expect(follow).toBeVisible();
  const asked = Number((await follow.getByRole("cell").first().textContent())?.replaceAll(",", ""));
  expect(asked).toBeGreaterThan(100_000);
  await expect(overview.getByText(/answers to reads were what had been stored/)).toBeVisible();
  await expect(overview.getByText("No record has been produced yet.")).toHaveCount(0);
  await expect(runBar(page).getByTitle(/^[\d,.]+( k)? requests in /)).toBeVisible();
  // A failure leads to the part it belongs to.
  await overview.getByRole("button", { name: "Links", exact: true }).first().click();
  await expect(page.locator(".react-flow__node.selected")).toHaveCount(1);
  await page.keyboard.press("Escape");

  // No page of the results speaks of records where there are none.
  await showResults(page, "Losses");
  await expect(overview.getByText("service busy")).toBeVisible();
  await showResults(page, "Correctness");
  await expect(overview.getByText(/answers to reads were what had been stored/)).toBeVisible();
  // The store, not the service whose threads wait for it.
  const served = await showResults(page, "Requests");
  await expect(served).toBeVisible();
  await expect(overview.getByRole("group", { name: "Goals of this question" })).toContainText(/Links”? was the busiest part/);

  await showResults(page, "Requests");
  await overview.getByRole("radio", { name: "Failed" }).click();
  await expect(overview.getByText(/waited/).first()).toBeVisible();
});

test("Try it sends a real request through the parts: a link that is stored is followed afterwards, and its way is lit up", async ({
  page,
}) => {
  await openFresh(page);
  await openScenario(page, "Short links");
  await pressRun(page);
  await untilFinished(page);
  await showSurface(page, "Four");
  const api = quadrant(page, "API");
  const endpoint = api.getByRole("combobox", { name: "Endpoint", exact: true });
  const send = api.getByRole("button", { name: "Send" });
  await endpoint.selectOption({ label: "POST /links" });
  await api.getByRole("textbox", { name: "body", exact: true }).fill("https://example.org/as-I-wrote-it");
  await send.click();
  await expect(api.getByText(/^201 · .* sent now, through the parts as they stand/)).toBeVisible();
  const stored = JSON.parse((await api.locator("pre").textContent()) ?? "{}") as { readonly key: string; readonly url: string };
  expect(stored.url).toBe("https://example.org/as-I-wrote-it");
  await endpoint.selectOption({ label: "GET /{key}" });
  await api.getByRole("textbox", { name: "key", exact: true }).fill(stored.key);
  await send.click();
  await expect(api.getByText(/^200 · .* · right · sent now/)).toBeVisible();
  await expect(api.locator("pre")).toContainText(stored.url);
  await expect(api.getByRole("row", { name: /^Links primary|^Links replica/ })).toBeVisible();
  await expect(card(page, "Links").getByText(/^served .* ms$/)).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
});
