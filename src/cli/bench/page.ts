import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import { fail, ok } from "../../base/result.ts";
import type { Result } from "../../base/result.ts";
import type { Build } from "./builds/builds.ts";
import { msToStop, timesOfRun } from "./page-watch.ts";

/** What a person waits for on the first visit, by the wall: ms from the click. */
export type PageTimes = {
  /** From Run to the first count of records that is not nought. */
  readonly firstNumbersMs: number;
  /** From Run to a run that has ended, judged and drawn. */
  readonly finishedMs: number;
  /** From Stop, in the middle of a run, to a page that can run again. */
  readonly stopMs: number;
};

/** The figures of a visit as a report names them, with what is wanted of each in ms; none where only ratios say something. */
export const PAGE_FIGURES: readonly { readonly id: keyof PageTimes; readonly title: string; readonly targetMs: number | null }[] = [
  { id: "finishedMs", title: "Run to finished", targetMs: null },
  { id: "firstNumbersMs", title: "Run to first numbers", targetMs: 300 },
  { id: "stopMs", title: "Stop to stopped", targetMs: 200 },
];

/** A browser and the pages of some builds, each served by its own build. */
export type PageVisits = { readonly visit: (build: Build) => Promise<PageTimes>; readonly close: () => Promise<void> };

/** The first port that is tried; the next free one is taken. */
const FIRST_PORT = "4600";
const GIVE_UP_AFTER_MS = 180_000;
const VIEWPORT = { width: 1440, height: 900 };

type Server = { readonly url: string; readonly child: ChildProcess };
/** What `scripts/browser.mjs` hands out, which finds the browser for the journeys too. */
type BrowserScript = { readonly LAUNCH_FLAGS: readonly string[]; readonly resolveBrowser: () => Promise<{ readonly path: string }> };

/** Makes and serves the page of each build and finds a browser; a sentence where that cannot be had. `here` knows the browser. */
export async function openVisits(here: Build, builds: readonly Build[], tell: (line: string) => void): Promise<Result<PageVisits, string>> {
  const servers = new Map<Build, Server>();
  const close = async (): Promise<void> => {
    await Promise.all([...servers.values()].map(({ child }) => ended(child)));
  };
  try {
    const browser = await browserOf(here);
    for (const build of builds) servers.set(build, await serve(build, tell));
    const addressOf = (build: Build): string => servers.get(build)?.url ?? "";
    return ok({ visit: (build) => visit(browser, addressOf(build)), close });
  } catch (error) {
    await close();
    return fail(notMeasured(error));
  }
}

/** First visits to this build's page alone, one after the other. */
export async function timePage(here: Build, rounds: number, tell: (line: string) => void): Promise<readonly PageTimes[] | string> {
  const visits = await openVisits(here, [here], tell);
  if (!visits.ok) return visits.error;
  const times: PageTimes[] = [];
  try {
    for (let round = 0; round < rounds; round++) times.push(await visits.value.visit(here));
    return times;
  } catch (error) {
    return notMeasured(error);
  } finally {
    await visits.value.close();
  }
}

/** Says that there are no figures of the page, and why. */
export const notMeasured = (error: unknown): string => `No page was measured: ${error instanceof Error ? error.message : String(error)}`;

type Launch = { readonly executablePath: string; readonly args: string[] };

async function browserOf({ root }: Build): Promise<Launch> {
  const script = (await import(/* @vite-ignore */ pathToFileURL(join(root, "scripts", "browser.mjs")).href)) as BrowserScript;
  const { path } = await script.resolveBrowser();
  return { executablePath: path, args: [...script.LAUNCH_FLAGS] };
}

/** Starts the app as `npm start` does, which makes it first; its first line with an address says that it is there. */
function serve(build: Build, tell: (line: string) => void): Promise<Server> {
  const argv = [join("scripts", "start.mjs"), "--no-open"];
  const env = { ...process.env, PORT: FIRST_PORT };
  const child = spawn(process.execPath, argv, { cwd: build.root, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      const text = chunk.toString("utf8");
      said += text;
      for (const line of text.split("\n")) if (line.trim() !== "") tell(`${build.name}: ${line}`);
      const url = addressIn(said);
      if (url !== null) resolve({ url, child });
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject);
    child.on("close", () => reject(new Error(`the page of ${build.name} is not served. ${said.trim().split("\n").at(-1) ?? ""}`)));
  });
}

/** The address in what a server says, once the line with it is whole. */
export function addressIn(said: string): string | null {
  return /is at (http:\/\/\S+\/)\s/.exec(said)?.[1] ?? null;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once("close", resolve));
  child.kill();
  await over;
}

/** Two first visits, each by a browser of its own: one that lets the run end, one that stops it. */
async function visit(launch: Launch, url: string): Promise<PageTimes> {
  const run = await inBrowser(launch, url, (page) => page.evaluate(timesOfRun));
  const stopMs = await inBrowser(launch, url, (page) => page.evaluate(msToStop));
  return { ...run, stopMs };
}

async function inBrowser<T>(launch: Launch, url: string, work: (page: Page) => Promise<T>): Promise<T> {
  const { chromium } = await import("@playwright/test");
  const browser = await chromium.launch(launch);
  try {
    const context = await browser.newContext({ viewport: VIEWPORT, locale: "en-US", timezoneId: "UTC", reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(GIVE_UP_AFTER_MS);
    await page.goto(url);
    const bar = page.getByRole("region", { name: "Run", exact: true });
    // A click that is only tried waits until the button can be pressed.
    await bar.getByRole("button", { name: "Run", exact: true }).click({ trial: true });
    await page.waitForFunction(() => !/Loading /.test(document.body.innerText));
    return await work(page);
  } finally {
    await browser.close();
  }
}
