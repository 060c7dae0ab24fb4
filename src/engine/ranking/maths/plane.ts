import type { ItemModel } from "./item-model.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** A plane through the space of vectors: where its middle lies, and two directions of length 1 at right angles. */
export type Plane = { readonly origin: Float64Array; readonly across: Float64Array; readonly up: Float64Array };

/**
 * The plane that keeps most of what item vectors differ in: their first two principal directions, about their mean.
 * Items without a vector are left out; null when fewer than three have one.
 */
export function principalPlane(model: ItemModel): Plane | null {
  const { dims, vectors } = model;
  const items = itemsWithVector(model);
  if (items.length < 3 || dims < 2) return null;
  const origin = new Float64Array(dims);
  for (const item of items) for (let d = 0; d < dims; d++) origin[d] += vectors[item * dims + d] / items.length;
  const covariance = new Float64Array(dims * dims);
  for (const item of items) {
    for (let a = 0; a < dims; a++) {
      const value = vectors[item * dims + a] - origin[a];
      for (let b = 0; b < dims; b++) covariance[a * dims + b] += value * (vectors[item * dims + b] - origin[b]);
    }
  }
  const { values, vectors: directions } = symmetricEigen(covariance, dims);
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b);
  if (values[order[0]] <= 0) return null;
  const direction = (column: number): Float64Array =>
    facing(Float64Array.from({ length: dims }, (_, row) => directions[row * dims + column]));
  return { origin, across: direction(order[0]), up: direction(order[1]) };
}

/** Of a direction and its opposite the one whose largest part is positive, so that pictures do not flip. */
function facing(direction: Float64Array): Float64Array {
  const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}

/** Directions closer than this are one: nothing moved. */
const SAME = 1e-6;

/**
 * The plane in which a vector turned from one direction to another. To the right lies what it turned towards; up lies
 * what it was near before and after. Nothing of the turn is lost in it; null when there was none.
 */
export function planeOfTurn(from: Float32Array, to: Float32Array): Plane | null {
  const [a, b] = [unit(Float64Array.from(from)), unit(Float64Array.from(to))];
  if (a === null || b === null) return null;
  const across = unit(b.map((value, d) => value - a[d]));
  const up = unit(b.map((value, d) => value + a[d]));
  return across === null || up === null ? null : { origin: new Float64Array(from.length), across, up };
}

function unit(vector: Float64Array): Float64Array | null {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length < SAME ? null : vector.map((value) => value / length);
}

/** Where a vector of length 1 in the direction of `vector` lies on the plane; the middle for a vector of nothing. */
export function placeOn(plane: Plane, vector: ArrayLike<number>, from = 0): { readonly x: number; readonly y: number } {
  const dims = plane.origin.length;
  let square = 0;
  for (let d = 0; d < dims; d++) square += vector[from + d] * vector[from + d];
  const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
  let x = 0;
  let y = 0;
  for (let d = 0; d < dims; d++) {
    const value = square === 0 ? 0 : vector[from + d] * scale - plane.origin[d];
    x += value * plane.across[d];
    y += value * plane.up[d];
  }
  return { x, y };
}

/** Items a training has seen beside others. */
export function itemsWithVector({ items, dims, vectors }: ItemModel): number[] {
  const known: number[] = [];
  for (let item = 0; item < items; item++) {
    for (let d = 0; d < dims; d++) {
      if (vectors[item * dims + d] === 0) continue;
      known.push(item);
      break;
    }
  }
  return known;
}
