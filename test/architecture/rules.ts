import { FENCES, FLOORS, SIBLINGS } from "./layers.ts";
import { codeOf, importsOf, resolveImport, type SourceFile } from "./scan.ts";

/** Breaches are sentences: which file, which line, what it may not do. */
export function layerBreaches(file: SourceFile): string[] {
  const folder = floorOf(file.path);
  if (folder === null) return [`${file.path} stands in no folder of test/architecture/layers.ts: move it to one, or add the folder there`];
  const floor = FLOORS[folder] as { values: readonly string[]; types?: readonly string[] };
  const breaches: string[] = [];
  for (const each of importsOf(file.text)) {
    const target = resolveImport(file.path, each.specifier);
    if (target === null || isInside(target, folder)) continue;
    if (each.kind === "worker" && target.startsWith("workers/")) continue;
    if (floor.values.some((entry) => covers(entry, target))) continue;
    const asType = floor.types?.some((entry) => covers(entry, target)) ?? false;
    if (asType && each.kind === "type") continue;
    const may = asType ? `may only \`import type\` from ${target}` : `may not import ${target}`;
    breaches.push(`${file.path}:${each.line} ${folder} ${may}`);
  }
  return breaches;
}

export function siblingBreaches(file: SourceFile): string[] {
  const rule = SIBLINGS.find((each) => isInside(file.path, each.folder));
  if (rule === undefined || file.path === rule.registry) return [];
  const own = memberOf(file.path, rule.folder);
  const breaches: string[] = [];
  for (const each of importsOf(file.text)) {
    const target = resolveImport(file.path, each.specifier);
    if (target === null || !isInside(target, rule.folder) || rule.shared.includes(target)) continue;
    if (memberOf(target, rule.folder) !== own) {
      breaches.push(`${file.path}:${each.line} ${rule.what} imports another (${target}): move what both need below them`);
    }
  }
  return breaches;
}

export function fenceBreaches(file: SourceFile): string[] {
  const breaches: string[] = [];
  for (const each of importsOf(file.text)) {
    if (each.specifier.startsWith(".")) continue;
    const name = Object.keys(FENCES).find((fence) => isPackage(fence, each.specifier));
    if (name === undefined) breaches.push(`${file.path}:${each.line} ${each.specifier} has no place in test/architecture/layers.ts`);
    else if (!(FENCES[name] as readonly string[]).some((folder) => isInside(file.path, folder))) {
      breaches.push(
        `${file.path}:${each.line} ${each.specifier} may be imported only in ${(FENCES[name] as readonly string[]).join(", ")}`,
      );
    }
  }
  return breaches;
}

/**
 * Classes of the engine told apart by `instanceof` below src/simulate and src/catalogue: what draws, judges, charts and explains a
 * run asks parts and operators for their facets, so that a new one is built and judged without a change there.
 */
export function partsToldApart(files: readonly SourceFile[]): string[] {
  const classes = new Set<string>();
  for (const { path, text } of files)
    if (isInside(path, "engine")) for (const [, name] of codeOf(text).matchAll(/\bclass (\w+)/g)) classes.add(name as string);
  return files
    .filter(({ path }) => isInside(path, "simulate") || isInside(path, "catalogue"))
    .flatMap(({ path, text }) => {
      const code = codeOf(text);
      return [...code.matchAll(/\binstanceof\s+(\w+)/g)]
        .filter(([, name]) => classes.has(name as string))
        .map(({ index, 1: name }) => `${path}:${code.slice(0, index).split("\n").length} ${name}: ask for a facet it tells`);
    });
}

/**
 * Sentences where parts remark something, and families that hide which class of parts they build: a part gives a code and facts,
 * and by its class the compiler asks the kind for the words of each.
 */
