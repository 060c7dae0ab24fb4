import { expect, test } from "vitest";
import type { ItemModel } from "./item-model.ts";
import { ModelShelf } from "./model-shelf.ts";

test("models are numbered as they are published, and the newest of an instant is the last that was there by then", () => {
  const shelf = new ModelShelf({} as ItemModel);
  expect([shelf.publish({} as ItemModel, 10), shelf.publish({} as ItemModel, 20)]).toEqual([1, 2]);
  expect([0, 9, 10, 19, 20, 1e9].map((at) => shelf.newestAt(at))).toEqual([0, 0, 1, 1, 2, 2]);
  shelf.withdraw();
  expect(shelf.newestAt(30)).toBe(1);
  expect(shelf.publish({} as ItemModel, 40)).toBe(2);
});
