import { describe, expect, test } from "vitest";
import { wirePath, type Box } from "./wire-path.ts";

const at = (x: number, y: number): Box => ({ x, y, width: 176, height: 96 });

function ends(from: Box, to: Box): readonly number[] {
  const numbers =
    wirePath(from, from.y + 48, to, to.y + 48)
      .path.match(/-?[\d.]+/g)
      ?.map(Number) ?? [];
  return [...numbers.slice(0, 2), ...numbers.slice(-2)];
}

describe("the way of a wire", () => {
  test("leaves on the right and arrives on the left where there is room", () => {
    expect(ends(at(0, 0), at(240, 160))).toEqual([176, 48, 240, 208]);
  });

  test("runs straight down, or up, between cards of one column", () => {
    expect(ends(at(0, 0), at(0, 160))).toEqual([88, 96, 88, 160]);
    expect(ends(at(0, 160), at(0, 0))).toEqual([88, 160, 88, 96]);
  });

  test("goes leftwards to a card that stands before its source in the same row", () => {
    expect(ends(at(240, 0), at(0, 0))).toEqual([240, 48, 176, 48]);
  });

  test("ports keep their order on the lower edge", () => {
    const upper = wirePath(at(0, 0), 12, at(0, 160), 208).path;
    const lower = wirePath(at(0, 0), 84, at(0, 160), 208).path;
    const start = (path: string): number => Number(/M(-?[\d.]+)/.exec(path)?.[1]);
    expect(start(upper)).toBeLessThan(88);
    expect(start(lower)).toBeGreaterThan(88);
  });
});
