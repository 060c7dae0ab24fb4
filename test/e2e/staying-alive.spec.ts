import type { Page } from "@playwright/test";
import { createStream } from "../../src/base/rng.ts";
import { encodeLink } from "../../src/share/link.ts";
import { drawing } from "../support/drawing.ts";
import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";
import { openFresh, runBar, showResults, untilFinished } from "./workbench.ts";

/** Stops in a row; `npm run promises` and `npm run test:long` ask for 100. */
const STOPS = Number(process.env["QUADRANT_STOPS"] ?? 6);
/** A task longer than this holds up what a person does (W3C Long Tasks). */
const LONG_TASK_MS = 50;

/** Enough records that a run lasts a moment or two, and small results. */
const BUSY = drawing({
  parts: [
    { id: "load", kind: "poisson-source", settings: { ratePerSecond: 20_000 } },
    { id: "log", kind: "kafka" },
    { id: "worker", kind: "stream-worker", settings: { instances: 4 } },
    { id: "end", kind: "sink" },
  ],
  wires: ["load.out -> log.produce", "log.consume -> worker.in", "worker.out -> end.in"],
  workload: { durationMs: 60_000, drainMs: 60_000 },
});

test(`a run stopped at ${STOPS} random instants stops, and the next gives what an undisturbed one gives`, async ({ page }) => {
  test.setTimeout(120_000 + STOPS * 20_000);
  await page.goto(`./${await encodeLink(BUSY)}`);
  await press(page, "Run");
  await untilFinished(page);
  const undisturbed = await finishedResults(page);
  expect(undisturbed).toHaveLength(1);
  const random = createStream(18, "stops");
  const tookMs: number[] = [];
  for (let stop = 0; stop < STOPS; stop++) tookMs.push(await stopAfter(page, random.nextBelow(1500)));
  await press(page, "Run again");
  await untilFinished(page);
  const after = await finishedResults(page);
  expect(new Set(after)).toEqual(new Set(undisturbed));
  const stopped = tookMs.filter((ms) => ms >= 0).toSorted((a, b) => a - b);
  expect(stopped.length).toBeGreaterThan(0);
  const within = stopped.filter((ms) => ms <= 200).length;
  promise(
    18,
    `${STOPS} random instants, ${stopped.length} of them in a run: all stopped, ${within} within 200 ms, the slowest after ${Math.round(stopped.at(-1) ?? 0)} ms on the machine of the tests; the next run equal to an undisturbed one`,
  );
});

test("the page answers while a run is under way", async ({ page, browser }) => {
  await openFresh(page);
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"] });
  await press(page, "Run");
  await expect(
    runBar(page)
      .getByText(/records/)
      .first(),
  ).toBeVisible();
  for (const tab of ["Latency", "Losses", "Lag", "Overview"]) await showResults(page, tab);
  await runBar(page).getByRole("button", { name: "Stop" }).click();
  await untilFinished(page);
  const tasks = tasksOf(String(await browser.stopTracing()));
  expect(tasks.length).toBeGreaterThan(100);
  const long = (ms: readonly number[]): number => ms.filter((each) => each > LONG_TASK_MS).length;
  const [work, wall] = [tasks.map(({ workMs }) => workMs), tasks.map(({ wallMs }) => wallMs)];
  promise(
    17,
    `starting, running, four tabs and Stop: of ${tasks.length} tasks ${long(work)} had more than ${LONG_TASK_MS} ms of the processor, the longest ${Math.round(Math.max(...work))} ms; by the clock of the machine of the tests, which others used, ${long(wall)}, the longest ${Math.round(Math.max(...wall))} ms`,
  );
});

type Task = { readonly workMs: number; readonly wallMs: number };
type TraceEvent = {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
};

/** What the page's main thread did, task by task: how long the processor worked on each, and how long it took by the clock. */
function tasksOf(trace: string): readonly Task[] {
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] };
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return traceEvents
    .filter(({ name, pid, tid, tdur }) => name.endsWith("RunTask") && mains.has(`${pid} ${tid}`) && tdur !== undefined)
    .map(({ dur = 0, tdur = 0 }) => ({ workMs: tdur / 1000, wallMs: dur / 1000 }));
}

async function press(page: Page, name: string): Promise<void> {
  await runBar(page).getByRole("button", { name, exact: true }).click();
}

/** Starts a run and presses Stop so many ms later, in the page itself: how long until it can run again; -1 where the run was over before. */
function stopAfter(page: Page, afterMs: number): Promise<number> {
  return page.evaluate(async (waitMs) => {
    const bar = document.querySelector<HTMLElement>('section[aria-label="Run"]') as HTMLElement;
    const button = (name: RegExp): HTMLButtonElement | undefined =>
      [...bar.querySelectorAll("button")].find((each) => name.test(each.textContent ?? "") && !each.disabled);
    const until = (found: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        if (found()) {
          resolve();
          return;
        }
        const observer = new MutationObserver(() => {
          if (!found()) return;
          observer.disconnect();
          resolve();
        });
        observer.observe(bar, { subtree: true, childList: true, characterData: true, attributes: true });
      });
    button(/^Run again$/)?.click();
    await until(() => button(/^Stop$/) !== undefined || button(/^Run again$/) !== undefined);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    const stop = button(/^Stop$/);
    if (stop === undefined) {
      await until(() => button(/^Run again$/) !== undefined);
      return -1;
    }
    const pressed = performance.now();
    stop.click();
    await until(() => button(/^Run again$/) !== undefined);
    return performance.now() - pressed;
  }, afterMs);
}

/** The results of the runs of this page that came to their end, as they were kept, without the time they took. */
async function finishedResults(page: Page): Promise<readonly string[]> {
  const read = (): Promise<readonly string[]> =>
    page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const opening = indexedDB.open("quadrant-runs");
          // Where the page has not made it yet nothing may be made in its place: it would be one without the page's stores.
          opening.addEventListener("upgradeneeded", () => opening.transaction?.abort());
          opening.addEventListener("error", () => resolve([]));
          opening.addEventListener("success", () => {
            const all = opening.result.transaction("runs").objectStore("runs").getAll();
            all.addEventListener("success", () => {
              opening.result.close();
              const runs = all.result as { status: string; result: Record<string, unknown> }[];
              resolve(runs.filter(({ status }) => status === "finished").map(({ result }) => JSON.stringify({ ...result, timing: null })));
            });
          });
        }),
    );
  await expect.poll(async () => (await read()).length).toBeGreaterThan(0);
  return read();
}
