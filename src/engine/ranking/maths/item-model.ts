import type { RandomStream } from "../../../base/rng.ts";
import { log } from "../../../base/fixed-math.ts";
import type { CoOccurrence } from "./co-occurrence.ts";
import { positivePmi } from "./co-occurrence.ts";
import { leadingFactors } from "./truncated-svd.ts";

/**
 * What a training leaves behind: a unit vector per item (zero for items never seen beside another) and its popularity term.
 * The term is one more dimension in which every user has 1, so that a score stays one inner product (facts/dataplane.md 3.1).
 */
export type ItemModel = {
  readonly items: number;
  readonly dims: number;
  /** items x dims. */
  readonly vectors: Float32Array;
  /** Added to the cosine: popularityWeight x ln(1 + times seen). */
  readonly popularity: Float32Array;
};

export type TrainingSpec = {
  readonly dims: number;
  /** Weight of ln(popularity) beside the cosine; 0.1 to 0.2 by measurement. */
  readonly popularityWeight: number;
};

/** Item vectors from what users met together, and how often each item was met. */
export function trainItems(met: CoOccurrence, seen: Int32Array, spec: TrainingSpec, random: RandomStream): ItemModel {
  return modelOf(itemFactors(met, spec.dims, random, null), seen, spec);
}

/** Factors of what users met together, items x dims; those of the training before spare half of the work. */
export function itemFactors(met: CoOccurrence, dims: number, random: RandomStream, before: Float32Array | null): Float32Array {
  return leadingFactors(positivePmi(met.counts()), dims, random, before);
}

/** Directions of the factors, and how often each item was met. */
export function modelOf(factors: Float32Array, seen: Int32Array, { dims, popularityWeight }: TrainingSpec): ItemModel {
  const vectors = factors.slice();
  for (let item = 0; item < seen.length; item++) normalise(vectors, item * dims, dims);
  const popularity = Float32Array.from(seen, (count) => popularityWeight * log(1 + count));
  return { items: seen.length, dims, vectors, popularity };
}

/** Before the first training nothing is known but popularity. */
export function untrainedItems(items: number, dims: number, seen: Int32Array, popularityWeight: number): ItemModel {
  const popularity = Float32Array.from(seen, (count) => popularityWeight * log(1 + count));
  return { items, dims, vectors: new Float32Array(items * dims), popularity };
}

export function normalise(vectors: Float32Array, from: number, dims: number): void {
  let square = 0;
  for (let d = 0; d < dims; d++) square += vectors[from + d] * vectors[from + d];
  if (square === 0) return;
  const scale = 1 / Math.sqrt(square);
  for (let d = 0; d < dims; d++) vectors[from + d] *= scale;
}

/** What is left of a user's past with every further event, by measurement 0.7 to 0.8. */
export function userVector(model: ItemModel, history: ArrayLike<number>, decay: number): Float32Array {
  const vector = new Float32Array(model.dims);
  for (let i = 0; i < history.length; i++) moveUser(vector, model, history[i], decay);
  return vector;
}

/** m <- d m + (1 - d) v(item). */
export function moveUser(vector: Float32Array, model: ItemModel, item: number, decay: number): void {
  const from = item * model.dims;
  for (let d = 0; d < model.dims; d++) vector[d] = decay * vector[d] + (1 - decay) * model.vectors[from + d];
}
