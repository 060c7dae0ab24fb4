import { describe, expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import { must } from "../../base/assert.ts";
import type { Settings } from "../../design/types.ts";
import { kindById, KINDS } from "../registry.ts";
import { parseSettings } from "../fields/settings.ts";
import { swapPart, swapsOf } from "./swap.ts";

const pairs = KINDS.flatMap((kind) => swapsOf(kind).map((other) => [kind.id, other.id] as const));

function logOf(kind: string, settings: Settings) {
  return drawing({
    parts: [
      { id: "app", kind: "mobile-app" },
      { id: "log", kind, settings },
      { id: "flink", kind: "flink" },
      { id: "connect", kind: "kafka-connect-s3" },
      { id: "raw", kind: "s3" },
      { id: "druid", kind: "druid" },
    ],
    wires: [
      "app.events -> log.produce",
      "log.consume -> flink.in",
      "log.consume -> connect.in",
      "connect.files -> raw.objects",
      "flink.aggregates -> druid.ingest",
    ],
  });
}

test("Kafka and Kinesis, Kafka Connect and Firehose can take each other's place", () => {
  expect(pairs).toContainEqual(["kafka", "kinesis-data-streams"]);
  expect(pairs).toContainEqual(["kinesis-data-streams", "kafka"]);
  expect(pairs).toContainEqual(["kafka-connect-s3", "firehose"]);
  expect(pairs).toContainEqual(["flink", "kafka-streams"]);
  expect(pairs).toContainEqual(["cassandra", "dynamodb"]);
});

test("a setting that is right only beside another one is carried: a job that writes figures and no events goes on writing none (H8)", () => {
  const settings = { events: false, aggregate: true, writes: "overwrite-partitions" };
  const design = drawing({ parts: [{ id: "figures", kind: "glue-job", settings }], wires: [] });
  const swap = must(swapPart(design, "figures", "spark-job", null), "no swap");
  expect(swap.design.system.parts[0].settings).toMatchObject(settings);
});

test("warehouses and Athena can take each other's place, though they are of two families (H8)", () => {
  const design = drawing({
    parts: [
      { id: "raw", kind: "s3" },
      { id: "house", kind: "redshift", settings: { slots: 20, columnShare: 0.3, looksAt: "one-user" } },
      { id: "board", kind: "dashboard" },
      { id: "dag", kind: "airflow" },
    ],
    wires: ["raw.objects -> house.data", "house.rows -> board.rows", "dag.triggers -> house.start"],
  });
  const there = must(swapPart(design, "house", "athena", null), "no swap");
  expect([there.wiresKept, there.wiresLost]).toEqual([2, ["dag -> house"]]);
  expect(there.design.system.parts[1].settings).toEqual({ concurrency: 20, columnShare: 0.3 });
  const back = must(swapPart(there.design, "house", "snowflake", null), "no swap");
  expect(back.design.system.parts[1].settings).toEqual({ slots: 20, columnShare: 0.3, looksAt: "last-hours", queryHours: 1 });
  expect(pairs).not.toContainEqual(["athena", "druid"]);
});

describe.each(pairs)("%s for %s", (from, to) => {
  const [own, other] = [must(kindById(from), from), must(kindById(to), to)];

  test("roles are ports, meanings are fields, and what is written is accepted", () => {
    for (const kind of [own, other]) {
      for (const port of Object.keys(kind.swap?.roles ?? {})) expect(kind.ports.map((each) => each.id)).toContain(port);
      for (const { fields } of Object.values(kind.swap?.meanings ?? {}))
        for (const field of fields) expect(Object.keys(kind.fields)).toContain(field);
    }
    const design = drawing({ parts: [{ id: "x", kind: from }], wires: [] });
    const swap = must(swapPart(design, "x", to, null), "no swap");
    expect(parseSettings(other, must(swap.design.system.parts[0], "x").settings, "settings").ok).toBe(true);
    expect(swap.carried.length).toBeGreaterThan(0);
  });

  test("there and back again gives the same wires", () => {
    const port = (kind: typeof own, direction: string): string =>
      must(
        kind.ports.find((each) => each.direction === direction),
        direction,
      ).id;
    if (own.ports.every(({ direction }) => direction === "in")) {
      const asked = drawing({
        parts: [
          { id: "x", kind: from },
          { id: "y", kind: "app-service" },
        ],
        wires: [`y.store -> x.${port(own, "in")}`],
      });
      const changed = must(swapPart(asked, "x", to, null), "there").design;
      expect(changed.system.wires).toHaveLength(1);
      expect(must(swapPart(changed, "x", from, null), "back").design.system.wires).toEqual(asked.system.wires);
      return;
    }
    const partner =
      {
        log: "flink",
        "stream-processor": "kafka",
        connector: "s3",
        "table-store": "dashboard",
        warehouse: "dashboard",
        "query-engine": "dashboard",
        orchestrator: "file-sensor",
      }[own.family as string] ?? "s3";
    const partnerPort = { flink: "in", kafka: "produce", s3: "objects", dashboard: "rows", "file-sensor": "start" }[partner];
    const design = drawing({
      parts: [
        { id: "x", kind: from },
        { id: "y", kind: partner },
      ],
      wires: [`x.${port(own, "out")} -> y.${partnerPort}`],
    });
    const there = must(swapPart(design, "x", to, null), "there").design;
    expect(there.system.wires).toHaveLength(1);
    expect(must(swapPart(there, "x", from, null), "back").design.system.wires).toEqual(design.system.wires);
  });
});

describe("Kafka for Kinesis Data Streams", () => {
  const chosen = {
    partitions: 48,
    key: "event_type",
    retentionHours: 48,
    deliveryTimeoutMs: 60_000,
    acks: "1",
    minInsyncReplicas: 1,
    topics: "single",
  };

  test("wires and bindings stay, settings that mean the same are carried, the others are named", () => {
    const before = logOf("kafka", chosen);
    const swap = must(swapPart(before, "log", "kinesis-data-streams", null), "no swap");
    const part = must(
      swap.design.system.parts.find((each) => each.id === "log"),
      "log",
    );
    expect(part).toMatchObject({
      kind: "kinesis-data-streams",
      settings: { shards: 48, key: "event_type", retentionHours: 48, recordTtlMs: 60_000 },
    });
    expect(swap.design.system.wires).toEqual(before.system.wires);
    expect([swap.wiresKept, swap.wiresLost]).toEqual([3, []]);
    expect(swap.left).toEqual([
      { label: "Acknowledged by", value: "the leader (1)" },
      { label: "Copies that must be in sync", value: "1" },
    ]);
    expect(swap.carried).toContainEqual({ meaning: "kept for", before: "2 days", after: "2 days" });
  });

  test("a measured load sizes the shards: 10 MB/s of 1 KB records need 13 at four fifths full", () => {
    const load = { recordsPerSecond: 10_000, bytesPerSecond: 1e7, readers: 1 };
    const swap = must(swapPart(logOf("kafka", chosen), "log", "kinesis-data-streams", load), "no swap");
    expect(swap.design.system.parts[1]?.settings.shards).toBe(13);
  });

  test("a part called after its kind is renamed, another name stays", () => {
    const named = (title: string) => {
      const design = logOf("kafka", {});
      const parts = design.system.parts.map((part) => (part.id === "log" ? { ...part, title } : part));
      return swapPart({ ...design, system: { ...design.system, parts } }, "log", "kinesis-data-streams", null)?.design.system.parts[1]
        ?.title;
    };
    expect([named("Kafka"), named("Kafka 2"), named("10 Kafka"), named("Events log")]).toEqual([
      "Kinesis Data Streams",
      "Kinesis Data Streams 2",
      "10 Kinesis Data Streams",
      "Events log",
    ]);
  });

  test("a part with no such sibling is not swapped", () => {
    expect(swapPart(logOf("kafka", {}), "flink", "kinesis-data-streams", null)).toBeNull();
    expect(swapPart(logOf("kafka", {}), "nobody", "kinesis-data-streams", null)).toBeNull();
  });
});

describe("Kafka Streams for Flink", () => {
  const chosen = { parallelism: 6, sessionize: false, windows: "hopping", allowedLatenessMs: 60_000, enrich: "sync" };
  const swap = must(swapPart(logOf("kafka", {}), "flink", "kafka-streams", null), "no swap");
  const withSettings = logOf("kafka", {});
  const parts = withSettings.system.parts.map((part) => (part.id === "flink" ? { ...part, settings: chosen } : part));
  const carried = must(
    swapPart({ ...withSettings, system: { ...withSettings.system, parts } }, "flink", "kafka-streams", null),
    "no swap with settings",
  );

  test("the work is carried, how it is run is translated, what it cannot do is named", () => {
    const part = must(
      carried.design.system.parts.find((each) => each.id === "flink"),
      "flink",
    );
    expect(part.settings).toMatchObject({ threadsPerInstance: 3, sessionize: false, windows: "hopping", graceMs: 60_000 });
    expect(carried.left).toEqual([{ label: "Enrich from outside", value: "sync: one at a time" }]);
  });

  test("a wire that does not lead to a Kafka is lost", () => {
    expect(swap.wiresLost).toEqual(["flink -> druid"]);
  });
});
