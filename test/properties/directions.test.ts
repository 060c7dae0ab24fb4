import { beforeAll, describe, expect, test } from "vitest";
import type { Design } from "../../src/design/types.ts";
import type { Scenario } from "../../src/scenario/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { designOf, shortEvening, withSetting } from "../support/short-evening.ts";

let scenario: Scenario;
let druid: Design;
let athena: Design;
beforeAll(async () => {
  scenario = await shortEvening(6);
  druid = designOf(scenario, "druid");
  athena = designOf(scenario, "athena");
});

function finished(design: Design, faults: readonly FaultSpec[] = []): RunResult {
  const { outcome } = runDesign({ design, scenario, seed: 11, faults });
  if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
  return outcome.result;
}

const costOf = (result: RunResult, node: string): number =>
  result.cost.lines.filter((line) => line.node === node).reduce((sum, line) => sum + line.usd, 0);
const p95 = (result: RunResult, sink: string): number => result.latency[sink].p95Ms ?? Number.NaN;
const taskCrash: FaultSpec[] = [{ part: "flink", fault: "crash", atMs: 200_000, durationMs: 5000 }];

describe("a setting moves what the sources say it moves, and in their direction", () => {
  test("a longer checkpoint interval: older dashboards, more read again after a crash", () => {
    const often = finished(withSetting(druid, "flink", "checkpointIntervalMs", 10_000), taskCrash);
    const rarely = finished(withSetting(druid, "flink", "checkpointIntervalMs", 120_000), taskCrash);
    expect(p95(rarely, "druid")).toBeGreaterThan(p95(often, "druid"));
    expect(rarely.ledger.redelivered).toBeGreaterThan(often.ledger.redelivered);
  });

  test("at-least-once: fresher than exactly-once, and rows twice after a crash", () => {
    const once = finished(withSetting(druid, "flink", "guarantee", "exactly-once"), taskCrash);
    const least = finished(withSetting(druid, "flink", "guarantee", "at-least-once"), taskCrash);
    expect(p95(least, "druid")).toBeLessThan(p95(once, "druid"));
    expect(least.quality["events@druid"].duplicates).toBeGreaterThan(0);
    expect(once.quality["events@druid"]).toBeUndefined();
  });

  test("more parallelism: less busy tasks, a higher bill", () => {
    const few = finished(withSetting(druid, "flink", "parallelism", 1));
    const many = finished(withSetting(druid, "flink", "parallelism", 8));
    expect(many.nodes.flink.utilisation ?? 1).toBeLessThan(few.nodes.flink.utilisation ?? 0);
    expect(costOf(many, "flink")).toBeGreaterThan(costOf(few, "flink"));
  });

  test("one copy and acks 1: a dead broker's records wait for it or are lost; three copies and acks all: none", () => {
    const crash: FaultSpec[] = [{ part: "kafka", fault: "crash", atMs: 200_000, durationMs: 150_000, index: 1 }];
    const careless = withSetting(
      withSetting(withSetting(druid, "kafka", "replicationFactor", 1), "kafka", "acks", "1"),
      "kafka",
      "minInsyncReplicas",
      1,
    );
    const lost = finished(careless, crash);
    const safe = finished(druid, crash);
    expect(Object.keys(lost.ledger.dropped.kafka ?? {})).not.toHaveLength(0);
    expect(safe.ledger.dropped.kafka).toBeUndefined();
  });

  test("more partitions: more files for the same records", () => {
    const few = finished(withSetting(druid, "kafka", "partitions", 3));
    const many = finished(withSetting(druid, "kafka", "partitions", 24));
    expect(many.tables.files).toBeGreaterThan(few.tables.files);
  });

  test("files that close sooner: fresher rows, more objects to pay for", () => {
    const connector = athena.system.parts.find((part) => part.kind === "kafka-connect-s3")?.id ?? "";
    const soon = finished(withSetting(athena, connector, "rotateMs", 20_000));
    const late = finished(withSetting(athena, connector, "rotateMs", 180_000));
    const store = athena.system.wires.find((wire) => wire.from.part === connector)?.to.part ?? "";
    expect(p95(soon, store)).toBeLessThan(p95(late, store));
    expect(soon.tables.files).toBeGreaterThan(late.tables.files);
  });

  test("retention shorter than an outage of the reader: what it had not read expires, and is counted", () => {
    const brief = withSetting(
      withSetting(withSetting(druid, "kafka", "retentionHours", 0.02), "kafka", "segmentBytes", 1_048_576),
      "flink",
      "heartbeatTimeoutMs",
      200_000,
    );
    const result = finished(brief, taskCrash);
    const kept = finished(withSetting(druid, "flink", "heartbeatTimeoutMs", 200_000), taskCrash);
    expect(result.ledger.expired).toBeGreaterThan(0);
    expect(kept.ledger.expired).toBe(0);
    expect(result.ledger.balanced).toBe(true);
  });

  test("a log keyed by something else under tasks that trust it: sessions fall apart, and the cause is named", () => {
    const result = finished(designOf(scenario, "keyed-by-type"));
    const sessions = result.verdict.goals.find((goal) => goal.metric === "sessions.exactShare");
    expect(sessions?.pass).toBe(false);
    expect(sessions?.why).toContain("user_id");
  });
});
