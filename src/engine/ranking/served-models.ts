import type { ModelShelf } from "./maths/model-shelf.ts";

export type ServingSpec = {
  /** Models that can be asked at the same time, the newest and those before it. */
  readonly kept: number;
  /** How long it takes from the start of a build until a model serves; null = it cannot be built. */
  buildMs(model: number): number | null;
  /** Told when a model has begun to serve, or failed to. */
  served(model: number, at: number): void;
  failed(model: number, at: number): void;
};

/**
 * Which models of a shelf are served, blue/green: one at a time, the newest that is published is built aside and takes over when
 * it is ready; the ones before it serve meanwhile. It follows the shelf up to an instant and depends on nothing but that.
 */
export class ServedModels {
  buildMs = 0;
  builds = 0;
  readonly shelf: ModelShelf;
  private readonly spec: ServingSpec;
  /** Models in the order they took over; model 0 knows popularity only and stands there from the start. */
  private readonly live: number[] = [0];
  private building: { readonly model: number; readonly readyAt: number; readonly fits: boolean } | null = null;
  private tried = 0;
  private freeAt = -Infinity;

  constructor(shelf: ModelShelf, spec: ServingSpec) {
    this.shelf = shelf;
    this.spec = spec;
  }

  /** Takes in what happened before or at an instant; instants never fall. */
  follow(at: number): void {
    for (;;) {
      if (this.building === null) this.start(at);
      if (this.building === null || this.building.readyAt > at) return;
      this.finish(this.building);
    }
  }

  private start(at: number): void {
    const newest = this.shelf.newestAt(at);
    if (newest <= this.tried) return;
    // The builder takes up the newest there is when it is free, or waits for the next to come out.
    const from = Math.max(this.freeAt, this.shelf.publishedAtMs(this.tried + 1));
    const model = this.shelf.newestAt(from);
    const ms = this.spec.buildMs(model);
    this.tried = model;
    this.building = { model, readyAt: from + (ms ?? 0), fits: ms !== null };
    this.builds++;
    this.buildMs += ms ?? 0;
  }

  private finish({ model, readyAt, fits }: { readonly model: number; readonly readyAt: number; readonly fits: boolean }): void {
    this.building = null;
    this.freeAt = readyAt;
    if (!fits) return this.spec.failed(model, readyAt);
    this.live.push(model);
    this.spec.served(model, readyAt);
  }

  /** The one that took over last. */
  get newest(): number {
    return this.live[this.live.length - 1];
  }

  serves(model: number): boolean {
    for (let i = this.live.length - 1; i >= 0 && i >= this.live.length - this.spec.kept; i--) if (this.live[i] === model) return true;
    return false;
  }
}
