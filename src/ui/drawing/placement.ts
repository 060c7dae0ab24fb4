import type { Design, Part, Point } from "../../design/types.ts";

export const GRID_PX = 16;
export const NODE_WIDTH_PX = 176;
/** Height of a card with one line of settings; the true one is measured on the canvas. */
export const NODE_HEIGHT_PX = 96;
const COLUMN_PX = 240;
const ROW_PX = 160;

export function snapped(point: Point): Point {
  return { x: Math.round(point.x / GRID_PX) * GRID_PX, y: Math.round(point.y / GRID_PX) * GRID_PX };
}

function overlaps(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) < NODE_WIDTH_PX + GRID_PX && Math.abs(a.y - b.y) < NODE_HEIGHT_PX + GRID_PX;
}

/** The nearest place to `wish` where a card covers no other, looking down and then to the right. */
export function freePlace(parts: readonly Part[], wish: Point): Point {
  const start = snapped(wish);
  for (let column = 0; column < 20; column += 1) {
    for (let row = 0; row < 12; row += 1) {
      const candidate = { x: start.x + column * COLUMN_PX, y: start.y + row * ROW_PX };
      if (!parts.some((part) => overlaps(part.position, candidate))) return candidate;
    }
  }
  return start;
}

/** The nearest place to `wish` for the upper left corner of several cards, standing to each other as they do, where none covers another. */
export function freePlaceForAll(parts: readonly Part[], fragment: readonly Part[], wish: Point): Point {
  const left = Math.min(...fragment.map((part) => part.position.x));
  const top = Math.min(...fragment.map((part) => part.position.y));
  const fits = (at: Point): boolean =>
    fragment.every(({ position }) => {
      const stands = { x: at.x + position.x - left, y: at.y + position.y - top };
      return !parts.some((part) => overlaps(part.position, stands));
    });
  const start = snapped(wish);
  for (let away = 0; away < 60; away += 1) for (const candidate of ring(start, away)) if (fits(candidate)) return candidate;
  return start;
}

/** Places so many steps of two grid lines away, those below and to the right first. */
function ring({ x, y }: Point, away: number): readonly Point[] {
  if (away === 0) return [{ x, y }];
  const step = 2 * GRID_PX * away;
  return [
    { x: x + step, y: y + step },
    { x, y: y + step },
    { x: x + step, y },
    { x: x - step, y },
    { x, y: y - step },
  ];
}

/** Where a part goes that was asked for without a place: right of `near`, else right of everything. */
export function placeNextTo(parts: readonly Part[], near: Part | undefined): Point {
  if (near !== undefined) return freePlace(parts, { x: near.position.x + COLUMN_PX, y: near.position.y });
  if (parts.length === 0) return { x: 32, y: 32 };
  const right = Math.max(...parts.map((part) => part.position.x));
  const top = Math.min(...parts.filter((part) => part.position.x === right).map((part) => part.position.y));
  return freePlace(parts, { x: right + COLUMN_PX, y: top });
}

/** The part to go on with after some are gone: one they were wired to, else the nearest; null when none is left. */
export function neighbourOf(design: Design, gone: readonly string[]): string | null {
  const removed = new Set(gone);
  const first = design.system.parts.find((part) => removed.has(part.id));
  const left = design.system.parts.filter((part) => !removed.has(part.id));
  if (first === undefined || left.length === 0) return null;
  const wired = new Set(
    design.system.wires.flatMap(({ from, to }) => (removed.has(from.part) ? [to.part] : removed.has(to.part) ? [from.part] : [])),
  );
  const distance = (part: Part): number =>
    Math.hypot(part.position.x - first.position.x, part.position.y - first.position.y) + (wired.has(part.id) ? 0 : 1e7);
  return left.reduce((best, part) => (distance(part) < distance(best) ? part : best)).id;
}
