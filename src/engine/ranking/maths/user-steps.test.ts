import { expect, test } from "vitest";
import { ModelShelf } from "./model-shelf.ts";
import type { ItemModel } from "./item-model.ts";
import { UserSteps } from "./user-steps.ts";

test("a step remembers what the user met up to then, whatever came after", () => {
  const steps = new UserSteps(2);
  const first = steps.take(0, 5, 100);
  steps.take(1, 9, 101);
  const second = steps.take(0, 6, 102);
  steps.take(0, 7, 103);
  expect([...steps.recentItems(second)]).toEqual([5, 6]);
  expect([...steps.recentItems(steps.newestOf(0), 2)]).toEqual([6, 7]);
  expect(steps.eventOf(second)).toBe(102);
  expect(steps.itemsSeen(first)).toEqual(new Set([5]));
  expect([...steps.recentItems(-1)]).toEqual([]);
  steps.forgetAll();
  expect([...steps.recentItems(steps.take(0, 8, 104))]).toEqual([8]);
  expect([...steps.recentItems(second)]).toEqual([5, 6]);
});

test("workers find the model that was newest at their moment", () => {
  const model = { items: 0 } as ItemModel;
  const shelf = new ModelShelf(model);
  shelf.publish(model, 50);
  shelf.publish(model, 90);
  expect([0, 50, 89, 90].map((at) => shelf.newestAt(at))).toEqual([0, 1, 1, 2]);
});
