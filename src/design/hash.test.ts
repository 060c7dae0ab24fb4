import { describe, expect, test } from "vitest";
import { addPart, movePart, setSeed, setSetting, setTitle } from "./edits.ts";
import { emptyDesign } from "./empty.ts";
import { canonicalJson, designHash, hash64 } from "./hash.ts";

describe("hash64", () => {
  // From the FNV reference test suite (fnv64a).
  test.each([
    ["", "cbf29ce484222325"],
    ["a", "af63dc4c8601ec8c"],
    ["foobar", "85944171f73967e8"],
    ["chongo was here!\n", "46810940eff5f915"],
  ])("of %j is the published one", (text, hex) => {
    expect(hash64(text)).toBe(hex);
  });
});

describe("designHash", () => {
  const design = addPart(emptyDesign(), { id: "k", kind: "kafka", title: "Kafka", position: { x: 0, y: 0 }, settings: { a: 1, b: 2 } });

  test("title, seed, positions and key order do not matter", () => {
    const moved = setSeed(setTitle(movePart(design, "k", { x: 5, y: 9 }), "other"), 99);
    expect(designHash(moved)).toBe(designHash(design));
    const reordered = setSetting(setSetting(design, "k", "a", undefined), "k", "a", 1);
    expect(designHash(reordered)).toBe(designHash(design));
  });

  test("a setting matters", () => {
    expect(designHash(setSetting(design, "k", "a", 2))).not.toBe(designHash(design));
  });

  test("canonical JSON sorts keys and drops what is undefined", () => {
    expect(canonicalJson({ b: [1, -0, "é"], a: undefined, A: { z: null } })).toBe('{"A":{"z":null},"b":[1,0,"é"]}');
  });
});
