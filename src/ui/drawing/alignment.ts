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