export function wordsOfParts(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const code = codeOf(text);
    const at = (index: number): string => `${path}:${code.slice(0, index).split("\n").length}`;
    if (isInside(path, "catalogue/families"))
      return [...code.matchAll(/\): Part\b/g)].map(({ index }) => `${at(index)} says which class of parts it builds`);
    if (!isInside(path, "engine")) return [];
    return [...code.matchAll(/\bthis\.remark\(/g)].flatMap(({ index, 0: call }) => {
      const end = closingOf(code, index + call.length);
      const words = [...text.slice(index, end).matchAll(/(["'`])((?:\\.|(?!\1)[^\\])*)\1/g)].filter(([, , inside]) =>
        /\s/.test(inside as string),
      );
      return words.map(([literal]) => `${at(index)} ${literal}: give facts, and the words to the kind`);
    });
  });
}

/** Where the bracket closes that was opened just before `from`. */
function closingOf(code: string, from: number): number {
  let depth = 1;
  for (let index = from; index < code.length; index += 1) {
    if (code[index] === "(") depth += 1;
    else if (code[index] === ")" && --depth === 0) return index;
  }
  return code.length;
}

/** Groups of files that name each other, by values or by types, each in a stable order. */
export function importCycles(files: readonly SourceFile[]): string[][] {
  return cyclesOf(importEdges(files));
}

/** Groups of rooms of the table whose files name each other, by values or by types. */
export function roomCycles(files: readonly SourceFile[]): string[][] {
  const rooms = new Map<string, string[]>();
  for (const [file, targets] of importEdges(files)) {
    const room = floorOf(file) ?? file;
    const others = targets.map((target) => floorOf(target) ?? target).filter((other) => other !== room);
    rooms.set(room, [...(rooms.get(room) ?? []), ...others]);
  }
  return cyclesOf(rooms);
}

/** File to the files it imports, a worker that it starts left out: that is another program. */
function importEdges(files: readonly SourceFile[]): Map<string, string[]> {
  const paths = new Set(files.map((file) => file.path));
  return new Map(
    files.map((file) => {
      const targets = importsOf(file.text)
        .filter((each) => each.kind !== "worker")
        .map((each) => resolveImport(file.path, each.specifier));
      return [file.path, targets.filter((target) => target !== null && paths.has(target)) as string[]];
    }),
  );
}

function cyclesOf(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  return strongComponents(edges).filter((group) => group.length > 1 || edges.get(group[0] as string)?.includes(group[0] as string));
}

/** A folder that holds more source files than this is two rooms. */
export const FILES_AT_MOST = 24;

/** Folders that are too full, as sentences; tests that stand beside the code do not count. */
export function crowdedFolders(files: readonly SourceFile[]): string[] {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].flatMap(([folder, count]) =>
    count > FILES_AT_MOST ? [`src/${folder} holds ${count} source files, more than ${FILES_AT_MOST}: make rooms of it`] : [],
  );
}

/** Tarjan's strongly connected components. */
function strongComponents(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const groups: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node) as number);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) {
        visit(next);
        low.set(node, Math.min(low.get(node) as number, low.get(next) as number));
      } else if (stack.includes(next)) low.set(node, Math.min(low.get(node) as number, index.get(next) as number));
    }
    if (low.get(node) === index.get(node)) groups.push(stack.splice(stack.indexOf(node)).sort());
  };
  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return groups;
}

/** The most exact entry of the table a path stands in: a folder, or the file itself. */
function floorOf(file: string): string | null {
  const folders = Object.keys(FLOORS).filter((folder) => folder === file || isInside(file, folder));
  return folders.sort((a, b) => b.length - a.length)[0] ?? null;
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(`${folder}/`);
}

export function covers(entry: string, target: string): boolean {
  const star = entry.indexOf("*");
  if (star !== -1)
    return target.startsWith(entry.slice(0, star)) && target.endsWith(entry.slice(star + 1)) && !target.slice(star).includes("/");
  return target === entry || isInside(target, entry);
}

/** `kafka` for `catalogue/kinds/kafka/kind.ts`, `dedup` for `engine/operators/dedup.ts`. */
function memberOf(file: string, folder: string): string {
  return (file.slice(folder.length + 1).split("/")[0] as string).replace(/\.tsx?$/, "");
}

function isPackage(fence: string, specifier: string): boolean {
  if (fence.endsWith("/") || fence.endsWith(":")) return specifier.startsWith(fence);
  return specifier === fence || specifier.startsWith(`${fence}/`);
}
