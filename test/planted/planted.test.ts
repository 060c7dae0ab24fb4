import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { promise } from "../support/promise.ts";

/**
 * What `scripts/plant-bugs.mjs` said last: one small bug after the other in the engine, whether a test nearest to it failed, and which.
 * `since`: a test that came because the bug had been missed catches it now. `changesNothing`: why no test can, as whatever is read comes out
 * the same.
 */
type Bug = {
  readonly file: string;
  readonly was: string;
  readonly is: string;
  readonly caught: boolean;
  readonly by: string;
  readonly since?: string;
  readonly changesNothing?: string;
};

const ROOT = path.join(import.meta.dirname, "../..");
const BUGS = JSON.parse(readFileSync(path.join(import.meta.dirname, "planted.json"), "utf8")) as readonly Bug[];

test("of bugs planted in the engine most were caught, and those that were not are known", () => {
  for (const { file, was, is, caught, by, since } of BUGS) {
    expect(was, file).not.toBe(is);
    if (caught) expect(by, file).not.toBe("");
    if (since !== undefined) expect(existsSync(path.join(ROOT, since)), since).toBe(true);
  }
  expect(new Set(BUGS.map(({ file, was, is }) => `${file} ${was} ${is}`)).size).toBe(BUGS.length);
  const caught = BUGS.filter((bug) => bug.caught).length;
  const since = BUGS.filter((bug) => bug.since !== undefined).length;
  expect(BUGS.length).toBeGreaterThanOrEqual(30);
  const harmless = BUGS.filter(({ changesNothing }) => changesNothing !== undefined);
  expect(harmless.filter((bug) => bug.caught || bug.since !== undefined)).toEqual([]);
  const endless = BUGS.filter(({ by }) => by.startsWith("a test that")).length;
  const share = `${((100 * caught) / BUGS.length).toFixed(0)} %`;
  promise(
    27,
    `${caught} of ${BUGS.length} planted bugs caught by the tests nearest to them, ${share}, ${endless} of them by tests that no longer end; of the ${BUGS.length - caught} missed, ${since} are caught by tests that came since, and ${harmless.length} changes nothing`,
  );
});
