import type { Design, Part, Point } from "../../design/types.ts";
import { viewOf } from "../part-view/kinds.ts";

export const GRID_PX = 16;
export const NODE_WIDTH_PX = 176;
/** Height of a card with one line of settings; the true one is measured on the canvas. */
export const NODE_HEIGHT_PX = 96;
/** Ports of a side stand this far apart, so that a card of many is taller than its words need. */
export const PORT_SPACING_PX = 17;
const COLUMN_PX = 240;
const ROW_PX = 160;

/** What has a place and a kind: a part, or one that is to come. */
type Standing = Pick<Part, "kind" | "position"> & Partial<Part>;

export function snapped(point: Point): Point {
  return { x: Math.round(point.x / GRID_PX) * GRID_PX, y: Math.round(point.y / GRID_PX) * GRID_PX };
}

/** The most height a card takes: what its words need, or its ports. */
function tallnessOf(part: Standing): number {
  const ports = "settings" in part ? (viewOf(part as Part).kind?.ports ?? []) : [];
  const ins = ports.filter(({ direction }) => direction === "in").length;
  return Math.max(NODE_HEIGHT_PX, Math.max(ins, ports.length - ins) * PORT_SPACING_PX);
}

/** Whether a card that stands at `at` covers the other or comes closer to it than a grid step. */
function covers(card: Standing, at: Point, other: Standing): boolean {
  const height = at.y < other.position.y ? tallnessOf(card) : tallnessOf(other);
  return Math.abs(other.position.x - at.x) < NODE_WIDTH_PX + GRID_PX && Math.abs(other.position.y - at.y) < height + GRID_PX;
}

const NEW_CARD: Standing = { kind: "", position: { x: 0, y: 0 } };

/** The nearest place to `wish` where a card covers no other, looking down and then to the right. */
export function freePlace(parts: readonly Part[], wish: Point, card: Standing = NEW_CARD): Point {
  const start = snapped(wish);
  for (let column = 0; column < 20; column += 1) {
    for (let row = 0; row < 12; row += 1) {
      const candidate = { x: start.x + column * COLUMN_PX, y: start.y + row * ROW_PX };
      if (!parts.some((part) => covers(card, candidate, part))) return candidate;
    }
  }
  return start;
}

/** The nearest place to `wish` for the upper left corner of several cards, standing to each other as they do, where none covers another. */
export function freePlaceForAll(parts: readonly Part[], fragment: readonly Standing[], wish: Point): Point {
  const left = Math.min(...fragment.map((part) => part.position.x));
  const top = Math.min(...fragment.map((part) => part.position.y));
  const fits = (at: Point): boolean =>
    fragment.every((card) => {
      const stands = { x: at.x + card.position.x - left, y: at.y + card.position.y - top };
      return !parts.some((part) => covers(card, stands, part));
    });
  for (let away = 0; away < 120; away += 1) for (const candidate of ring(wish, away)) if (fits(candidate)) return candidate;
  return wish;
}

/** Whether cards at these places cover none of the others. */
export function standsFree(parts: readonly Part[], moves: readonly { readonly id: string; readonly to: Point }[]): boolean {
  const to = new Map(moves.map((move) => [move.id, move.to]));
  const others = parts.filter(({ id }) => !to.has(id));
  return parts.every((part) => {
    const at = to.get(part.id);
    return at === undefined || !others.some((other) => covers(part, at, other));
  });
}

/** Where cards that were put into line come to stand: those that would cover another go on along the line until they do not. */
export function roomAlong(
  parts: readonly Part[],
  moves: readonly { readonly id: string; readonly to: Point }[],
  chosen: readonly string[],
  along: "x" | "y",
): readonly { readonly id: string; readonly to: Point }[] {
  const to = new Map(moves.map((move) => [move.id, move.to]));
  const standing: Part[] = parts.filter(({ id }) => !chosen.includes(id));
  const lined = parts.flatMap((part) => (chosen.includes(part.id) ? [{ ...part, position: to.get(part.id) ?? part.position }] : []));
  return lined
    .toSorted((one, other) => one.position[along] - other.position[along])
    .flatMap((card) => {
      let { position } = card;
      while (standing.some((other) => covers(card, position, other))) position = { ...position, [along]: position[along] + GRID_PX };
      standing.push({ ...card, position });
      const before = parts.find(({ id }) => id === card.id)?.position;
      return before?.x === position.x && before.y === position.y ? [] : [{ id: card.id, to: position }];
    });
}

/** Where cards that were moved come to stand: as they were let go, or beside what they would cover, keeping how they stand to each other. */
export function steppedAside(
  parts: readonly Part[],
  moves: readonly { readonly id: string; readonly to: Point }[],
): readonly { readonly id: string; readonly to: Point }[] {
  const to = new Map(moves.map((move) => [move.id, move.to]));
  const others = parts.filter(({ id }) => !to.has(id));
  const moved = parts.flatMap((part) => {
    const position = to.get(part.id);
    return position === undefined ? [] : [{ ...part, position }];
  });
  if (moved.length === 0) return moves;
  const corner = { x: Math.min(...moved.map(({ position }) => position.x)), y: Math.min(...moved.map(({ position }) => position.y)) };
  const place = freePlaceForAll(others, moved, corner);
  return moved.map(({ id, position }) => ({
    id,
    to: { x: position.x + place.x - corner.x, y: position.y + place.y - corner.y },
  }));
}

/** Places so many grid steps away, those below and to the right first. */
function ring({ x, y }: Point, away: number): readonly Point[] {
  if (away === 0) return [{ x, y }];
  const step = GRID_PX * away;
  return [
    { x, y: y + step },
    { x: x + step, y },
    { x: x - step, y },
    { x, y: y - step },
    { x: x + step, y: y + step },
  ];
}

/** Where a part goes that was asked for without a place: right of `near`, else right of everything. */
export function placeNextTo(parts: readonly Part[], near: Part | undefined, card: Standing = NEW_CARD): Point {
  if (near !== undefined) return freePlace(parts, { x: near.position.x + COLUMN_PX, y: near.position.y }, card);
  if (parts.length === 0) return { x: 32, y: 32 };
  const right = Math.max(...parts.map((part) => part.position.x));
  const top = Math.min(...parts.filter((part) => part.position.x === right).map((part) => part.position.y));
  return freePlace(parts, { x: right + COLUMN_PX, y: top }, card);
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
