import { expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import { addPart, changePart, copyFragment, pasteParts, setSetting } from "../../src/design/edits.ts";
import { emptyDesign } from "../../src/design/empty.ts";
import beforeVersions from "../../src/design/golden/caches-before-versions.json" with { type: "json" };
import { designHash } from "../../src/design/hash.ts";
import { parseDesign } from "../../src/design/parse.ts";
import type { Design, Part, SettingValue } from "../../src/design/types.ts";
import { decodeLink, encodeLink } from "../../src/share/link.ts";
import { normalize } from "../../src/simulate/compile/normalize.ts";
import { swapPart } from "../../src/catalogue/drawing/swap.ts";
import { redis } from "../../src/catalogue/kinds/redis/kind.ts";
import { settingsNow, withField } from "../../src/catalogue/fields/settings.ts";

function opened(document: unknown): Design {
  const parsed = parseDesign(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

/** What a cache of a design is limited by, when it is run. */
function limits(design: Design): { readonly [part: string]: unknown } {
  const { parts, findings } = normalize(design);
  expect(findings).toEqual([]);
  return Object.fromEntries(parts.flatMap(({ part, kind, props }) => (kind.id === "redis" ? [[part.id, props["limit"]]] : [])));
}

const part = (design: Design, id: string): Part =>
  must(
    design.system.parts.find((each) => each.id === id),
    id,
  );
const set = (design: Design, id: string, name: string, value: SettingValue | undefined): Design =>
  changePart(design, id, (now) => withField(redis, now, name, value));
const AT = { x: 0, y: 0 };
const drawnNow = (design: Design, id: string): Design =>
  addPart(design, { id, kind: "redis", version: redis.version, title: id, position: AT });

test("a document from before kinds had versions keeps the defaults it was drawn with, and its hash (X5)", () => {
  const before = opened(beforeVersions);
  expect(limits(before)).toEqual({ counted: "items", bounded: "maxmemory" });
  expect(part(before, "counted")).not.toHaveProperty("version");
  expect(designHash(before)).toBe("2a4433a7cadb22bd");
});

test("a cache that is drawn now is limited as the server is: by memory, and full it refuses writes", () => {
  const design = drawnNow(opened(beforeVersions), "fresh");
  expect(limits(design)).toEqual({ counted: "items", bounded: "maxmemory", fresh: "maxmemory" });
  expect(
    must(
      normalize(design).parts.find((each) => each.part.id === "fresh"),
      "fresh",
    ).props,
  ).toMatchObject({
    maxmemoryPolicy: "noeviction",
  });
  expect(opened(JSON.parse(JSON.stringify(design)))).toEqual(design);
});

test("pasted beside parts of another version each keeps its own defaults (X5)", () => {
  const old = copyFragment(opened(beforeVersions), ["counted"]);
  expect(limits(pasteParts(drawnNow(emptyDesign(), "fresh"), old, AT))).toEqual({ fresh: "maxmemory", counted: "items" });
});

test("a change of an older part makes it one of now, with what had been a default written out, and changes nothing else (X5)", () => {
  const before = opened(beforeVersions);
  const changed = set(before, "counted", "threads", 4);
  expect(part(changed, "counted")).toMatchObject({ version: redis.version, settings: { ttlMs: null, limit: "items", threads: 4 } });
  expect(limits(changed)).toEqual(limits(before));
  // Putting a field back gives the default of now.
  expect(limits(set(changed, "counted", "limit", undefined))["counted"]).toBe("maxmemory");
  expect(limits(set(before, "counted", "limit", "maxmemory"))["counted"]).toBe("maxmemory");
  // An override of the command line sets one field and leaves the part what it was.
  expect(limits(setSetting(before, "counted", "threads", 4))["counted"]).toBe("items");
});

test("a part that takes another's place is drawn now", () => {
  const design = addPart(emptyDesign(), { id: "db", kind: "postgres", title: "db", position: AT });
  expect(part(must(swapPart(design, "db", "mysql", null), "swap").design, "db")).not.toHaveProperty("version");
});

test("a link of a design with a cache grows by a few letters", async () => {
  const without = addPart(opened(beforeVersions), { id: "fresh", kind: "redis", title: "fresh", position: AT });
  const link = await encodeLink(drawnNow(opened(beforeVersions), "fresh"));
  expect(link.length - (await encodeLink(without)).length).toBeLessThanOrEqual(16);
  const read = await decodeLink(link);
  expect(read.ok ? limits(read.value)["fresh"] : read.error).toBe("maxmemory");
  expect(settingsNow(redis, { settings: {}, version: redis.version })).toEqual({});
});
