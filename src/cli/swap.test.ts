import { expect, test } from "vitest";
import { drawing } from "../../test/support/drawing.ts";
import { applySwaps } from "./swap.ts";

const design = drawing({
  parts: [
    { id: "load", kind: "poisson-source" },
    { id: "log", kind: "kafka", settings: { partitions: 6 } },
    { id: "out", kind: "sink" },
  ],
  wires: ["load.out -> log.produce", "log.consume -> out.in"],
});

test("a part is swapped with its wires, and a line says what was kept", () => {
  const swapped = applySwaps(design, ["log=kinesis-data-streams"]);
  if (!swapped.ok) throw new Error(JSON.stringify(swapped.error));
  expect(swapped.value.design.system.parts[1]).toMatchObject({ id: "log", kind: "kinesis-data-streams" });
  expect(swapped.value.design.system.wires).toEqual(design.system.wires);
  expect(swapped.value.told).toEqual([
    expect.stringContaining("Kafka is now Kinesis Data Streams. 2 wires kept. 6 partitions became 6 shards"),
  ]);
});

test.each([
  ["lag=kinesis-data-streams", /There is no part "lag"\. Did you mean "log"\?/],
  ["log=kinesis", /What can take its place: kinesis-data-streams/],
  ["out=kafka", /Nothing can take its place/],
  ["log", /part=kind/],
])("%s is refused with what to do", (spec, sentence) => {
  const swapped = applySwaps(design, [spec]);
  expect(swapped.ok ? "" : swapped.error[0]?.message).toMatch(sentence);
});
