import { assert } from "../../../base/assert.ts";
import type { ItemModel } from "./item-model.ts";

/** Item models in the order they were published; workers use the newest there is. Model 0 stands there from the start. */
export class ModelShelf {
  private readonly models: ItemModel[] = [];
  private readonly publishedAt: number[] = [];

  constructor(first: ItemModel) {
    this.models.push(first);
    this.publishedAt.push(-Infinity);
  }

  publish(model: ItemModel, at: number): number {
    assert(at >= this.publishedAt[this.publishedAt.length - 1], "models are published in order of time");
    this.publishedAt.push(at);
    return this.models.push(model) - 1;
  }

  /** The newest one never came out: its training failed. */
  withdraw(): void {
    assert(this.models.length > 1, "the first model stays");
    this.models.pop();
    this.publishedAt.pop();
  }

  /** Number of the newest model at an instant. */
  newestAt(at: number): number {
    let found = this.models.length - 1;
    while (this.publishedAt[found] > at) found--;
    return found;
  }

  model(number: number): ItemModel {
    return this.models[number];
  }

  /** When a model came into use; -Infinity for the one that stood there from the start. */
  publishedAtMs(number: number): number {
    return this.publishedAt[number];
  }

  get count(): number {
    return this.models.length;
  }
}
