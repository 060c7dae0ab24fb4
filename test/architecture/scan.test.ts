import { describe, expect, test } from "vitest";
import { codeOf, importsOf, resolveImport, usesOf } from "./scan.ts";

describe("the import scanner", () => {
  test("tells values, types, dynamic imports and workers apart", () => {
    const text = [
      'import "./side-effect.css";',
      'import a, { b } from "./value.ts";',
      'import type { C } from "./type.ts";',
      'import { type D } from "./inline-type.ts";',
      "import {",
      "  e,",
      "  f,",
      "} from './many-lines.ts';",
      'import * as g from "./star.ts";',
      'import type from "./named-type.ts";',
      'export { h } from "./re-export.ts";',
      'export type { I } from "./re-export-type.ts";',
      'const j = await import("./dynamic.ts");',
      'type K = typeof import("./typeof.ts");',
      'new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });',
    ].join("\n");
    expect(importsOf(text).map((each) => `${each.line} ${each.kind} ${each.specifier}`)).toEqual([
      "1 value ./side-effect.css",
      "2 value ./value.ts",
      "3 type ./type.ts",
      "4 value ./inline-type.ts",
      "5 value ./many-lines.ts",
      "9 value ./star.ts",
      "10 value ./named-type.ts",
      "11 value ./re-export.ts",
      "12 type ./re-export-type.ts",
      "13 dynamic ./dynamic.ts",
      "14 type ./typeof.ts",
      "15 worker ./worker.ts",
    ]);
  });

  test("sees nothing in comments, strings, templates and patterns", () => {
    const text = [
      '// import "./a.ts"',
      '/* import { b } from "./b.ts" */',
      "const c = 'import \"./c.ts\"';",
      'const d = `import "./d.ts" ${e + "import"} from "./e.ts"`;',
      'const f = /import "x" from "y"/.test(g);',
      'export const h = "from";',
      "const i = j / k; // from './l.ts'",
    ].join("\n");
    expect(importsOf(text)).toEqual([]);
  });

  test("keeps code inside a template and after a pattern", () => {
    const code = codeOf('const a = `x ${Math.random()} y`; const b = /["`]/.test(c) ? Date.now() : 1;');
    expect(usesOf("Math.random", code)).toEqual([1]);
    expect(usesOf("Date.now", code)).toEqual([1]);
  });

  test("does not take JSX text or a division for a string or a pattern", () => {
    const code = codeOf('const a = <p>it{"\'"}s {b / 2}</p>;\nconst c = Math.random() / 2 / 3;\nsetTimeout(d);');
    expect(usesOf("Math.random", code)).toEqual([2]);
    expect(usesOf("setTimeout", code)).toEqual([3]);
  });

  test("finds a use only where the whole name stands", () => {
    expect(usesOf("Math.log", codeOf("Math.log2(1); fixedMath.log(1); // Math.log(1)"))).toEqual([]);
    expect(usesOf("Math.log", codeOf("Math\n  .log(1)"))).toEqual([1]);
    expect(usesOf("setTimeout", codeOf("clock.setTimeout(a)"))).toEqual([]);
  });

  test("resolves relative paths below src", () => {
    expect(resolveImport("ui/shell/App.tsx", "../../design/types.ts")).toBe("design/types.ts");
    expect(resolveImport("ui/main.tsx", "./theme/base.css?inline")).toBe("ui/theme/base.css");
    expect(resolveImport("scenario/bundled.ts", "../../scenarios/index.json")).toBeNull();
    expect(resolveImport("ui/main.tsx", "react")).toBeNull();
  });
});
