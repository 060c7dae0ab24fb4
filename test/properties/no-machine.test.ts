import { expect, test } from "vitest";
import { loadBundled } from "../../src/scenario/bundled.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { INEXACT_MATH } from "../architecture/layers.ts";
import { promise } from "../support/promise.ts";
import { designOf, shortEvening } from "../support/short-evening.ts";

/** What differs between machines, moments and languages, by the object it stands on. */
const OF_THE_MACHINE: readonly (readonly [object, readonly string[]])[] = [
  [Date, ["now"]],
  [performance, ["now"]],
  [crypto, ["getRandomValues", "randomUUID"]],
  [Math, ["random", ...INEXACT_MATH.map((name) => name.slice("Math.".length))]],
  [String.prototype, ["localeCompare", "toLocaleUpperCase", "toLocaleLowerCase"]],
  [Date.prototype, ["getHours", "getDay", "getDate", "getTimezoneOffset", "toLocaleString", "toLocaleDateString", "toLocaleTimeString"]],
  [globalThis, ["setTimeout", "setInterval", "queueMicrotask"]],
];

/** Does something with all of these throwing; what was called, with where from, although it was not to be. */
function withoutMachine(act: () => void): readonly string[] {
  const called: string[] = [];
  const restore: (() => void)[] = [];
  for (const [owner, names] of OF_THE_MACHINE) {
    for (const name of names) {
      const own = Object.getOwnPropertyDescriptor(owner, name);
      const thrower = (): never => {
        called.push(name);
        throw new Error(`${name} was called`);
      };
      Object.defineProperty(owner, name, { value: thrower, configurable: true, writable: true });
      restore.push(() => (own === undefined ? Reflect.deleteProperty(owner, name) : Object.defineProperty(owner, name, own)));
    }
  }
  try {
    act();
  } catch (error) {
    called.push(String(error));
  } finally {
    for (const each of restore) each();
  }
  return called;
}

test("a run asks the machine for nothing: no time, no luck, no language, no inexact arithmetic", { timeout: 120_000 }, async () => {
  const evening = await shortEvening(2);
  const music = await loadBundled("spotify-recommendations");
  if (!music.ok) throw new Error(JSON.stringify(music.error));
  const short = { ...music.value, incidents: [], workload: { ...music.value.workload, durationMs: 6 * 60_000, users: 200 } };
  const runs = [
    ...["starter", "druid"].map((name) => ({ scenario: evening, design: designOf(evening, name) })),
    { scenario: short, design: designOf(short, "hourly") },
  ];
  for (const { scenario, design } of runs) {
    const ends: string[] = [];
    const called = withoutMachine(() => ends.push(runDesign({ design, scenario, seed: 1, faults: [] }).outcome.status));
    expect(called).toEqual([]);
    expect(ends).toEqual(["finished"]);
  }
  const replaced = OF_THE_MACHINE.reduce((sum, [, names]) => sum + names.length, 0);
  promise(2, `${runs.length} runs with ${replaced} functions replaced by throwers: 0 calls`);
});

test("one that did would be found", () => {
  expect(withoutMachine(() => void Math.exp(1))).toEqual(["exp", "Error: exp was called"]);
  expect(Math.exp(0)).toBe(1);
});
