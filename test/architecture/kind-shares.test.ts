import { expect, test } from "vitest";
import { KINDS } from "../../src/catalogue/registry.ts";
import { importsOf, productFiles, resolveImport } from "./scan.ts";
import type { SourceFile } from "./scan.ts";

const KINDS_FOLDER = "catalogue/kinds/";
const USAGE = "catalogue/prices/usage.ts";
/** Files beside its folder, the registry and an icon that may come with a kind. */
const MOST = 2;

/** What of the catalogue is there for one kind alone, by its id: files that nobody else imports, and the quantities only its bill has. */
function sharedWith(files: readonly SourceFile[]): ReadonlyMap<string, ReadonlySet<string>> {
  const importers = new Map<string, Set<string>>();
  for (const { path, text } of files)
    for (const { specifier } of importsOf(text)) {
      const target = resolveImport(path, specifier);
      if (target === null || !target.startsWith("catalogue/") || target.startsWith(KINDS_FOLDER)) continue;
      importers.set(target, (importers.get(target) ?? new Set()).add(path));
    }
  const shared = new Map<string, Set<string>>();
  const note = (kind: string, file: string) => shared.set(kind, (shared.get(kind) ?? new Set()).add(file));
  for (const [target, by] of importers) {
    // A family that takes words or fields of its own along brings them for the kind it is made for.
    const kinds = kindsBehind(target, by, importers);
    if (kinds.size === 1) note([...kinds][0], target);
  }
  const quantities = (files.find(({ path }) => path === USAGE)?.text ?? "").matchAll(/^ {2}(\w+): "/gmu);
  for (const [, quantity] of quantities) {
    const naming = files.filter(({ path, text }) => path !== USAGE && path.startsWith("catalogue/") && text.includes(`"${quantity}"`));
    const kinds = new Set(naming.map(({ path }) => kindOf(path)));
    const [only] = kinds;
    if (kinds.size === 1 && only !== null) note(only, USAGE);
  }
  return shared;
}

const kindOf = (path: string): string | null => (path.startsWith(KINDS_FOLDER) ? path.split("/")[2] : null);

/** The kinds that import a file, by files of the catalogue between them, too; somebody else counts as one of no name. */
function kindsBehind(
  target: string,
  by: ReadonlySet<string>,
  importers: ReadonlyMap<string, ReadonlySet<string>>,
  seen = new Set([target]),
): Set<string> {
  const kinds = new Set<string>();
  for (const path of by) {
    if (seen.has(path)) continue;
    seen.add(path);
    const kind = kindOf(path);
    if (kind !== null) kinds.add(kind);
    else if (path === "catalogue/registry.ts" || !path.startsWith("catalogue/")) kinds.add("");
    else for (const each of kindsBehind(path, importers.get(path) ?? new Set(), importers, seen)) kinds.add(each);
  }
  return kinds;
}

test("a kind comes with its folder, a line of the registry, an icon, and at most two more files (A4b)", () => {
  const shared = sharedWith(productFiles());
  expect(
    KINDS.filter(({ id }) => (shared.get(id)?.size ?? 0) > MOST).map(({ id }) => `${id}: ${[...(shared.get(id) ?? [])].join(", ")}`),
  ).toEqual([]);
  expect([...(shared.get("cdn") ?? [])].sort()).toEqual(["catalogue/families/content-delivery.ts", USAGE]);
});

test("a third file that only one kind has is found (A4b)", () => {
  const file = (path: string, text: string): SourceFile => ({ path, text });
  const planted = sharedWith([
    file("catalogue/kinds/new/kind.ts", 'import { a } from "../../families/a.ts";\nimport { b } from "../../remarks/b.ts";\nused("c");'),
    file("catalogue/families/a.ts", 'import { d } from "../fields/d.ts";'),
    file("catalogue/fields/d.ts", ""),
    file("catalogue/remarks/b.ts", ""),
    file(USAGE, '  c: "load",\n'),
  ]);
  expect([...(planted.get("new") ?? [])].sort()).toEqual([
    "catalogue/families/a.ts",
    "catalogue/fields/d.ts",
    USAGE,
    "catalogue/remarks/b.ts",
  ]);
});
