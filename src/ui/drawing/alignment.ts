import type { Point } from "../../design/types.ts";
import { GRID_PX, NODE_HEIGHT_PX, NODE_WIDTH_PX, snapped } from "./placement.ts";

export type Placed = { readonly id: string; readonly position: Point };
export type Move = { readonly id: string; readonly to: Point };
export type Alignment = "left" | "right" | "top" | "bottom";

/** Cards with one edge in one line; the one that lies furthest that way stays. */
export function aligned(cards: readonly Placed[], edge: Alignment): readonly Move[] {
  const along = edge === "left" || edge === "right" ? "x" : "y";
  const furthest = edge === "left" || edge === "top" ? Math.min : Math.max;
  const at = furthest(...cards.map(({ position }) => position[along]));
  return movesOf(cards, ({ position }) => ({ ...position, [along]: at }));
}

/** Cards with equal steps between them; the two outermost stay, unless the cards would cover each other between them. */
export function distributed(cards: readonly Placed[], along: "x" | "y"): readonly Move[] {
  const sorted = cards.toSorted((one, other) => one.position[along] - other.position[along]);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || sorted.length < 3) return [];
  const least = (along === "x" ? NODE_WIDTH_PX : NODE_HEIGHT_PX) + GRID_PX;
  const step = Math.max(least, (last.position[along] - first.position[along]) / (sorted.length - 1));
  return movesOf(sorted, ({ position }, i) => ({ ...position, [along]: first.position[along] + i * step }));
}

function movesOf(cards: readonly Placed[], to: (card: Placed, index: number) => Point): readonly Move[] {
  return cards.flatMap((card, index) => {
    const place = snapped(to(card, index));
    return place.x === card.position.x && place.y === card.position.y ? [] : [{ id: card.id, to: place }];
  });
}

/** Lines of the drawing a dragged card has come onto: down at `x`, across at `y`, from end to end of the cards on them. */
export type Guide = { readonly along: "x" | "y"; readonly at: number; readonly from: number; readonly to: number };

/** So near to an edge of another card, a dragged one goes onto its line: less than a grid step, which every drag stops at anyway. */
const REACH_PX = 12;

/** The place a dragged card snaps to beside the others, and the lines that show with which of them it stands in line. */
export function snappedTo(at: Point, others: readonly Placed[]): { readonly at: Point; readonly guides: readonly Guide[] } {
  const onto = (along: "x" | "y"): number => {
    const nearest = others.reduce<number | null>((best, { position }) => {
      const away = Math.abs(position[along] - at[along]);
      return away <= REACH_PX && (best === null || away < Math.abs(best - at[along])) ? position[along] : best;
    }, null);
    return nearest ?? at[along];
  };
  const place = { x: onto("x"), y: onto("y") };
  const guides = (["x", "y"] as const).flatMap((along): readonly Guide[] => {
    const across = along === "x" ? "y" : "x";
    const size = along === "x" ? NODE_HEIGHT_PX : NODE_WIDTH_PX;
    const inLine = others.filter(({ position }) => position[along] === place[along]).map(({ position }) => position[across]);
    if (inLine.length === 0) return [];
    return [{ along, at: place[along], from: Math.min(place[across], ...inLine), to: Math.max(place[across], ...inLine) + size }];
  });
  return { at: place, guides };
}
