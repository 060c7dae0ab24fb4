import { expect, test } from "vitest";
import { Facet } from "./facet.ts";

test("A1 a facet is answered by those who tell it, and by nobody else", () => {
  const [depth, colour] = [new Facet<number>("depth"), new Facet<string>("colour")];
  const deep = { told: (facet: unknown) => (facet === depth ? 0 : undefined) };
  const red = { told: (facet: unknown) => (facet === colour ? "red" : undefined) };
  expect([depth.of(deep), depth.of(red), depth.of(undefined)]).toEqual([0, null, null]);
  expect(colour.all([deep, red, deep, red])).toEqual(["red", "red"]);
});
