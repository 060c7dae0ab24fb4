import { describe, expect, test } from "vitest";
import { promise } from "../../test/support/promise.ts";
import versionOne from "../design/golden/version-1.json" with { type: "json" };
import linkOne from "./golden-link-1.json" with { type: "json" };
import { addPart, addWire } from "../design/edits.ts";
import { emptyDesign } from "../design/empty.ts";
import { parseDesign } from "../design/parse.ts";
import type { Design } from "../design/types.ts";
import { decodeFile, encodeFile, fileName } from "./file.ts";
import { jsonErrorOffset } from "./json-position.ts";
import { decodeLink, encodeLink, hasDesignLink, linkProblem } from "./link.ts";

function golden(): Design {
  const parsed = parseDesign(versionOne);
  if (!parsed.ok) throw new Error("golden file does not parse");
  return parsed.value;
}

function drawnWith(parts: number): Design {
  let design = emptyDesign(`Parts ${parts}`);
  for (let index = 0; index < parts; index += 1) {
    design = addPart(design, {
      kind: ["mobile-app", "api-gateway", "kafka", "flink"][index % 4] ?? "s3",
      title: `Part number ${index}`,
      position: { x: (index % 4) * 240, y: index * 40 },
      settings: { partitions: 12 + index, retentionHours: 168 },
    });
    if (index === 0) continue;
    const ids = design.system.parts.map((part) => part.id);
    design = addWire(design, { part: ids[index - 1] ?? "", port: "out" }, { part: ids[index] ?? "", port: "in" });
  }
  return design;
}

async function deflated(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return Buffer.from(await new Response(stream).arrayBuffer()).toString("base64url");
}

describe("file", () => {
  test("what is written is read back, byte for byte the same", () => {
    const text = encodeFile(golden());
    expect(decodeFile(text)).toEqual({ ok: true, value: golden() });
    expect(text.startsWith('{\n  "format": "quadrant-design",\n  "version": 1,\n  "title"')).toBe(true);
    expect(fileName(golden())).toBe("engagement-pipeline.quadrant.json");
  });

  test("broken JSON is told with line and column", () => {
    const result = decodeFile('{\n  "format": quadrant\n}');
    if (result.ok) throw new Error("expected a refusal");
    expect(result.error[0]).toMatchObject({ code: "file.not-json", line: 2, column: 13 });
    expect(decodeFile(encodeFile(golden()).slice(0, 300))).toMatchObject({
      ok: false,
      error: [{ code: "file.not-json", message: expect.stringContaining("cut off") }],
    });
  });

  test.each([
    ['{"a":1}', null],
    ["[1,]", 3],
    ['{"a" 1}', 5],
    ['{"a":1,}', 7],
    ['{"a":[true,nul]}', 11],
    ["{}{}", 2],
    ['"a\nb"', 0],
    ["[[]", 3],
  ])("%j stops being JSON at %j", (text, offset) => {
    expect(jsonErrorOffset(text)).toBe(offset);
  });

  test("an empty and an oversized file are refused in words", () => {
    expect(decodeFile("")).toMatchObject({ ok: false, error: [{ code: "file.not-json" }] });
    expect(decodeFile(" ".repeat(2 * 1024 * 1024 + 1))).toMatchObject({ ok: false, error: [{ code: "file.too-big" }] });
  });
});

describe("link", () => {
  test.each([
    ["golden", golden()],
    ["empty", emptyDesign()],
    ["ten parts", drawnWith(10)],
  ])("%s comes back the same", async (_name, design) => {
    const link = await encodeLink(design);
    expect(linkProblem(link)).toBeNull();
    expect(await decodeLink(link)).toEqual({ ok: true, value: design });
    expect(await decodeLink(`https://example.org/app/?x=1${link}&view=1`)).toEqual({ ok: true, value: design });
    expect(await decodeLink(link.slice("#d=".length))).toEqual({ ok: true, value: design });
    expect(hasDesignLink(link)).toBe(true);
  });

  test("a link that was given out with container 1 opens as what it was, for ever", async () => {
    expect(await decodeLink(linkOne.link)).toEqual({ ok: true, value: golden() });
  });

  test("a ten-part design stays under 2,000 characters", async () => {
    expect((await encodeLink(drawnWith(10))).length).toBeLessThan(2_000);
  });

  test("sixty parts fit into 8,000 characters and come back as they were", async () => {
    const design = drawnWith(60);
    const link = await encodeLink(design);
    expect(link.length).toBeLessThanOrEqual(8_000);
    expect(await decodeLink(link)).toEqual({ ok: true, value: design });
    promise(21, `equal; 60 parts in ${link.length.toLocaleString("en-US")} characters`);
  });

  test.each([
    ["", "link.no-design"],
    ["https://example.org/", "link.no-design"],
    ["#d=2.AAAA", "link.newer"],
    ["#d=0.AAAA", "link.version"],
    ["#d=1.AAAAA", "link.damaged"],
    ["#d=1.____", "link.damaged"],
    [`#d=1.${"A".repeat(40_000)}`, "link.too-long"],
  ])("%# is refused as it deserves", async (link, code) => {
    expect(await decodeLink(link)).toMatchObject({ ok: false, error: [{ code }] });
  });

  test("a cut link is refused", async () => {
    const link = await encodeLink(golden());
    expect(await decodeLink(link.slice(0, -20))).toMatchObject({ ok: false, error: [{ code: "link.damaged" }] });
  });

  test("a small link that unpacks to very much is stopped while unpacking", async () => {
    const bomb = await deflated(" ".repeat(20 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(32 * 1024);
    expect(await decodeLink(`#d=1.${bomb}`)).toMatchObject({ ok: false, error: [{ code: "link.too-big" }] });
  });

  test("a link meets the same validator as a file", async () => {
    expect(
      await decodeLink(`#d=1.${await deflated('{"version":1,"system":{"parts":[{"id":"a","kind":"k","settings":{"__proto__":1}}]}}')}`),
    ).toMatchObject({
      ok: false,
      error: [{ code: "design.forbidden-key" }],
    });
    expect(await decodeLink(`#d=1.${await deflated("[1]")}`)).toMatchObject({ ok: false, error: [{ code: "link.damaged" }] });
  });
});
