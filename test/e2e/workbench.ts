import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixture.ts";

const TEN_MINUTES_MS = 600_000;

/** The page as a person finds their way about it: by what things are called. */
export const runBar = (page: Page): Locator => page.getByRole("region", { name: "Run", exact: true });
export const goals = (page: Page): Locator => page.getByRole("region", { name: "Goals" }).getByRole("listitem");
export const quadrant = (page: Page, name: "Notes" | "Schema" | "System" | "API"): Locator =>
  page.getByRole("region", { name, exact: true });
export const results = (page: Page): Locator => page.getByRole("region", { name: "Results", exact: true });
/** A part as it stands in the drawing. */
export const card = (page: Page, title: string): Locator =>
  quadrant(page, "System").getByRole("group", { name: new RegExp(`^${title}, `) });
export const seed = (page: Page): Locator => runBar(page).getByRole("textbox", { name: /^Seed/ });

/** Gives a surface the stage, or all four quadrants, as a person does: by the rail. */
export async function showSurface(page: Page, name: "Notes" | "Schema" | "System" | "API" | "Results" | "Four"): Promise<void> {
  const item = page.getByRole("navigation", { name: "Surfaces" }).getByRole("button", { name: new RegExp(`^${name}`) });
  if ((await item.getAttribute("aria-current")) === null) await item.click();
  await expect(item).toHaveAttribute("aria-current", "page");
}

/** Opens the page as a new visitor and waits until the starter stands there, ready to run. */
export async function openFresh(page: Page): Promise<void> {
  await page.goto("./");
  await expect(goals(page).first()).toBeVisible();
  await expect(runBar(page).getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  await expect(page.getByText(/^Loading /)).toHaveCount(0);
}

export async function pressRun(page: Page): Promise<void> {
  await runBar(page)
    .getByRole("button", { name: /^Run( again| changes)?$/ })
    .click();
}

/** Waits until the run has come to its end by itself. */
export async function untilFinished(page: Page): Promise<void> {
  await expect(runBar(page).getByRole("button", { name: "Run again" })).toBeVisible({ timeout: 180_000 });
}

/** Runs for a while and stops: enough for everything that only needs some results. */
export async function runBriefly(page: Page): Promise<void> {
  await pressRun(page);
  const moment = runBar(page).getByRole("slider", { name: "Moment of the run" });
  // Asked often: what the run goes on with until it is stopped is work for nothing.
  await expect.poll(async () => Number(await moment.inputValue()), { timeout: 120_000, intervals: [50] }).toBeGreaterThan(TEN_MINUTES_MS);
  await runBar(page).getByRole("button", { name: "Stop" }).click();
  await untilFinished(page);
}

/** Starts a run and stops simulated time, so that what follows happens in the middle of it however fast the machine is. */
export async function runAndPause(page: Page): Promise<void> {
  await chooseSpeed(page, /^60×/);
  await pressRun(page);
  await runBar(page).getByRole("button", { name: "Pause" }).click();
  await expect(runBar(page).getByRole("button", { name: "Resume" })).toBeVisible();
}

export async function resumeToTheEnd(page: Page): Promise<void> {
  await chooseSpeed(page, /^Full speed/);
  await runBar(page).getByRole("button", { name: "Resume" }).click();
  await untilFinished(page);
}

export async function chooseSpeed(page: Page, name: string | RegExp): Promise<void> {
  await runBar(page).getByTitle("How fast simulated time passes").click();
  await page.getByRole("menu").getByRole("menuitemcheckbox", { name }).click();
}

/** What the pages of the results are asked, where that is not their name. */
const QUESTIONS: { readonly [tab: string]: RegExp } = {
  Overview: /^(How fresh|How fast|Do they fit|What came through)\?/,
  Correctness: /^Is it right\?/,
  Recommendations: /^Do lists fit\?/,
  Requests: /^How were requests\?/,
  Pipelines: /^Did every task end\?/,
  Lag: /^Who lags\?/,
  Losses: /^What was lost\?/,
  Cost: /^What does it cost\?/,
  SQL: /^Ask SQL/,
};

export async function showResults(page: Page, tab: string): Promise<Locator> {
  if (!(await results(page).isVisible())) await showSurface(page, "Results");
  await results(page)
    .getByRole("tab", { name: QUESTIONS[tab] ?? new RegExp(`^${tab}`) })
    .click();
  return results(page).getByRole("tabpanel");
}

/** Figures as the page writes them: thousands separated. */
export function numberIn(text: string | null): number {
  return Number((text ?? "").replaceAll(",", "").match(/-?\d+(\.\d+)?/)?.[0]);
}

export async function chooseSeed(page: Page, value: number): Promise<void> {
  await seed(page).fill(String(value));
  await seed(page).press("Enter");
  await expect(seed(page)).toHaveValue(String(value));
}

export async function untilSaved(page: Page): Promise<void> {
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
}

/** Light or dark as the system says, once the page has taken it on: colours that still fade would be read half way. */
export async function inScheme(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await untilSettled(page);
}

/** In a window of another size, once the page has laid itself out in it. */
export async function inSize(page: Page, size: { readonly width: number; readonly height: number }): Promise<void> {
  await page.setViewportSize(size);
  await untilSettled(page);
}

/** Waits until what was asked of the page is drawn, and no colour fades any more. */
export async function untilSettled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    const fading = document.getAnimations().filter((each) => each instanceof CSSTransition && each.playState === "running");
    // A transition whose element goes away may never finish; none takes half a second, on a machine that is not busy.
    const longest = new Promise((resolve) => setTimeout(resolve, 3000));
    await Promise.race([Promise.allSettled(fading.map(({ finished }) => finished)), longest]);
  });
}

/** Where a card stands on the screen once it stands still: the drawing is fitted anew when its room changes, a moment later. */
export async function stillBox(page: Page, title: string): Promise<{ x: number; y: number; width: number; height: number }> {
  let [last, same] = ["", 0];
  await expect
    .poll(
      async () => {
        const now = JSON.stringify(await card(page, title).boundingBox());
        same = now === last && now !== "null" ? same + 1 : 0;
        last = now;
        return same;
      },
      { intervals: [150] },
    )
    .toBeGreaterThanOrEqual(3);
  return JSON.parse(last) as { x: number; y: number; width: number; height: number };
}

export const notesText = (page: Page): Locator => page.getByRole("textbox", { name: "Notes, in Markdown" });

/** Brings the free text of the notes forward, to write there. */
export async function showNotesText(page: Page): Promise<void> {
  await quadrant(page, "Notes").getByRole("radio", { name: "Text" }).click();
  await expect(notesText(page)).toBeVisible();
}

/** Opens the starter of another scenario by its menu, as a person does. */
export async function openScenario(page: Page, title: string): Promise<void> {
  await page.getByTitle(/ · /).first().click();
  const entry = page.getByRole("menuitem", { name: new RegExp(`^${title}`) });
  await entry.hover();
  await entry.press("ArrowRight");
  await page.getByRole("menuitem", { name: /^Starter/ }).click();
  await expect(page.getByRole("button", { name: new RegExp(`^${title}`) })).toBeVisible();
}
