/** A card on the canvas, in drawing coordinates. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** A wire as an SVG path, with the place of its label and how the label stands to it. */
export type WirePath = {
  readonly path: string;
  readonly labelX: number;
  readonly labelY: number;
  /** `middle` above a wire that runs sideways, `start` beside one that runs down. */
  readonly anchor: "middle" | "start";
  readonly start: Place;
  readonly end: Place;
  /** Where the wire is taken hold of, clear of the ports, which begin wires of their own. */
  readonly startGrip: Place;
  readonly endGrip: Place;
};

type Place = { readonly x: number; readonly y: number };

/** Room a wire needs between two cards to run sideways without a loop. */
const SIDE_GAP_PX = 16;
const ROW_GAP_PX = 12;
const LABEL_AT = 0.45;
/** Half a port and half a grip apart, the pointer meets one or the other. */
const GRIP_PX = 20;

/**
 * The way between two cards: out on the right and in on the left where there is room, straight down or up between rows,
 * and leftwards when the target stands before its source. `fromY` and `toY` are the heights of the two ports.
 */
export function wirePath(from: Box, fromY: number, to: Box, toY: number): WirePath {
  if (to.x >= from.x + from.width + SIDE_GAP_PX) {
    const sibling = Math.abs(fromY - from.y - from.height / 2) > 4;
    const way = sideways({ x: from.x + from.width, y: fromY }, { x: to.x, y: toY });
    // One of several ports: labelled at its start, where the wire is still apart from its siblings.
    return sibling ? { ...way, labelX: from.x + from.width + 6, labelY: fromY - 4, anchor: "start" } : way;
  }
  if (to.y >= from.y + from.height + ROW_GAP_PX) {
    return upright({ x: across(from, fromY), y: from.y + from.height }, { x: across(to, toY), y: to.y });
  }
  if (from.y >= to.y + to.height + ROW_GAP_PX) {
    return upright({ x: across(from, fromY), y: from.y }, { x: across(to, toY), y: to.y + to.height });
  }
  return sideways({ x: from.x, y: fromY }, { x: to.x + to.width, y: toY });
}

/** A wire to a loose end, while it is pulled. */
export function loosePath(from: Place, to: Place): string {
  return sideways(from, to).path;
}

/** Where a port's wire leaves the lower or upper edge: ports keep their order, and one alone sits in the middle. */
function across(box: Box, portY: number): number {
  const share = (portY - (box.y + box.height / 2)) / box.height;
  return box.x + box.width / 2 + share * box.width * 0.6;
}

function sideways(from: Place, to: Place): WirePath {
  const reach = Math.max(20, Math.abs(to.x - from.x) * 0.45) * Math.sign(to.x - from.x || 1);
  return curve(from, { x: from.x + reach, y: from.y }, { x: to.x - reach, y: to.y }, to, "middle");
}

function upright(from: Place, to: Place): WirePath {
  const reach = Math.max(16, Math.abs(to.y - from.y) * 0.45) * Math.sign(to.y - from.y);
  return curve(from, { x: from.x, y: from.y + reach }, { x: to.x, y: to.y - reach }, to, "start");
}

function offBy(away: number, from: Place, towards: Place): Place {
  const length = Math.hypot(towards.x - from.x, towards.y - from.y);
  const share = length === 0 ? 0 : Math.min(1, away / length);
  return { x: from.x + (towards.x - from.x) * share, y: from.y + (towards.y - from.y) * share };
}

function curve(a: Place, b: Place, c: Place, d: Place, anchor: WirePath["anchor"]): WirePath {
  const t = LABEL_AT;
  const u = 1 - t;
  const at = (p: number, q: number, r: number, s: number): number => u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * s;
  const x = at(a.x, b.x, c.x, d.x);
  const y = at(a.y, b.y, c.y, d.y);
  const path = `M${a.x},${a.y} C${b.x},${b.y} ${c.x},${c.y} ${d.x},${d.y}`;
  const ends = { start: a, end: d, startGrip: offBy(GRIP_PX, a, b), endGrip: offBy(GRIP_PX, d, c) };
  return anchor === "middle"
    ? { path, labelX: x, labelY: y - 5, anchor, ...ends }
    : { path, labelX: x + 8, labelY: y + 4, anchor, ...ends };
}
