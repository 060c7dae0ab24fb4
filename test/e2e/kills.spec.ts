import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, expect, test, type Browser, type Page } from "@playwright/test";
import { LAUNCH_FLAGS } from "../../scripts/browser.mjs";
import { createStream } from "../../src/base/rng.ts";
import { promise } from "./promise.ts";
import { notesText, showNotesText } from "./workbench.ts";

/**
 * A page that is typed into ends at a random instant, in one of five ways, and the next page has to show what stood on the
 * screen. `npm run test:long` ends 200; QUADRANT_FIRST_SEED tries others.
 */
const KILLS = Number(process.env["QUADRANT_KILLS"] ?? 10);
const SEED = Number(process.env["QUADRANT_FIRST_SEED"] ?? 1);
const WAYS = ["reload", "close", "leave", "crash", "kill"] as const;

test(`what was typed is there again after ${KILLS} ends of the page, of ${WAYS.length} kinds`, async ({ baseURL }) => {
  test.setTimeout(60_000 + KILLS * 20_000);
  const random = createStream(SEED, "kills");
  const upTo = (most: number): number => random.nextBelow(most);
  let chrome = await start(freshProfile());
  let page = await opened(await chrome.newPage(), baseURL as string);
  const lost: string[] = [];
  for (let trial = 0; trial < KILLS; trial += 1) {
    const way = WAYS[trial % WAYS.length] as (typeof WAYS)[number];
    // A third of the browsers that are killed meet their first edit ever.
    if (way === "kill" && random.nextUniform() < 1 / 3) {
      await chrome.end();
      chrome = await start(freshProfile());
      page = await opened(await chrome.newPage(), baseURL as string);
    }
    const text = notesText(page);
    await text.focus();
    await page.keyboard.press("Control+End");
    const typing = page.keyboard.type(` t${trial}:${"abcdefghij".repeat(6)}.`, { delay: upTo(20) }).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, upTo(900)));
    const seen = await text.inputValue();
    if (way === "kill") {
      await chrome.kill();
      chrome = await start(chrome.profile);
      page = await chrome.newPage();
    } else if (way === "reload") await page.reload();
    else if (way === "leave") await page.goto("about:blank");
    else if (way === "close") {
      await page.close();
      page = await chrome.newPage();
    } else {
      const session = await page.context().newCDPSession(page);
      session.send("Page.crash").catch(() => undefined);
      await page.waitForEvent("crash");
      await page.close();
      page = await chrome.newPage();
    }
    await typing;
    await opened(page, baseURL as string);
    const kept = await notesText(page).inputValue();
    if (!kept.startsWith(seen)) lost.push(`trial ${trial} of seed ${SEED}, ${way}: "${seen.slice(-40)}" became "${kept.slice(-40)}"`);
  }
  await chrome.end();
  expect(lost).toEqual([]);
  promise(9, `${KILLS} ends of ${WAYS.length} kinds at random instants: ${lost.length} lost`);
});

async function opened(page: Page, url: string): Promise<Page> {
  if (!page.url().startsWith(url)) await page.goto(url);
  await showNotesText(page);
  return page;
}

const freshProfile = (): string => mkdtempSync(path.join(tmpdir(), "quadrant-profile-"));

/** A browser of its own process group, so that it can be ended as a machine that loses its power would end it. */
async function start(profile: string) {
  const flags = [...LAUNCH_FLAGS, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "--window-size=1440,900"];
  const child = spawn(process.env["BROWSER_PATH"] as string, flags, { detached: true, stdio: ["ignore", "ignore", "pipe"] });
  const browser = await chromium.connectOverCDP(await endpointOf(child));
  const over = new Promise((resolve) => child.once("exit", resolve));
  const kill = async (): Promise<void> => {
    process.kill(-(child.pid as number), "SIGKILL");
    await over;
  };
  return {
    profile,
    newPage: () => (browser as Browser).contexts()[0]?.newPage() as Promise<Page>,
    kill,
    end: async () => {
      await kill();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function endpointOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.on("data", (chunk) => {
      said += String(chunk);
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once("exit", () => reject(new Error(`the browser did not start: ${said.slice(-400)}`)));
  });
}
