import { describe, expect, test } from "vitest";
import { KINDS } from "../../src/catalogue/registry.ts";
import { DRAWINGS, kindIdsOf, kindsNamed, OTHER_MEANINGS } from "./kind-names.ts";
import { covers } from "./rules.ts";
import { productFiles } from "./scan.ts";

const files = productFiles();
const file = (path: string, text: string) => ({ path, text });

describe("a kind is known by itself and by the registry alone", () => {
  test("no file of another kind, of a family, of a room or of the page names it by its id or imports from its folder (A4)", () => {
    expect([...kindIdsOf(files)].sort()).toEqual(KINDS.map(({ id }) => id).sort());
    expect(kindsNamed(files)).toEqual([]);
  });
  test("what is excused is needed: every drawing and every other meaning is found where the table says", () => {
    const there = (path: string) => files.filter((each) => covers(path, each.path));
    for (const path of Object.keys(DRAWINGS))
      expect(
        kindsNamed(
          there(path).map((each) => file(`elsewhere/${each.path}`, each.text)),
          kindIdsOf(files),
        ),
        path,
      ).not.toEqual([]);
    const moved = files.map((each) => file(each.path.startsWith("catalogue/kinds/") ? each.path : `elsewhere/${each.path}`, each.text));
    const needed = kindsNamed(moved, kindIdsOf(files));
    for (const { word, files: where } of OTHER_MEANINGS)
      for (const path of where.filter((each) => !each.startsWith("catalogue/kinds")))
        expect(
          needed.some((breach) => breach.startsWith(`elsewhere/${path}:`) && breach.endsWith(` ${word}`)),
          `${path} ${word}`,
        ).toBe(true);
  });
});

test.each([
  ["a family that asks for a kind", "catalogue/families/log.ts", 'if (part.kind === "kafka") count();'],
  ["an import from a kind's folder", "catalogue/families/log.ts", 'import { LIMIT } from "../kinds/kafka/limits.ts";'],
  ["a table of kinds", "ui/part-view/icons.ts", "const ICONS = { flink: Cpu, kafka: List };"],
  ["another kind that asks for it", "catalogue/kinds/athena/kind.ts", 'const isTable = (kind: string) => kind === "delta-table";'],
  ["a family's word where a kind is meant", "catalogue/drawing/wiring.ts", 'if (kind === "service") return;'],
])("planted: %s", (_, path, text) => {
  expect(kindsNamed([file(path, text)], kindIdsOf(files))).not.toEqual([]);
});

test.each([
  ["comments and sentences", "engine/log/a.ts", '/** As "kafka" does. */ const words = "like kafka";'],
  ["the parts of an example", "catalogue/kinds/athena/kind.ts", 'const parts = [{ id: "kafka", kind: "kafka" }];'],
  ["itself", "catalogue/kinds/kafka/kind.ts", 'const id = "kafka";'],
])("may stand: %s", (_, path, text) => {
  expect(kindsNamed([file(path, text)], kindIdsOf(files))).toEqual([]);
});
