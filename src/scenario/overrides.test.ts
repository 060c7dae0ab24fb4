import { describe, expect, it } from "vitest";
import { KINDS } from "../catalogue/registry.ts";
import { emptyDesign } from "../design/empty.ts";
import type { Design } from "../design/types.ts";
import { applySettings, ROOTS } from "./overrides.ts";

const DESIGN: Design = {
  ...emptyDesign("Two parts"),
  system: {
    parts: [
      { id: "kafka", kind: "kafka", title: "Kafka", position: { x: 0, y: 0 }, settings: { partitions: 12, acks: "all" } },
      { id: "flink", kind: "flink", title: "Flink", position: { x: 240, y: 0 }, settings: {} },
      { id: "api", kind: "recommendation-api", title: "API", position: { x: 480, y: 0 }, settings: {} },
      { id: "seed", kind: "poisson-source", title: "Seed", position: { x: 0, y: 240 }, settings: {} },
      { id: "workload", kind: "poisson-source", title: "Load", position: { x: 240, y: 240 }, settings: {} },
    ],
    wires: [],
  },
  api: { endpoints: [{ id: "hourly", method: "GET", path: "/", description: "", share: 1 }] },
};

function changed(...changes: readonly string[]): Design {
  const result = applySettings(DESIGN, changes);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join("\n"));
  return result.value;
}

function complaint(change: string): string {
  const result = applySettings(DESIGN, [change]);
  return result.ok ? "" : result.error.map(({ message }) => message).join("\n");
}

describe("PATH=VALUE", () => {
  it.each([
    ["kafka.partitions=6", "kafka", { partitions: 6 }],
    ["kafka.settings.partitions=6", "kafka", { partitions: 6 }],
    ["system.parts.kafka.settings.partitions=6", "kafka", { partitions: 6 }],
    [" kafka.partitions = 6 ", "kafka", { partitions: 6 }],
    ["kafka.key=event_type", "kafka", { key: "event_type" }],
    ['kafka.acks="1"', "kafka", { acks: "1" }],
    ["kafka.retentionBytes=null", "kafka", { retentionBytes: null }],
    ["flink.dedup=false", "flink", { dedup: false }],
    ["flink.checkpointIntervalMs=30 s", "flink", { checkpointIntervalMs: 30_000 }],
    ["flink.checkpointIntervalMs=500", "flink", { checkpointIntervalMs: 500 }],
    ['flink.serviceTime={"exponential": 5}', "flink", { serviceTime: { exponential: 5 } }],
    ["flink.note=a=b", "flink", { note: "a=b" }],
    ["api.instances=8", "api", { instances: 8 }],
    ["api.settings.endpoints=8", "api", { endpoints: 8 }],
    ["seed.ratePerSecond=8", "seed", { ratePerSecond: 8 }],
  ])("%s", (change, part, settings) => {
    expect(changed(change).system.parts.find(({ id }) => id === part)?.settings).toMatchObject(settings);
  });

  it("reaches the rest of the document and leaves the original alone", () => {
    const before = structuredClone(DESIGN);
    expect(changed("seed=7", "title=New", "api.endpoints.hourly.share=0.5", "kafka.partitions=1")).toMatchObject({
      seed: 7,
      title: "New",
      api: { endpoints: [{ share: 0.5 }] },
    });
    expect(DESIGN).toEqual(before);
  });

  it("a path means two things only where the complaint, or the long form, tells them apart", () => {
    const claimed = KINDS.flatMap(({ id, fields }) =>
      Object.entries(ROOTS).flatMap(([root, taken]) =>
        Object.keys(fields)
          .filter((field) => taken.includes(field))
          .map((field) => `${root}.${field} of ${id}`),
      ),
    );
    expect(claimed).toEqual(["workload.durationMs of poisson-source"]);
    expect(changed("workload.settings.durationMs=5 s").system.parts.at(-1)?.settings).toEqual({ durationMs: 5000 });
  });

  it.each([
    ["partitions", '"partitions" is not PATH=VALUE. Write for instance kafka.partitions=6.'],
    ["=6", '"=6" is not PATH=VALUE. Write for instance kafka.partitions=6.'],
    ["kafak.partitions=6", 'There is no part "kafak". Did you mean "kafka"?'],
    ["api.endpoints.daily.share=1", 'api.endpoints has no "daily". Known: hourly.'],
    ["schema.instances=6", '"instances" is not known here. Check the spelling, or remove it.'],
    [
      "workload.durationMs=5 s",
      'The design has no "workload". Known: format, version, title, seed, notes, schema, system, api. For the setting of the part write workload.settings.durationMs.',
    ],
    ["system.wires.w.from=6", 'system.wires has no "w".'],
    ["kafka..x=6", '"kafka..x" is not a path. Write for instance kafka.partitions=6.'],
    ["kafka.__proto__.polluted=1", '"kafka.__proto__.polluted" is not a path. Write for instance kafka.partitions=6.'],
    ["seed=-1", "This must be at least 0."],
  ])("%s is refused with a sentence", (change, sentence) => {
    expect(complaint(change)).toBe(sentence);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
