import type { Layer } from "../../catalogue/families/family.ts";
import type { Design, Part, Wire } from "../../design/types.ts";
import { visibleText } from "../../base/visible-text.ts";
import { wirePath, type Box } from "../canvas/wire-path.ts";
import { NODE_WIDTH_PX } from "../drawing/placement.ts";
import { LAYER_TITLES, layerOf, viewOf } from "../part-view/kinds.ts";

/** Colours as a picture needs them, written out: nothing outside it knows the page's tokens. */
export type PictureColours = { readonly [token in Layer | "bg" | "panel" | "line2" | "ink" | "mute"]: string };

export const PICTURE_COLOURS: readonly (keyof PictureColours)[] = [
  ...(["source", "ingest", "process", "store", "serve", "govern"] as const),
  ...(["bg", "panel", "line2", "ink", "mute"] as const),
];

export type DrawingPicture = { readonly svg: string; readonly widthPx: number; readonly heightPx: number };

const MARGIN_PX = 32;
const CAPTION_PX = 28;
const TITLE_LINE_PX = 18;
const TEXT_LINE_PX = 16;
const LETTERS = { title: 22, text: 26, kind: 28 };
const LINES = { title: 2, text: 3, kind: 1 };

type Card = { readonly part: Part; readonly box: Box; readonly title: readonly string[]; readonly text: readonly string[] };

/**
 * The drawing as an SVG of its own, with nothing in it but text and lines: cards with their settings in words, wires in the colour of
 * the layer they come from, the title of the design below.
 */
export function drawingSvg(design: Design, colours: PictureColours): DrawingPicture {
  const { parts, wires } = design.system;
  const cards = new Map(parts.map((part) => [part.id, cardOf(part)]));
  const boxes = [...cards.values()].map(({ box }) => box);
  const left = Math.min(...boxes.map(({ x }) => x)) - MARGIN_PX;
  const top = Math.min(...boxes.map(({ y }) => y)) - MARGIN_PX;
  const widthPx = Math.max(...boxes.map(({ x, width }) => x + width)) + MARGIN_PX - left;
  const drawnPx = Math.max(...boxes.map(({ y, height }) => y + height)) + MARGIN_PX - top;
  const heightPx = drawnPx + CAPTION_PX;
  const caption = `<text x="${left + MARGIN_PX}" y="${top + drawnPx + 4}" font-size="13" fill="${colours.mute}">${escaped(visibleText(design.title))}</text>`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="${left} ${top} ${widthPx} ${heightPx}" font-family="ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif">`,
    `<title>${escaped(visibleText(design.title))}</title>`,
    `<rect x="${left}" y="${top}" width="${widthPx}" height="${heightPx}" fill="${colours.bg}"/>`,
    ...wires.map((wire) => wireSvg(wire, cards, colours)),
    ...[...cards.values()].map((card) => cardSvg(card, colours)),
    caption,
    "</svg>",
  ].join("\n");
  return { svg, widthPx, heightPx };
}

function cardOf(part: Part): Card {
  const { headline } = viewOf(part);
  const title = linesOf(visibleText(part.title), LETTERS.title, LINES.title);
  const text = linesOf(visibleText(headline), LETTERS.text, LINES.text);
  const height = Math.max(64, 16 + title.length * TITLE_LINE_PX + (text.length + 1) * TEXT_LINE_PX);
  return { part, box: { ...part.position, width: NODE_WIDTH_PX, height }, title, text };
}

function cardSvg({ part, box, title, text }: Card, colours: PictureColours): string {
  const { x, y, width, height } = box;
  const { kind } = viewOf(part);
  const layer = layerOf(part);
  const below = y + 8 + title.length * TITLE_LINE_PX;
  const line = (words: string, at: number, size: number, colour: string, weight = 400): string =>
    `<text x="${x + 14}" y="${at}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escaped(words)}</text>`;
  return [
    `<g><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="${colours.panel}" stroke="${colours.line2}"/>`,
    `<rect x="${x - 0.5}" y="${y + 8}" width="4" height="${height - 16}" rx="2" fill="${colours[layer]}"/>`,
    ...title.map((words, i) => line(words, y + 21 + i * TITLE_LINE_PX, 12.5, colours.ink, 600)),
    ...text.map((words, i) => line(words, below + 12 + i * TEXT_LINE_PX, 11.5, colours.mute)),
    line(
      linesOf(kind === null ? "Unknown kind" : `${LAYER_TITLES[layer]} · ${kind.title}`, LETTERS.kind, LINES.kind).join(""),
      below + 12 + text.length * TEXT_LINE_PX,
      11.5,
      colours[layer],
    ),
    "</g>",
  ].join("");
}

function wireSvg(wire: Wire, cards: ReadonlyMap<string, Card>, colours: PictureColours): string {
  const [from, to] = [cards.get(wire.from.part), cards.get(wire.to.part)];
  if (from === undefined || to === undefined) return "";
  const { path } = wirePath(from.box, portY(from, wire.from.port, "out"), to.box, portY(to, wire.to.port, "in"));
  const [, endX, endY] = /([-\d.]+),([-\d.]+)$/.exec(path) ?? [];
  const [, beforeX, beforeY] = / ([-\d.]+),([-\d.]+) [-\d.]+,[-\d.]+$/.exec(path) ?? [];
  const turn = (Math.atan2(Number(endY) - Number(beforeY), Number(endX) - Number(beforeX)) * 180) / Math.PI;
  const colour = colours[layerOf(from.part)];
  const head = `<path d="M-7,-4 L0,0 L-7,4" transform="translate(${endX} ${endY}) rotate(${Math.round(turn)})"/>`;
  return `<g fill="none" stroke="${colour}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"><path d="${path}"/>${head}</g>`;
}

/** Ports of a side stand evenly over the height of a card, as on the canvas. */
function portY({ part, box }: Card, port: string, direction: "in" | "out"): number {
  const side = (viewOf(part).kind?.ports ?? []).filter((each) => each.direction === direction);
  const place = side.findIndex(({ id }) => id === port);
  return box.y + box.height * (place < 0 ? 0.5 : (place + 0.5) / side.length);
}

/** Words in lines of so many letters; what does not fit ends in an ellipsis. */
function linesOf(words: string, letters: number, most: number): readonly string[] {
  const lines: string[] = [];
  // A dot between two settings stays with the first of them.
  for (const word of words
    .replaceAll(" · ", "\u00a0· ")
    .split(" ")
    .filter((each) => each !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word.length <= letters ? word : `${word.slice(0, letters - 1)}…`);
  }
  if (lines.length <= most) return lines;
  const last = lines[most - 1] ?? "";
  return [...lines.slice(0, most - 1), `${last.slice(0, letters - 1)}…`];
}

/** A stranger's text as text of XML. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
