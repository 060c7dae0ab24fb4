import { describe, expect, test } from "vitest";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { drill } from "../support/drill.ts";
import type { Drill } from "../support/drill.ts";

/**
 * A file that is closed by its age is full at that instant, but the connector may learn of it only with the next row. That row
 * opens a file of its own, so it must not be committed with the file before it: a crash gives open files up and reads on from the
 * committed offset, and nobody would read the row again. Rows come so seldom that each rotation falls between two of them.
 */
const ROW_EVERY_MS = 700;
const ROTATE_MS = 60_000;

function connector(windowMs: number, faults: readonly FaultSpec[]): Drill {
  return drill({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 1000 / ROW_EVERY_MS, arrivals: "constant" } },
      { id: "kafka", kind: "kafka", settings: { partitions: 1 } },
      { id: "connect", kind: "kafka-connect-s3", settings: { tasks: 1, rotateMs: ROTATE_MS, delivery: "after-upload" } },
      { id: "lake", kind: "s3" },
    ],
    wires: ["load.out -> kafka.produce", "kafka.consume -> connect.in", "connect.files -> lake.objects"],
    workload: { durationMs: 600_000, drainMs: 300_000 },
    faults,
    windowMs,
  });
}

/** Six crashes, each while a file is open that a rotation before it has begun. */
const CRASHES: readonly FaultSpec[] = Array.from({ length: 6 }, (_, i) => ({
  part: "connect",
  fault: "crash",
  atMs: 90_000 + i * 80_000,
  durationMs: 5000,
}));

describe("a connector commits the rows of files it has written, and none of a file that is still open (D4)", () => {
  for (const windowMs of [50, 333, 1000, 5000])
    test(`a crash after a rotation loses nothing, with windows of ${windowMs} ms`, () => {
      const { at, result } = connector(windowMs, CRASHES);
      const { missing, produced } = at("lake");
      expect(produced).toBeGreaterThan(800);
      expect(missing).toEqual([]);
      expect(result.ledger.inFlight).toBe(0);
    });
});
