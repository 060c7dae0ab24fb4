import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { thisRoot } from "./builds/builds.ts";
import { lengthened, MEMORY_DESIGNS, memoryRows } from "./memory.ts";
import { loadDesign, loadScenario } from "../inputs.ts";

const folder = mkdtempSync(join(tmpdir(), "quadrant-memory-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const build = { root: thisRoot(), name: "here with changes" };
const rows = memoryRows(folder);

describe("runs of several lengths (B7)", () => {
  it("stand below designs that each have a shortest and a longest one", () => {
    for (const design of MEMORY_DESIGNS) expect(rows.filter(({ row }) => row.startsWith(design))).toHaveLength(3);
    expect(rows).toHaveLength(3 * MEMORY_DESIGNS.length);
  });

  it("are the plain design at 2, 4 and 8 million records", async () => {
    const millions: number[] = [];
    for (const { argvOf } of rows.slice(0, 3)) {
      const design = await loadDesign(argvOf(build)[1]!, null);
      if (!design.ok) throw new Error(JSON.stringify(design.error));
      expect(design.value.system.wires).toHaveLength(3);
      const rate = design.value.system.parts[0]!.settings.ratePerSecond as number;
      millions.push((design.value.workload!.durationMs! * rate) / 1e9);
    }
    expect(millions).toEqual([2, 4, 8]);
  });

  it("are the bundled scenario but for its length, with its designs beside it", async () => {
    const bundled = await loadScenario("ios-engagement");
    const file = rows.at(-1)!.argvOf(build)[1]!;
    const longer = await loadScenario(file);
    if (!bundled.ok || !longer.ok) throw new Error("no scenario");
    expect(longer.value.workload).toEqual({ ...bundled.value.workload, durationMs: 390 * 60_000 });
    expect(longer.value.designs.map(({ name }) => name)).toEqual(bundled.value.designs.map(({ name }) => name));
    expect(dirname(file).startsWith(folder)).toBe(true);
  });

  it("are made of a text that names its length, and refused without one", () => {
    const yaml = readFileSync(join(build.root, "scenarios", "ios-engagement", "scenario.yaml"), "utf8");
    expect(lengthened(yaml, 75)).toBe(yaml);
    expect(() => lengthened("id: a\nworkload:\n  users: 3\ngoals: 1\n", 5)).toThrow("names no length");
    expect(() => lengthened("id: a\nworkload:\n  users: 3\nother:\n  durationMs: 1\n", 5)).toThrow("names no length");
  });
});
