import { describe, expect, test } from "vitest";
import { emptyDesign } from "./empty.ts";
import { designJsonSchema } from "./json-schema.ts";
import { parseDesign } from "./parse.ts";

function refusal(input: unknown) {
  const result = parseDesign(input);
  if (result.ok) throw new Error("expected a refusal");
  return result.error;
}

const minimal = { format: "quadrant-design", version: 1 };

describe("parseDesign", () => {
  test("an empty design passes unchanged", () => {
    expect(parseDesign(emptyDesign("x"))).toEqual({ ok: true, value: emptyDesign("x") });
  });

  test("what has an obvious default may be left out", () => {
    const result = parseDesign({
      ...minimal,
      system: {
        parts: [
          { id: "a", kind: "poisson-source" },
          { id: "b", kind: "sink", settings: { x: { constant: 2 } } },
        ],
        wires: ["a.out -> b.in"],
      },
    });
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    expect(result.value.system.wires).toEqual([{ id: "a-b", from: { part: "a", port: "out" }, to: { part: "b", port: "in" } }]);
    expect(result.value.system.parts[0]).toEqual({ id: "a", kind: "poisson-source", title: "a", position: { x: 40, y: 40 }, settings: {} });
    expect(result.value.title).toBe("Untitled design");
  });

  test("an unknown kind is no error here", () => {
    expect(parseDesign({ ...minimal, system: { parts: [{ id: "q", kind: "made-up" }] } }).ok).toBe(true);
  });

  test("a newer version is told plainly", () => {
    const [finding] = refusal({ ...minimal, version: 2, colours: true });
    expect(finding?.code).toBe("design.newer");
    expect(finding?.message).toContain("newer Quadrant");
  });

  test.each([
    [null, "design.not-an-object"],
    [[], "design.not-an-object"],
    [{ version: 1 }, "design.format"],
    [{ format: "quadrant-design" }, "design.no-version"],
    [{ format: "quadrant-design", version: "1" }, "design.unknown-version"],
    [{ ...minimal, colour: "red" }, "design.unrecognized_keys"],
    [{ ...minimal, seed: 1.5 }, "design.invalid_type"],
    [{ ...minimal, seed: Number.NaN }, "design.not-a-number"],
    [{ ...minimal, title: "x".repeat(201) }, "design.too_big"],
    [{ ...minimal, notes: { text: new Date(0) } }, "design.not-json"],
    [{ ...minimal, system: { parts: [], wires: ["a to b"] } }, "design.wire-text"],
    [{ ...minimal, system: { parts: [{ id: "a", kind: "k" }], wires: ["a.out -> b.in"] } }, "design.loose-wire"],
    [
      {
        ...minimal,
        system: {
          parts: [
            { id: "a", kind: "k" },
            { id: "a", kind: "k" },
          ],
        },
      },
      "design.duplicate-id",
    ],
    [{ ...minimal, system: { parts: [{ id: "toString", kind: "k" }] } }, "design.custom"],
  ])("refuses %j as %s", (input, code) => {
    const findings = refusal(input);
    expect(findings.map((finding) => finding.code)).toContain(code);
    for (const finding of findings) expect(finding.message.length).toBeGreaterThan(20);
  });

  test("a finding names the item by its id", () => {
    const [finding] = refusal({ ...minimal, system: { parts: [{ id: "kafka", kind: "kafka", position: { x: "1", y: 2 } }] } });
    expect(finding?.where).toBe("system.parts.kafka.position.x");
    expect(finding?.message).toBe("This must be a number.");
  });

  test.each(["__proto__", "constructor", "prototype"])("the own key %s is refused anywhere", (key) => {
    const hostile: unknown = JSON.parse(
      `{"format":"quadrant-design","version":1,"system":{"parts":[{"id":"a","kind":"k","settings":{"${key}":{"polluted":1}}}]}}`,
    );
    expect(refusal(hostile)[0]?.code).toBe("design.forbidden-key");
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("depth and count are capped before anything else looks at the value", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level += 1) deep = [deep];
    expect(refusal({ ...minimal, notes: deep })[0]?.code).toBe("design.too-deep");
    expect(refusal({ ...minimal, notes: Array.from({ length: 250_000 }, () => 0) })[0]?.code).toBe("design.too-big");
  });

  test("the JSON Schema comes from the same shape", () => {
    const schema = designJsonSchema();
    expect(schema["required"]).toEqual(["format", "version"]);
    expect(JSON.stringify(schema)).toContain("kafka.out -> flink.in");
  });
});
