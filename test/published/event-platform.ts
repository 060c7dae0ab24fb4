import type { Experiment } from "./experiment.ts";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import { loadBundled } from "../../src/scenario/bundled.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";

const loaded = await loadBundled("event-broker-platform");
const platform = must(loaded.ok ? loaded.value : null, "no event platform");

type Month = {
  readonly gbPerDay: number;
  readonly gbKept: number;
  readonly keptUsd: number;
  readonly filesPerDay: number;
  readonly putUsd: number;
};

/** The fifteen services for thirty hours into one bucket, in files of so many MB as they come. */
function month(seed: number, fileMb: number): Month {
  const connect: Settings = { tasks: 1, taskMbPerSecond: 500, targetFileMb: fileMb, compressionRatio: 1, rotateMs: 3_600_000 };
  const created = createRun({
    design: drawing({
      parts: [
        { id: "services", kind: "upstream-services" },
        { id: "broker", kind: "kafka", settings: { partitions: 1, instance: "m5.4xlarge" } },
        { id: "connect", kind: "kafka-connect-s3", settings: connect },
        { id: "raw", kind: "s3", settings: { standardDays: 30 } },
      ],
      wires: ["services.events -> broker.produce", "broker.consume -> connect.in", "connect.files -> raw.objects"],
    }),
    scenario: platform,
    seed,
    faults: [],
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  const { cost, measures } = created.value.result(0);
  const line = (dimension: string) =>
    must(
      cost.lines.find((each) => each.node === "raw" && each.dimension === dimension),
      `no ${dimension}`,
    );
  const usd = (dimension: string): number => must(line(dimension).usd, "no price");
  const perDay = must(measures?.["bytes.perDay"], "no volume");
  return {
    gbPerDay: perDay / 1e9,
    gbKept: line("Storage, Standard").quantity,
    keptUsd: usd("Storage, Standard"),
    filesPerDay: (line("Writes").quantity * 1000 * 24) / 730,
    putUsd: usd("Writes"),
  };
}

export const eventPlatform: Experiment = {
  id: "event-platform-envelope",
  title: "Event platform: 150 GB a day on the back of an envelope",
  evidence: "closed form",
  source: "arithmetic of a public design exercise, fifteen services of 10 GB a day, with list prices of us-east-1 of 2026",
  setUp: "150 GB a day, a month of 30 days, kept raw in S3 Standard, in files of 5 MB or of 128 MB.",
  drawn:
    "The workload of the scenario event-broker-platform, of which a row stands for 332 events, Kafka with one partition, Kafka Connect, S3; files are counted, not scaled.",
  fitted: null,
  rows: (seed) => {
    const throughput = { quantity: "throughput" } as const;
    const small = month(seed, 5);
    const large = month(seed, 128);
    return [
      { ...throughput, what: "raw bytes a day", published: 150, predicted: large.gbPerDay, unit: "GB", digits: 0 },
      { ...throughput, what: "mean rate", published: 1.736, predicted: (large.gbPerDay * 1000) / 86_400, unit: "MB/s", digits: 3 },
      { ...throughput, what: "a month in S3", published: 4.5, predicted: large.gbKept / 1000, unit: "TB", digits: 2 },
      { ...throughput, what: "its storage", published: 103.5, predicted: large.keptUsd, unit: "USD/month", digits: 2 },
      { ...throughput, what: "files of 5 MB", published: 30_000, predicted: small.filesPerDay, unit: "files/day", digits: 0 },
      { ...throughput, what: "their writes", published: 4.5, predicted: small.putUsd, unit: "USD/month", digits: 2 },
      { ...throughput, what: "files of 128 MB", published: 1172, predicted: large.filesPerDay, unit: "files/day", digits: 0 },
      { ...throughput, what: "their writes, 128 MB", published: 0.18, predicted: large.putUsd, unit: "USD/month", digits: 2 },
    ];
  },
};
