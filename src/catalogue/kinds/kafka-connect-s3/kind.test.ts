import { expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { listening } from "../../../../test/support/listening.ts";
import { LIST, kindOf } from "../../../engine/rows/rows.ts";
import { createRun } from "../../../simulate/run.ts";
import { kafkaConnectS3 } from "./kind.ts";

test("a capacity unit costs 0.11 USD an hour", () => {
  expect(billOf(kafkaConnectS3, { capacityUnits: 2 })["Connect capacity"]).toBeCloseTo(2 * 730 * 0.11, 6);
});

test("the headline says when a file closes", () => {
  expect(headlineOf(kafkaConnectS3, {})).toBe("Parquet · 128 MB or 10 min · by hour");
  expect(headlineOf(kafkaConnectS3, { targetFileMb: 5, rotateMs: 60_000, partitionBy: "day" })).toBe("Parquet · 5 MB or 60 s · by day");
});

test("a file holds rows of one stream, also where lists of one hour and events of the next are open at once", () => {
  const design = drawing({
    parts: [
      { id: "users", kind: "web-app" },
      { id: "update", kind: "stream-worker", settings: { logic: "update-embeddings", workTime: { constant: 0.5 } } },
      { id: "gen", kind: "stream-worker", settings: { logic: "generate-lists", workTime: { constant: 0.5 } } },
      { id: "all", kind: "kafka", settings: { partitions: 1 } },
      { id: "connect", kind: "kafka-connect-s3", settings: { tasks: 1 } },
      { id: "lake", kind: "s3" },
    ],
    wires: [
      "users.events -> update.in",
      "update.out -> gen.in",
      "gen.out -> all.produce",
      "users.events -> all.produce",
      "all.consume -> connect.in",
      "connect.files -> lake.objects",
    ],
  });
  const created = createRun({ design, scenario: listening({}, 66), seed: 1, faults: [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const { files } = run.machine.run.rows;
  expect(files.filter(({ stream }) => stream === LIST).map(({ hour }) => hour)).toContain(1);
  for (const { stream, refs } of files) expect(refs.every((ref) => kindOf(ref) === stream)).toBe(true);
  const [table] = run.tables(["files"]);
  expect(table?.columns.find(({ name }) => name === "stream")).toMatchObject({ dictionary: expect.arrayContaining(["event", "list"]) });
});

test("measured, a small Parquet file is far larger than a ratio says, and Zstandard is smaller than none", () => {
  const storedBytes = (fileSizes: string): readonly number[] => {
    const design = drawing({
      parts: [
        { id: "users", kind: "web-app" },
        { id: "all", kind: "kafka", settings: { partitions: 1 } },
        { id: "connect", kind: "kafka-connect-s3", settings: { tasks: 1, rotateMs: 2000, fileSizes } },
        { id: "lake", kind: "s3" },
      ],
      wires: ["users.events -> all.produce", "all.consume -> connect.in", "connect.files -> lake.objects"],
    });
    const created = createRun({ design, scenario: listening({}, 10), seed: 1, faults: [] });
    if (!created.ok) throw new Error(JSON.stringify(created.error));
    const run = created.value;
    while (!run.over) run.step();
    return run.machine.run.rows.files.map((file) => file.storedBytes);
  };
  const sum = (sizes: readonly number[]): number => sizes.reduce((all, size) => all + size, 0);
  const [ratio, none, zstd] = ["ratio", "none", "zstd"].map(storedBytes);
  expect(none.length).toBe(ratio.length);
  // Heads of pages and the footer alone are 4 KB.
  expect(Math.min(...zstd)).toBeGreaterThan(3000);
  expect(sum(zstd)).toBeGreaterThan(3 * sum(ratio));
  expect(sum(zstd)).toBeLessThan(sum(none));
});
