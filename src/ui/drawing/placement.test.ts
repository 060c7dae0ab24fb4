import { describe, expect, test } from "vitest";
import { addPart, addWire } from "../../design/edits.ts";
import { emptyDesign } from "../../design/empty.ts";
import type { Design, Point } from "../../design/types.ts";
import { freePlace, neighbourOf, placeNextTo, roomAlong, snapped, standsFree, steppedAside } from "./placement.ts";

function drawn(places: readonly (readonly [id: string, place: Point])[]): Design {
  return places.reduce((design, [id, position]) => addPart(design, { id, kind: "service", title: id, position }), emptyDesign());
}

describe("where a new part goes", () => {
  test("on the grid", () => {
    expect(snapped({ x: 7, y: 9 })).toEqual({ x: 0, y: 16 });
  });

  test("right of the focused part, below when that place is taken", () => {
    const one = drawn([["a", { x: 32, y: 32 }]]);
    expect(placeNextTo(one.system.parts, one.system.parts[0])).toEqual({ x: 272, y: 32 });
    const two = drawn([
      ["a", { x: 32, y: 32 }],
      ["b", { x: 272, y: 32 }],
    ]);
    expect(placeNextTo(two.system.parts, two.system.parts[0])).toEqual({ x: 272, y: 192 });
  });

  test("right of everything without a focused part, and at the beginning of an empty drawing", () => {
    expect(placeNextTo([], undefined)).toEqual({ x: 32, y: 32 });
    const two = drawn([
      ["a", { x: 32, y: 32 }],
      ["b", { x: 272, y: 192 }],
    ]);
    expect(placeNextTo(two.system.parts, undefined)).toEqual({ x: 512, y: 192 });
  });

  test("cards that stood side by side and come into one line make room along it; what is dropped on a card steps aside", () => {
    const { system } = drawn([
      ["a", { x: 0, y: 0 }],
      ["b", { x: 320, y: 16 }],
      ["c", { x: 0, y: 160 }],
    ]);
    expect(roomAlong(system.parts, [{ id: "b", to: { x: 0, y: 16 } }], ["a", "b"], "y")).toEqual([{ id: "b", to: { x: 0, y: 272 } }]);
    const dropped = steppedAside(system.parts, [{ id: "b", to: { x: 16, y: 0 } }]);
    expect(standsFree(system.parts, dropped)).toBe(true);
    expect(standsFree(system.parts, [{ id: "b", to: { x: 16, y: 0 } }])).toBe(false);
  });

  test("never over another card", () => {
    const { system } = drawn(
      Array.from({ length: 40 }, (_, index) => [`p${index}`, { x: (index % 5) * 240, y: Math.floor(index / 5) * 160 }] as const),
    );
    const place = freePlace(system.parts, { x: 10, y: 10 });
    expect(system.parts.every((part) => Math.abs(part.position.x - place.x) >= 176 || Math.abs(part.position.y - place.y) >= 96)).toBe(
      true,
    );
  });
});

describe("where the focus goes when parts are deleted", () => {
  const design = addWire(
    drawn([
      ["a", { x: 0, y: 0 }],
      ["near", { x: 240, y: 0 }],
      ["wired", { x: 2400, y: 0 }],
    ]),
    { part: "a", port: "out" },
    { part: "wired", port: "in" },
  );

  test("to a part it was wired to, else to the nearest, else nowhere", () => {
    expect(neighbourOf(design, ["a"])).toBe("wired");
    expect(neighbourOf(design, ["near"])).toBe("a");
    expect(neighbourOf(design, ["a", "near", "wired"])).toBeNull();
    expect(neighbourOf(design, [])).toBeNull();
  });
});
