import { expect, test } from "vitest";
import type { Design } from "../../design/types.ts";
import { emptyDesign } from "../../design/empty.ts";
import { drawingSvg, PICTURE_COLOURS, type PictureColours } from "./drawing-svg.ts";

const colours = Object.fromEntries(PICTURE_COLOURS.map((token) => [token, `#${token}`])) as PictureColours;

function drawn(title: string): Design {
  const design = emptyDesign();
  return {
    ...design,
    title,
    system: {
      parts: [
        { id: "kafka", kind: "kafka", title, position: { x: 100, y: 40 }, settings: { partitions: 12 } },
        { id: "flink", kind: "flink", title: "Flink", position: { x: 400, y: 240 }, settings: {} },
        { id: "odd", kind: "no-such-kind", title: "Odd", position: { x: 400, y: 40 }, settings: {} },
      ],
      wires: [
        { id: "w", from: { part: "kafka", port: "consume" }, to: { part: "flink", port: "in" } },
        { id: "loose", from: { part: "kafka", port: "consume" }, to: { part: "gone", port: "in" } },
      ],
    },
  } as Design;
}

test("every card lies within the picture, with its title, its settings in words and its kind", () => {
  const { svg, widthPx, heightPx } = drawingSvg(drawn("Events"), colours);
  const [left, top, width, height] = /viewBox="([-\d. ]+)"/.exec(svg)?.[1]?.split(" ").map(Number) ?? [];
  expect([left, top]).toEqual([68, 8]);
  expect([width, height]).toEqual([widthPx, heightPx]);
  const cards = [...svg.matchAll(/<rect x="([-\d.]+)" y="([-\d.]+)" width="176" height="(\d+)"/g)].map((found) =>
    found.slice(1).map(Number),
  );
  expect(cards).toHaveLength(3);
  for (const [x = 0, y = 0, tall = 0] of cards) {
    expect(x + 176).toBeLessThan((left as number) + widthPx);
    expect(y + tall).toBeLessThan((top as number) + heightPx);
  }
  expect(svg).toMatch(/>Events<.*12 partitions.*Ingest\u00a0· Kafka/s);
  expect(svg).toContain("Unknown kind");
  // One wire has nowhere to go.
  expect(svg.match(/<path d="M[\d.]+,[\d.]+ C/g)).toHaveLength(1);
});

test("a title of a stranger is text, whatever it holds", () => {
  const { svg } = drawingSvg(drawn(`<script>alert(1)</script>&"\u202e${"long ".repeat(40)}${"x".repeat(200)}`), colours);
  expect(svg).not.toContain("<script");
  expect(svg).not.toContain("\u202e");
  expect(svg).toContain("&lt;script&gt;");
  for (const tag of svg.matchAll(/<(\/?[a-z]+)/g))
    expect(["svg", "title", "rect", "g", "path", "text"]).toContain(tag[1]?.replace("/", ""));
});
