import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { filesBelow, ROOT } from "./scan.ts";
import { codeBreaches, lengthBreaches, nameBreaches, textBreaches } from "./tidy.ts";

const written = /\.(tsx?|mjs|js|css)$/;
const source = filesBelow("src", written);
const tests = filesBelow("test", /\.tsx?$/);
const scripts = [...filesBelow("scripts", written), ...filesBelow("bin", written)];
const prose = [
  ...filesBelow("scenarios", /\.(ya?ml|json|md)$/),
  ...filesBelow("docs", /\.md$/),
  ...["README.md", "CONTRIBUTING.md", "package.json", "index.html", ".ci/run"].map((file) => ({
    path: file,
    text: readFileSync(path.join(ROOT, file), "utf8"),
  })),
];
const everything = [...source, ...tests, ...scripts, ...prose];

describe("the tree is tidy", () => {
  test("no file is too long", () => expect(lengthBreaches([...source, ...tests, ...scripts])).toEqual([]));
  test("files are named after what they hold", () => {
    expect([...source, ...tests, ...scripts].flatMap((file) => nameBreaches(file.path))).toEqual([]);
  });
  test("nothing is left behind", () => expect(everything.flatMap(textBreaches)).toEqual([]));
  test("the code keeps its habits", () => expect(source.flatMap(codeBreaches)).toEqual([]));
  test("the lock file names no registry", () => {
    const lock = JSON.parse(readFileSync(path.join(ROOT, "package-lock.json"), "utf8")) as {
      packages: Record<string, { resolved?: string }>;
    };
    const named = Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined);
    expect(named.map(([name]) => name)).toEqual([]);
  });
});

describe("planted untidiness is caught", () => {
  const file = (name: string, text: string) => ({ path: name, text });

  test("length, and a list of exceptions that only shrinks", () => {
    const long = file("src/a.ts", "x\n".repeat(501));
    expect(lengthBreaches([long])).toHaveLength(1);
    expect(lengthBreaches([file("src/a.ts", "x\n".repeat(500))])).toEqual([]);
    expect(lengthBreaches([long], { "src/a.ts": 501 })).toEqual([]);
    expect(lengthBreaches([long], { "src/a.ts": 600 })).toHaveLength(1);
    expect(lengthBreaches([file("src/a.ts", "x\n")], { "src/a.ts": 600 })).toHaveLength(1);
    expect(lengthBreaches([], { "src/a.ts": 600 })).toHaveLength(1);
  });

  test("names", () => {
    for (const bad of [
      "src/ui/goalStrip.ts",
      "src/ui/goal-strip.tsx",
      "src/ui/index.ts",
      "src/base/string-utils.ts",
      "src/ui/NodeData.tsx",
    ]) {
      expect(nameBreaches(bad), bad).not.toEqual([]);
    }
    const good = [
      "src/ui/main.tsx",
      "src/ui/GoalStrip.tsx",
      "src/ui/GoalStrip.module.css",
      "src/workers/simulation.worker.ts",
      "src/base/rng.test.ts",
    ];
    for (const path of good) expect(nameBreaches(path), path).toEqual([]);
  });

  test("words and paths", () => {
    for (const bad of [
      `// TO${"DO"} later`,
      `test.sk${"ip"}("a")`,
      `describe.on${"ly"}("a")`,
      `// @ts-${"ignore"}`,
      `"/ro${"ot"}/x"`,
      `at /wor${"k"}/main`,
    ]) {
      expect(textBreaches(file("src/a.ts", bad)), bad).toHaveLength(1);
    }
    expect(textBreaches(file("src/a.ts", "const todos = skip(only);"))).toEqual([]);
  });

  test("code", () => {
    const bad = ["a as any;", "export default a;", 'export * from "./a.ts";', "export class RunManager {}", "export type NodeData = 1;"];
    for (const text of bad) expect(codeBreaches(file("src/a.ts", `const z = 1;\n${text}`)), text).toHaveLength(1);
    expect(codeBreaches(file("src/a.ts", 'export { a } from "./a.ts";\nexport type { B } from "./b.ts";'))).toHaveLength(1);
    const good = "export type Metadata = 1;\nexport const dataset = 2;\nexport const information = 'as any';";
    expect(codeBreaches(file("src/a.ts", good))).toEqual([]);
  });
});
