import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addEndpoint, editEndpoint, removeEndpoint } from "./edits-api.ts";
import { addEstimate, addRequirement, addTradeoff, askQuestion, editRequirement, removeEstimate, setNotes } from "./edits-notes.ts";
import { addRelation, addTable, editTable, removeTable, renameColumn } from "./edits-schema.ts";
import {
  addedPartIds,
  addPart,
  addWire,
  copyFragment,
  moveParts,
  newPartId,
  pasteParts,
  removeParts,
  removeWires,
  renamePart,
  setSetting,
} from "./edits.ts";
import { emptyDesign } from "./empty.ts";
import { parseDesign } from "./parse.ts";
import type { Design } from "./types.ts";

const at = { x: 0, y: 0 };

function twoParts(): Design {
  let design = addPart(emptyDesign(), { kind: "kafka", title: "Kafka", position: at });
  design = addPart(design, { kind: "flink", title: "Flink", position: { x: 240, y: 0 } });
  return addWire(design, { part: "kafka", port: "out" }, { part: "flink", port: "in" });
}

describe("edits", () => {
  test("ids are short and readable", () => {
    const design = addPart(twoParts(), { kind: "kafka", title: "Kafka", position: at });
    expect(design.system.parts.map((part) => part.id)).toEqual(["kafka", "flink", "kafka-2"]);
    expect(newPartId(design, "kafka")).toBe("kafka-3");
    expect(design.system.wires[0]?.id).toBe("kafka-flink");
  });

  test("what did not change is shared, and no change gives the very same design", () => {
    const design = twoParts();
    const next = setSetting(design, "kafka", "partitions", 12);
    expect(next.system.wires).toBe(design.system.wires);
    expect(next.system.parts[1]).toBe(design.system.parts[1]);
    expect(setSetting(next, "kafka", "partitions", 12)).toBe(next);
    expect(moveParts(next, [{ id: "kafka", to: at }])).toBe(next);
    expect(addWire(next, { part: "kafka", port: "out" }, { part: "flink", port: "in" })).toBe(next);
    expect(removeParts(next, ["nobody"])).toBe(next);
  });

  test("a setting of undefined goes back to the default", () => {
    const design = setSetting(setSetting(twoParts(), "kafka", "acks", "1"), "kafka", "acks", undefined);
    expect(design.system.parts[0]?.settings).toEqual({});
  });

  test("removing a part takes its wires and bindings along", () => {
    let design = addTable(twoParts(), { name: "app_event", role: "stream", columns: [], part: "kafka" });
    design = addEndpoint(design, { method: "GET", path: "/a", description: "", share: 1, reads: { part: "kafka", table: "app_event" } });
    design = removeParts(design, ["kafka"]);
    expect(design.system.wires).toEqual([]);
    expect(design.schema.tables[0]).not.toHaveProperty("part");
    expect(design.api.endpoints[0]).not.toHaveProperty("reads");
  });

  test("pasting renames parts and the wires among them", () => {
    const design = twoParts();
    const pasted = pasteParts(design, copyFragment(design, ["kafka", "flink"]), { x: 100, y: 100 });
    expect(addedPartIds(design, pasted)).toEqual(["kafka-2", "flink-2"]);
    expect(pasted.system.wires[1]).toEqual({
      id: "kafka-2-flink-2",
      from: { part: "kafka-2", port: "out" },
      to: { part: "flink-2", port: "in" },
    });
    expect(pasted.system.parts[3]?.position).toEqual({ x: 340, y: 100 });
  });

  test("a renamed column is followed by its relations", () => {
    let design = addTable(emptyDesign(), { name: "a", role: "fact", columns: [{ name: "id", type: "INT" }] });
    design = addTable(design, { name: "b", role: "fact", columns: [{ name: "a_id", type: "INT" }] });
    design = addRelation(design, { table: "b", column: "a_id" }, { table: "a", column: "id" });
    design = renameColumn(design, "a", "id", "key");
    expect(design.schema.relations[0]?.to).toEqual({ table: "a", column: "key" });
    expect(removeTable(design, "a").schema.relations).toEqual([]);
  });

  test("an optional field is taken away with undefined", () => {
    let design = addRequirement(emptyDesign(), { kind: "functional", text: "x", goal: "g" });
    design = editRequirement(design, "r1", { goal: undefined });
    expect(design.notes.requirements).toEqual([{ id: "r1", kind: "functional", text: "x" }]);
  });
});

