import { describe, expect, test } from "vitest";
import type { Fragment } from "../../design/edits.ts";
import { fragmentText, MAX_FRAGMENT_CHARS, readFragment } from "./fragment-text.ts";

const fragment: Fragment = {
  parts: [
    { id: "kafka", kind: "kafka", title: "Kafka", position: { x: 0, y: 0 }, settings: { partitions: 12 } },
    { id: "flink", kind: "flink", title: "Flink", position: { x: 240, y: 0 }, settings: {} },
  ],
  wires: [{ id: "w", from: { part: "kafka", port: "consume" }, to: { part: "flink", port: "in" } }],
};

describe("parts on the clipboard", () => {
  test("come back as they were copied", () => {
    expect(readFragment(fragmentText(fragment))).toEqual(fragment);
  });

  test("a whole design file gives its parts", () => {
    const file = JSON.stringify({ format: "quadrant-design", version: 1, system: { parts: [{ id: "s", kind: "sink" }], wires: [] } });
    expect(readFragment(file)?.parts.map((part) => part.id)).toEqual(["s"]);
  });

  test.each([
    ["plain words", "hello"],
    ["broken JSON", "{"],
    ["other JSON", '{"a":1}'],
    ["a list", "[1]"],
    ["no parts", fragmentText({ parts: [], wires: [] })],
    [
      "a field nobody knows",
      JSON.stringify({ format: "quadrant-parts", version: 1, parts: [{ id: "a", kind: "sink", onclick: "x" }], wires: [] }),
    ],
    [
      "an id of the language",
      JSON.stringify({ format: "quadrant-parts", version: 1, parts: [{ id: "__proto__", kind: "sink" }], wires: [] }),
    ],
    [
      "a wire to nowhere",
      JSON.stringify({
        format: "quadrant-parts",
        version: 1,
        parts: [{ id: "a", kind: "sink" }],
        wires: [{ from: { part: "a", port: "x" }, to: { part: "b", port: "y" } }],
      }),
    ],
    ["too long a text", `{${" ".repeat(MAX_FRAGMENT_CHARS)}}`],
  ])("%s is refused", (_name, text) => {
    expect(readFragment(text)).toBeNull();
  });
});
