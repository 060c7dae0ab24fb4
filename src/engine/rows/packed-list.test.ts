import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { float64s, int32s, uint8s } from "./packed-list.ts";

test("values that were added come back to the bit, from full pages and from the one that fills (M2)", () => {
  const draws = createStream(3, "packed", "list");
  const makers: (() => number)[] = [
    () => Math.floor(draws.nextUniform32() * 200),
    () => Math.floor(draws.nextUniform32() * 2 ** 31),
    () => 5,
    () => draws.nextUniform32() * 1e9,
    () => (draws.nextUniform32() < 0.1 ? Number.NaN : -0),
  ];
  for (const make of makers) {
    const [floats, wholes, codes] = [float64s(), int32s(), uint8s()];
    const written = Array.from({ length: 3 * 4096 + 17 }, make);
    for (const value of written) {
      floats.push(value);
      wholes.push(value);
      codes.push(value);
    }
    expect(floats.length).toBe(written.length);
    // What a typed array makes of a number of another kind is what the list makes of it.
    expect(floats.whole()).toEqual(Float64Array.from(written));
    expect(wholes.whole()).toEqual(Int32Array.from(written));
    expect(codes.whole()).toEqual(Uint8Array.from(written));
    for (const i of [0, 4095, 4096, written.length - 1]) expect(Object.is(floats.at(i), written[i])).toBe(true);
  }
});

test("an empty list holds nothing", () => {
  expect([int32s().length, int32s().whole().length]).toEqual([0, 0]);
});
