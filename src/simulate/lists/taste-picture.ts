import { userText } from "../../engine/rows/trace-names.ts";
import type { ItemModel } from "../../engine/ranking/maths/item-model.ts";
import { itemsWithVector, placeOn, planeOfTurn, principalPlane } from "../../engine/ranking/maths/plane.ts";
import type { Plane } from "../../engine/ranking/maths/plane.ts";
import { BestItems, inverseNorm, scoreOf } from "../../engine/ranking/maths/top-items.ts";
import { cosineBetween, groupCount, groupOfItem, listFor, momentOf } from "./list-lookup.ts";
import type { PathStep, PicturedItem, TastePicture, TastePlane } from "../../result/taste-picture.ts";
import type { TryRequest } from "../../result/try-answer.ts";
import type { RunLook } from "./run-look.ts";
import { itemText } from "../read/trace-columns.ts";

/** Events the path goes back. */
const PATH_STEPS = 6;
/** Nearest items named beside those on the list. */
const NEAREST = 20;

/** Item vectors and the user's way among them, for the list a call is answered with; null when there is no list or no vectors. */
export function pictureOf(run: RunLook, request: TryRequest): TastePicture | null {
  const found = listFor(run, request);
  if (found === null) return null;
  const { user, list } = found;
  const { lists } = run;
  const model = lists.modelOf(list);
  const { steps } = lists.makerOf(list);
  const points = itemsWithVector(model);
  const path = steps.recentSteps(lists.stepOf(list), PATH_STEPS);
  if (points.length === 0 || path.length === 0) return null;
  const vectors = [steps.stepBefore(path[0]), ...path].map((step) => lists.vectorOf(list, step));
  // Before the first event there is no direction: the way begins where that event led.
  const ways = vectors[0].every((value) => value === 0) ? vectors.slice(1) : vectors;
  const turn = planeOfTurn(ways[0], ways[ways.length - 1]);
  const spread = principalPlane(model);
  const groups = groupCount(run);
  const pointOf = new Map(points.map((item, point) => [item, point]));
  return {
    user: userText(run.machine.run.trace?.users ?? null, user),
    lookedAtMs: momentOf(run, request),
    model: run.machine.run.rows.lists.model.data[list],
    planes: [
      ...(turn === null ? [] : [drawn("turn", turn, model, points, ways)]),
      ...(spread === null ? [] : [drawn("spread", spread, model, points, ways)]),
    ],
    groups: groups === null ? null : Int16Array.from(points, (item) => item % groups),
    near: nearItems(run, list, model, pointOf),
    path: Array.from(path, (step, i) => pathStep(run, list, step, pointOf, cosineBetween(vectors[i], vectors[i + 1]))),
  };
}

function drawn(id: TastePlane["id"], plane: Plane, model: ItemModel, points: readonly number[], ways: readonly Float32Array[]): TastePlane {
  const places = points.map((item) => placeOn(plane, model.vectors.subarray(item * model.dims, (item + 1) * model.dims)));
  const users = ways.map((vector) => placeOn(plane, vector));
  return {
    id,
    share: shareIn(plane, model, points),
    x: Float32Array.from(places, ({ x }) => x),
    y: Float32Array.from(places, ({ y }) => y),
    userX: Float32Array.from(users, ({ x }) => x),
    userY: Float32Array.from(users, ({ y }) => y),
  };
}

/** Part of what the items' vectors vary by that can be seen in a plane. */
function shareIn(plane: Plane, { dims, vectors }: ItemModel, points: readonly number[]): number {
  const mean = new Float64Array(dims);
  for (const item of points) for (let d = 0; d < dims; d++) mean[d] += vectors[item * dims + d] / points.length;
  let all = 0;
  let seen = 0;
  for (const item of points) {
    let x = 0;
    let y = 0;
    for (let d = 0; d < dims; d++) {
      const value = vectors[item * dims + d] - mean[d];
      all += value * value;
      x += value * plane.across[d];
      y += value * plane.up[d];
    }
    seen += x * x + y * y;
  }
  return all === 0 ? 0 : seen / all;
}

function nearItems(run: RunLook, list: number, model: ItemModel, pointOf: ReadonlyMap<number, number>): PicturedItem[] {
  const vector = run.lists.vectorOf(list);
  const scale = inverseNorm(vector);
  const cosine = (item: number): number => scoreOf(model, vector, scale, item) - model.popularity[item];
  const listed = [...run.lists.itemsOf(list).items];
  const best = new BestItems(NEAREST);
  for (const item of pointOf.keys()) best.offer(item, cosine(item));
  const others = [...best.ranked().items].filter((item) => !listed.includes(item));
  return [...listed, ...others].map((item) => ({
    item: itemText(run.machine.run, item),
    point: pointOf.get(item) ?? -1,
    listed: listed.includes(item),
    cosine: cosine(item),
    group: groupOfItem(run, item),
  }));
}

function pathStep(run: RunLook, list: number, step: number, pointOf: ReadonlyMap<number, number>, turn: number | null): PathStep {
  const { steps } = run.lists.makerOf(list);
  const { rows, dimensions } = run.machine.run;
  const row = steps.eventOf(step);
  const item = steps.itemOf(step);
  return {
    type: dimensions.types[rows.events.type.at(row)] ?? "event",
    item: itemText(run.machine.run, item),
    point: pointOf.get(item) ?? -1,
    happenedAtMs: rows.events.happenedAt.at(row),
    turn,
    group: groupOfItem(run, item),
  };
}
