import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createProgram } from "../../src/cli/command-line.ts";
import { productFiles, ROOT } from "./scan.ts";

/** What sentences of the product name must be there: an option, a command, a script of npm, a file of the repository. */
const program = createProgram({ out: () => undefined, err: () => undefined }, () => undefined);
const options = new Set([program, ...program.commands].flatMap((command) => command.options.map(({ long }) => long)));
const commands = new Set(program.commands.map((command) => command.name()));
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { scripts: { [name: string]: string } };

/** Arguments of other programs (git, npm, node, Chromium) that the measurements of speed start. */
const OTHER_PROGRAMS = "cli/bench/";

type Said = { readonly file: string; readonly name: string };

/** Every match of a pattern's group in the texts of the product: in string literals, which is where sentences stand. */
function said(pattern: RegExp, skips: (file: string) => boolean = () => false): readonly Said[] {
  return productFiles()
    .filter((file) => /\.tsx?$/.test(file.path) && !file.path.endsWith(".test.ts") && !skips(file.path))
    .flatMap(({ path: file, text }) => {
      const literals = withoutComments(text).match(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'/g) ?? [];
      return literals.flatMap((literal) => [...literal.matchAll(pattern)].map((match) => ({ file, name: match[1] ?? "" })));
    });
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1");
}

const wrong = (all: readonly Said[], isThere: (name: string) => boolean): readonly string[] =>
  all.filter(({ name }) => !isThere(name)).map(({ file, name }) => `${file}: ${name}`);

test("every option that a sentence names is one of a command", () => {
  // Properties of styles are written alike; the page names an option inside of a sentence only.
  const inSentences = [
    ...said(/(?<![\w-])(--[a-z][a-z-]+)/g, (file) => file.startsWith("ui/") || file.startsWith(OTHER_PROGRAMS)),
    ...said(/[\w,.;:] (--[a-z][a-z-]+)/g, (file) => !file.startsWith("ui/")),
  ];
  expect(inSentences.length).toBeGreaterThan(50);
  expect(wrong(inSentences, (name) => options.has(name) || name === "--help")).toEqual([]);
});

test("every command and script that a sentence names is there", () => {
  const named = said(/(?:quadrant --|quadrant\.mjs|[`"]quadrant|The command) (?!line)([a-z]{3,})(?= |\W|$)/g);
  expect(wrong(named, (name) => commands.has(name))).toEqual([]);
  const npm = said(/npm run (?:-s )?([a-z][a-z:]*)/g);
  expect(wrong(npm, (name) => Object.hasOwn(scripts, name))).toEqual([]);
});

test("every file of the repository that a sentence names is there", () => {
  const files = said(/(?:^|[^\w/.-])((?:docs|scenarios|scripts|test|src)\/[a-z0-9/-]+\.[a-z]{2,4})\b/g);
  expect(wrong(files, (name) => existsSync(path.join(ROOT, name)))).toEqual([]);
});