/** One random edit; indexes pick among what exists, so that every edit has something to do. */
const edit = fc.tuple(fc.nat(17), fc.nat(50), fc.nat(50), fc.string({ maxLength: 20 }), fc.integer({ min: -1000, max: 1000 }));

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list[index % list.length];
}

function applyEdit(design: Design, [op, a, b, text, amount]: readonly [number, number, number, string, number]): Design {
  const { parts, wires } = design.system;
  const [part, other, table, endpoint] = [pick(parts, a), pick(parts, b), pick(design.schema.tables, a), pick(design.api.endpoints, a)];
  const edits: readonly (() => Design)[] = [
    () => addPart(design, { kind: ["kafka", "flink", "sink"][a % 3] ?? "sink", title: text, position: { x: amount, y: b } }),
    () => (part && other ? addWire(design, { part: part.id, port: "out" }, { part: other.id, port: "in" }) : design),
    () => (part ? removeParts(design, [part.id]) : design),
    () =>
      removeWires(
        design,
        wires.slice(0, 1).map((wire) => wire.id),
      ),
    () => (part ? setSetting(design, part.id, `field${b % 3}`, b % 2 === 0 ? amount : undefined) : design),
    () => (part ? moveParts(design, [{ id: part.id, to: { x: amount, y: -amount } }]) : design),
    () => (part ? renamePart(design, part.id, text) : design),
    () =>
      pasteParts(
        design,
        copyFragment(
          design,
          parts.slice(0, 2).map((one) => one.id),
        ),
        { x: amount, y: 0 },
      ),
    () => addTable(design, { name: `t_${a}`, role: "fact", columns: [{ name: "id", type: "BIGINT" }] }),
    () => (table ? editTable(design, table.id, { part: b % 2 === 0 ? part?.id : undefined }) : design),
    () => (table ? removeTable(design, table.id) : design),
    () => (table ? renameColumn(design, table.id, "id", `c_${b}`) : design),
    () => addEndpoint(design, { method: "GET", path: `/${text}`, description: text, share: a }),
    () => (endpoint && table && part ? editEndpoint(design, endpoint.id, { reads: { part: part.id, table: table.id } }) : design),
    () => (endpoint ? removeEndpoint(design, endpoint.id) : design),
    () => addEstimate(askQuestion(setNotes(design, text), `q${a}`), { name: text, formula: text }),
    () => removeEstimate(addTradeoff(addRequirement(design, { kind: "functional", text }), { text }), "e1"),
    () => (part ? addPart(design, { id: text, kind: "sink", title: text, position: at }) : design),
  ];
  return edits[op]?.() ?? design;
}

test("any list of edits leaves a design the parser accepts unchanged", () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 60 }), (list) => {
      const design = list.reduce(applyEdit, emptyDesign());
      const parsed = parseDesign(structuredClone(design));
      expect(parsed).toEqual({ ok: true, value: design });
    }),
    { seed: 2, numRuns: 150 },
  );
});

test("edits stop where the parser would refuse", () => {
  let design = emptyDesign();
  for (let index = 0; index < 205; index += 1) {
    design = addEstimate(
      addTable(addEndpoint(design, { method: "GET", path: "/", description: "", share: 1 }), {
        name: `t${index}`,
        role: "fact",
        columns: [],
      }),
      { name: "", formula: "" },
    );
  }
  for (let index = 0; index < 505; index += 1) design = addPart(design, { kind: "sink", title: "x".repeat(300), position: at });
  design = pasteParts(setNotes(design, "x".repeat(70_000)), copyFragment(design, ["sink"]), at);
  expect(addPart(design, { kind: "sink", title: "", position: at })).toBe(design);
  expect(parseDesign(design).ok).toBe(true);
});
