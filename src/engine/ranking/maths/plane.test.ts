import { expect, test } from "vitest";
import { createStream } from "../../../base/rng.ts";
import { normalise } from "./item-model.ts";
import type { ItemModel } from "./item-model.ts";
import { itemsWithVector, placeOn, planeOfTurn, principalPlane } from "./plane.ts";

const DIMS = 8;

/** Unit vectors that differ by chance, in the first two directions three times as much; the last item was never seen. */
function model(items: number): ItemModel {
  const random = createStream(1, "plane");
  const vectors = new Float32Array((items + 1) * DIMS);
  for (let item = 0; item < items; item++) {
    for (let d = 0; d < DIMS; d++) vectors[item * DIMS + d] = (random.nextUniform32() - 0.5) * (d < 2 ? 3 : 1);
    normalise(vectors, item * DIMS, DIMS);
  }
  return { items: items + 1, dims: DIMS, vectors, popularity: new Float32Array(items + 1) };
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((sum, value, d) => sum + value * b[d], 0);

test("the principal plane is the one in which items differ most (R4)", () => {
  const plane = principalPlane(model(400));
  if (plane === null) throw new Error("no plane");
  expect(dot(plane.across, plane.across)).toBeCloseTo(1, 9);
  expect(dot(plane.up, plane.up)).toBeCloseTo(1, 9);
  expect(dot(plane.across, plane.up)).toBeCloseTo(0, 9);
  for (const direction of [plane.across, plane.up]) {
    expect(direction[0] ** 2 + direction[1] ** 2).toBeGreaterThan(0.95);
    expect(Math.max(...direction)).toBe(Math.max(...direction.map(Math.abs)));
  }
});

test("items no training has seen have no place, and too few make no plane", () => {
  expect(itemsWithVector(model(5))).toEqual([0, 1, 2, 3, 4]);
  expect(principalPlane(model(2))).toBeNull();
});

test("in the plane of a turn both ends lie on the circle, level, and cosines to them can be read off (R4)", () => {
  const random = createStream(2, "turn");
  const vector = (): Float32Array => Float32Array.from({ length: DIMS }, () => random.nextUniform32() - 0.5);
  const [from, to] = [vector(), vector()];
  const plane = planeOfTurn(from, to);
  if (plane === null) throw new Error("no plane");
  const [was, is] = [placeOn(plane, from), placeOn(plane, to)];
  expect(is.x ** 2 + is.y ** 2).toBeCloseTo(1, 6);
  expect(is.x).toBeCloseTo(-was.x, 6);
  expect(is.y).toBeCloseTo(was.y, 6);
  expect(is.x).toBeGreaterThan(0);
  for (let i = 0; i < 20; i++) {
    const other = vector();
    const { x, y } = placeOn(plane, other);
    expect(x * is.x + y * is.y).toBeCloseTo(dot(other, to) / Math.sqrt(dot(other, other) * dot(to, to)), 5);
  }
});

test("without a turn there is no plane of it", () => {
  const vector = Float32Array.from({ length: DIMS }, (_, d) => d);
  expect(
    planeOfTurn(
      vector,
      vector.map((value) => value * 3),
    ),
  ).toBeNull();
  expect(planeOfTurn(new Float32Array(DIMS), vector)).toBeNull();
});
