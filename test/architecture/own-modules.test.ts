import { expect, test } from "vitest";
import { OWN_MODULES } from "../support/own-modules.ts";
import { filesBelow, importsOf, resolveImport } from "./scan.ts";

/** What of the page keeps state in its module: stores, what is open in the database, and the commands there are. */
const KEEPS_STATE = /^ui\/(stores|keeping)\/|^ui\/commands\/registry\.ts$/;

const files = new Map(filesBelow("src", /\.tsx?$/).map(({ path: file, text }) => [file.slice("src/".length), text]));
const pageTests = [...files.keys()].filter((file) => /^ui\/.*\.test\.tsx?$/.test(file));

const targets = new Map<string, readonly string[]>();

/** The files that a file loads, at once or later. */
function loadedBy(file: string): readonly string[] {
  const known = targets.get(file);
  if (known !== undefined) return known;
  const found = importsOf(files.get(file) ?? "")
    .filter(({ kind }) => kind === "value" || kind === "dynamic")
    .map(({ specifier }) => resolveImport(file, specifier))
    .filter((target): target is string => target !== null && files.has(target));
  targets.set(file, found);
  return found;
}

/** Everything a file brings with it when it is loaded. */
function loadedWith(start: string): ReadonlySet<string> {
  const found = new Set([start]);
  for (const file of found) for (const target of loadedBy(file)) found.add(target);
  return found;
}

/** A star stands for a file's name. */
function matches(file: string, pattern: string): boolean {
  const [folder = "", rest] = pattern.split("*");
  return rest === undefined ? file === pattern : file.startsWith(folder) && file.endsWith(rest) && !file.slice(folder.length).includes("/");
}

test("tests of the page that reach what keeps state have modules of their own, and no others", () => {
  const listed = pageTests.filter((file) => OWN_MODULES.some((pattern) => matches(`src/${file}`, pattern)));
  const reaching = pageTests.filter((file) => [...loadedWith(file)].some((each) => KEEPS_STATE.test(each)));
  expect(listed).toEqual(reaching);
  expect(reaching.length).toBeLessThan(pageTests.length / 2);
});
