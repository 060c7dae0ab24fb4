import { expect, test } from "vitest";
import { diffDesigns } from "./diff.ts";
import { setNotes } from "./edits-notes.ts";
import { addTable, editTable } from "./edits-schema.ts";
import { addPart, addWire, movePart, removeParts, renamePart, setSetting } from "./edits.ts";
import { emptyDesign } from "./empty.ts";

const at = { x: 0, y: 0 };
let base = addPart(emptyDesign(), { kind: "kafka", title: "Kafka", position: at, settings: { acks: "1" } });
base = addPart(base, { kind: "flink", title: "Flink", position: at });
base = addWire(base, { part: "kafka", port: "out" }, { part: "flink", port: "in" });
base = addTable(base, { name: "app_event", role: "stream", columns: [{ name: "id", type: "INT" }] });

test("nothing changed is told as nothing, also after a move", () => {
  expect(diffDesigns(base, movePart(base, "kafka", { x: 9, y: 9 }))).toEqual([]);
});

test("changes are told in words", () => {
  let next = setSetting(setSetting(base, "kafka", "acks", "all"), "kafka", "partitions", 12);
  next = renamePart(next, "flink", "Sessions");
  next = editTable(next, "app_event", {
    part: "kafka",
    columns: [
      { name: "id", type: "BIGINT" },
      { name: "at", type: "TIMESTAMP" },
    ],
  });
  next = setNotes(next, "hello");
  expect(diffDesigns(base, next).map((change) => change.text)).toEqual([
    "Kafka: acks 1 → all",
    "Kafka: partitions default → 12",
    "Renamed Flink to Sessions",
    "app_event: bound to kafka, was nothing",
    "app_event: id INT → BIGINT",
    "app_event: added column at TIMESTAMP",
    "Notes rewritten (0 → 5 characters)",
  ]);
  expect(diffDesigns(base, removeParts(base, ["flink"])).map((change) => change.text)).toEqual(["Removed part Flink", "Cut Kafka → Flink"]);
});
