import { describe, expect, test } from "vitest";
import { aligned, distributed, snappedTo } from "./alignment.ts";

const card = (id: string, x: number, y: number) => ({ id, position: { x, y } });

describe("cards in line", () => {
  const cards = [card("a", 32, 128), card("b", 320, 0), card("c", 640, 256)];
  test("the one furthest that way stays", () => {
    expect(aligned(cards, "top")).toEqual([
      { id: "a", to: { x: 32, y: 0 } },
      { id: "c", to: { x: 640, y: 0 } },
    ]);
    expect(aligned(cards, "right")).toEqual([
      { id: "a", to: { x: 640, y: 128 } },
      { id: "b", to: { x: 640, y: 0 } },
    ]);
  });

  test("a dragged card goes onto the line of another that is near, and the line is told from end to end", () => {
    expect(snappedTo({ x: 36, y: 400 }, cards)).toEqual({
      at: { x: 32, y: 400 },
      guides: [{ along: "x", at: 32, from: 128, to: 496 }],
    });
    expect(snappedTo({ x: 48, y: 400 }, cards)).toEqual({ at: { x: 48, y: 400 }, guides: [] });
  });

  test("steps between them become equal, in their order, on the grid; the outermost stay", () => {
    expect(distributed([card("c", 960, 0), card("a", 0, 0), card("b", 320, 48)], "x")).toEqual([{ id: "b", to: { x: 480, y: 48 } }]);
  });

  test("cards that would cover each other are set apart", () => {
    expect(distributed([card("a", 0, 0), card("b", 16, 0), card("c", 32, 0)], "x").map(({ to }) => to.x)).toEqual([192, 384]);
  });

  test("two have no step to make equal", () => {
    expect(distributed([card("a", 0, 0), card("b", 16, 0)], "y")).toEqual([]);
  });
});
