/** A wire as an SVG path, with the place of its label: near its start, where wires from one part are still apart. */
export type WirePath = { readonly path: string; readonly labelX: number; readonly labelY: number };

const LABEL_AT = 0.42;

/** A curve that leaves to the right and arrives from the left; a target behind its source is reached by a wide bow. */
export function wirePath(fromX: number, fromY: number, toX: number, toY: number): WirePath {
  const ahead = toX - fromX;
  const reach = ahead >= 0 ? Math.max(24, ahead * 0.45) : Math.min(160, 40 + Math.abs(ahead) * 0.22);
  const c1 = { x: fromX + reach, y: fromY };
  const c2 = { x: toX - reach, y: toY };
  const t = LABEL_AT;
  const u = 1 - t;
  const at = (a: number, b: number, c: number, d: number): number => u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
  return {
    path: `M${fromX},${fromY} C${c1.x},${c1.y} ${c2.x},${c2.y} ${toX},${toY}`,
    labelX: at(fromX, c1.x, c2.x, toX),
    labelY: at(fromY, c1.y, c2.y, toY),
  };
}
