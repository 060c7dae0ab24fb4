import { expect, test } from "vitest";
import { ServedModels } from "./served-models.ts";
import type { ItemModel } from "./maths/item-model.ts";
import { ModelShelf } from "./maths/model-shelf.ts";

const MODEL = { items: 0 } as ItemModel;

function served(kept: number, buildMs: (model: number) => number | null): { shelf: ModelShelf; models: ServedModels; told: string[] } {
  const shelf = new ModelShelf(MODEL);
  const told: string[] = [];
  const models = new ServedModels(shelf, {
    kept,
    buildMs,
    served: (model, at) => told.push(`${model} at ${at}`),
    failed: (model, at) => told.push(`${model} failed at ${at}`),
  });
  return { shelf, models, told };
}

test("the old model serves until the new one is built, and older ones as long as they are kept", () => {
  const { shelf, models } = served(2, () => 10);
  shelf.publish(MODEL, 100);
  models.follow(109.9);
  expect([models.newest, models.serves(0), models.serves(1)]).toEqual([0, true, false]);
  models.follow(110);
  expect([models.newest, models.serves(0), models.serves(1)]).toEqual([1, true, true]);
  shelf.publish(MODEL, 200);
  models.follow(500);
  expect([models.newest, models.serves(0), models.serves(1)]).toEqual([2, false, true]);
  expect(models.buildMs).toBe(20);
});

test("one is built at a time; what came out meanwhile but for the newest is left out", () => {
  const all = served(1, () => 100);
  for (const at of [10, 20, 30]) all.shelf.publish(MODEL, at);
  all.models.follow(1000);
  expect(all.told).toEqual(["1 at 110", "3 at 210"]);
  // Followed step by step it is the same.
  const stepped = served(1, () => 100);
  for (let at = 0; at <= 1000; at += 5) {
    if (at === 10 || at === 20 || at === 30) stepped.shelf.publish(MODEL, at);
    stepped.models.follow(at);
  }
  expect(stepped.told).toEqual(all.told);
});

test("a model that cannot be built never serves, and the next one is tried", () => {
  const { shelf, models, told } = served(2, (model) => (model === 1 ? null : 5));
  shelf.publish(MODEL, 10);
  shelf.publish(MODEL, 20);
  models.follow(15);
  expect([models.newest, models.serves(1)]).toEqual([0, false]);
  models.follow(30);
  expect(told).toEqual(["1 failed at 10", "2 at 25"]);
});
