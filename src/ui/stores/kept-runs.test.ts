import { expect, test } from "vitest";
import type { RunIncident } from "../../result/snapshot.ts";
import { atTheirInstants } from "./kept-runs.ts";

const pressed = (part: string, atMs: number): RunIncident => ({ part, atMs, label: "Broker dies", kind: "pressed" });

test("a fault that was pressed is kept with the instant at which the run says it struck", () => {
  const log: readonly RunIncident[] = [
    { part: "kafka", atMs: 100, label: "Broker dies", kind: "scheduled" },
    pressed("flink", 210),
    pressed("kafka", 200),
    pressed("kafka", 300),
  ];
  const faults = ["kafka", "flink", "kafka", "s3"].map((part) => ({ fault: "crash", part, atMs: 7 }));
  expect(atTheirInstants(faults, log).map(({ part, atMs }) => `${part} ${atMs}`)).toEqual(["kafka 200", "flink 210", "kafka 300", "s3 7"]);
});
