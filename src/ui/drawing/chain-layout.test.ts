import { expect, test } from "vitest";
import type { System } from "../../design/types.ts";
import { inChains } from "./chain-layout.ts";

function system(wires: string, alone: readonly string[] = []): System {
  const pairs = wires.split(" ").map((wire) => wire.split(">") as [string, string]);
  const ids = [...new Set([...pairs.flat(), ...alone])];
  return {
    parts: ids.map((id) => ({ id, kind: "service", title: id, position: { x: 0, y: 0 }, settings: {} })),
    wires: pairs.map(([from, to], i) => ({ id: `w${i}`, from: { part: from, port: "out" }, to: { part: to, port: "in" } })),
  };
}

const rows = (drawn: System, columns: number): readonly string[] => {
  const cells = [...inChains(drawn, columns)];
  expect(new Set(cells.map(([, { column, row }]) => `${column} ${row}`)).size, "no two parts in one cell").toBe(drawn.parts.length);
  return Array.from({ length: 1 + Math.max(...cells.map(([, cell]) => cell.row)) }, (_, row) =>
    Array.from({ length: columns }, (__, column) => cells.find(([, cell]) => cell.column === column && cell.row === row)?.[0] ?? "·").join(
      " ",
    ),
  );
};

const PIPELINE = system("app>gateway gateway>kafka kafka>flink kafka>connect connect>s3 flink>processed processed>druid druid>dashboard", [
  "monitor",
]);

test("the branch that fits goes on in the row, the other begins below its fork, shifted where it lacks room", () => {
  expect(rows(PIPELINE, 6)).toEqual(["app gateway kafka connect s3 ·", "monitor · flink processed druid dashboard"]);
  expect(rows(PIPELINE, 5)).toEqual(["app gateway kafka connect s3", "monitor flink processed druid dashboard"]);
  expect(rows(PIPELINE, 4)).toEqual(["app gateway kafka connect", "flink processed druid dashboard", "monitor · · s3"]);
});

test("a chain longer than the page goes on in the row below, as text does", () => {
  expect(rows(system("a>b b>c c>d d>e"), 3)).toEqual(["a b c", "· d e"]);
});

test("a source that joins a chain stands before the place it joins", () => {
  expect(rows(system("a>b b>c c>d x>c"), 4)).toEqual(["a b c d", "· x · ·"]);
});

test("a loop is drawn too", () => {
  expect(rows(system("a>b b>a"), 4)).toEqual(["a b · ·"]);
});
