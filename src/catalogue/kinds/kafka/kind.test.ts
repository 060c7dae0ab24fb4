import { describe, expect, test } from "vitest";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { runDrawing } from "../../../../test/support/drawing.ts";
import type { Settings } from "../../../design/types.ts";
import type { Usage } from "../../contract.ts";
import { parseSettings } from "../../fields/settings.ts";
import { ceilingsOf } from "./brokers.ts";
import { kafka } from "./kind.ts";

const MIB = 1024 * 1024;

describe("the bill", () => {
  test("three m5.large MSK brokers cost 460 USD a month, and their disks 0.10 USD per GB", () => {
    const bill = billOf(kafka, { volumeGb: 100 });
    expect(bill["Brokers"]).toBeCloseTo(459.9, 2);
    expect(bill["Disk"]).toBeCloseTo(30, 6);
    expect(bill["Client traffic between zones"]).toBe(0);
  });

  test("AWS's own sizing case: twelve m5.large cost 1,839.60 USD", () => {
    expect(billOf(kafka, { brokers: 12 })["Brokers"]).toBeCloseTo(1839.6, 2);
  });

  test("own brokers are cheaper by the hour and pay for what they copy between zones", () => {
    const bill = billOf(kafka, { deployment: "ec2" }, { bytesIn: 100e9, bytesOut: 0 });
    expect(bill["Brokers"]).toBeCloseTo(3 * 730 * 0.096, 6);
    expect(bill["Replication between zones"]).toBeCloseTo(100 * 2 * 0.02, 6);
    expect(billOf(kafka, {}, { bytesIn: 100e9 })["Replication between zones"]).toBe(0);
  });

  test("reading from the nearest copy saves the readers' share of the traffic", () => {
    const usage = { bytesIn: 100e9, bytesOut: 300e9 };
    const far = billOf(kafka, { crossZoneShare: 1 }, usage)["Client traffic between zones"];
    const near = billOf(kafka, { crossZoneShare: 1, followerReads: true }, usage)["Client traffic between zones"];
    expect(far).toBeCloseTo(8, 6);
    expect(near).toBeCloseTo(2, 6);
  });

  test("a price nobody published stays unknown", () => {
    expect(billOf(kafka, { deployment: "ec2", instance: "m7g.large" })["Brokers"]).toBeNull();
  });
});

describe("Amazon MSK", () => {
  const month = 730 * 3600;

  test("AWS's own sizing case on Express: six m7g.large cost 1,787.04 + 506.25 + 513.28 USD", () => {
    const bill = billOf(kafka, { instance: "express.m7g.large", brokers: 6, retentionHours: 72 }, { bytesIn: 20 * MIB * month });
    expect([bill["Brokers"], bill["Disk"], bill["Express data in"]].map((usd) => (usd as number).toFixed(2))).toEqual([
      "1787.04",
      "506.25",
      "513.28",
    ]);
    expect(billOf(kafka, {}, { bytesIn: 20 * MIB * month })["Express data in"]).toBe(0);
  });

  test("an Express broker takes 15.6 MiB/s and gives 2.5 times that", () => {
    const carried = (readers: number): number => {
      const { ledger } = runDrawing({
        parts: [
          { id: "load", kind: "poisson-source", settings: { arrivals: "constant", ratePerSecond: 2000, bytes: 16 * 1024 } },
          { id: "log", kind: "kafka", settings: { instance: "express.m7g.large", lingerMs: 0 } },
          ...Array.from({ length: readers }, (_, i) => ({ id: `out${i}`, kind: "sink" })),
        ],
        wires: ["load.out -> log.produce", ...Array.from({ length: readers }, (_, i) => `log.consume -> out${i}.in`)],
        workload: { durationMs: 20_000, warmupMs: 0, drainMs: 0 },
      });
      return (ledger.delivered * 16 * 1024) / MIB / 20;
    };
    // 31.25 MiB/s fit three brokers with 46.8 in; six readers leave 39 x 3 / 6 = 19.5.
    expect(carried(1)).toBeGreaterThan(30.5);
    expect(carried(6)).toBeGreaterThan(18.5);
    expect(carried(6)).toBeLessThan(20);
  });

  test("Express is refused where AWS does not offer it", () => {
    const express = { instance: "express.m7g.large" };
    expect(refusalsOf(kafka, { ...express, deployment: "ec2" })[0]).toContain("s.instance Express brokers exist on Amazon MSK only.");
    expect(refusalsOf(kafka, { ...express, replicationFactor: 2, brokers: 4 })[0]).toContain("s.replicationFactor");
    expect(refusalsOf(kafka, express)).toEqual([]);
  });

  test("AWS's rules warn: too many partitions, more than 60 % CPU, a volume that holds a large broker back", () => {
    const advised = (settings: Settings, measured: Usage = {}): readonly string[] => {
      const parsed = parseSettings(kafka, settings, "s");
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
      return (kafka.advise?.(parsed.value, measured, 100) ?? []).map(({ field }) => field);
    };
    expect(advised({})).toEqual([]);
    expect(advised({ partitions: 1000 })).toEqual([]);
    expect(advised({ partitions: 1001 })).toEqual(["partitions"]);
    expect(advised({ partitions: 1001, deployment: "ec2" })).toEqual([]);
    expect(advised({ instance: "m5.4xlarge" })).toEqual(["instance"]);
    // 30 ms x 3 copies + 40 ms x 1 group = 130 ms a MiB; 6 cores give 6,000 ms a second, 60 % of it 27.7 MiB/s.
    expect(advised({}, { bytesIn: 27 * MIB * 100, groups: 1 })).toEqual([]);
    expect(advised({}, { bytesIn: 28 * MIB * 100, groups: 1 })).toEqual(["brokers"]);
  });

  test("a run says so", () => {
    const { findings } = runDrawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 10 } },
        { id: "log", kind: "kafka", settings: { partitions: 400, instance: "t3.small" } },
      ],
      wires: ["load.out -> log.produce"],
      workload: { durationMs: 5000, warmupMs: 0 },
    });
    expect(findings).toContainEqual(
      expect.objectContaining({ code: "advice", severity: "warning", where: "system.parts.log.settings.partitions" }),
    );
  });
});

test("ceilings follow the broker size, and no disk passes 250 MiB/s", () => {
  const own = { ownNetworkMibPerSecond: 119, ownDiskMibPerSecond: 784, ownCpuCores: 6 };
  expect(ceilingsOf({ ...own, instance: "m5.large" })).toMatchObject({ networkBytesPerSecond: 96 * MIB, diskBytesPerSecond: 81 * MIB });
  expect(ceilingsOf({ ...own, instance: "m5.4xlarge" }).diskBytesPerSecond).toBe(250 * MIB);
  expect(ceilingsOf({ ...own, instance: "other" })).toEqual({
    networkBytesPerSecond: 119 * MIB,
    diskBytesPerSecond: 784 * MIB,
    cpuCores: 6,
  });
});

test("the headline says how it is cut and how safe it is", () => {
  expect(headlineOf(kafka, {})).toBe("12 partitions · RF 3 · acks all");
  expect(headlineOf(kafka, { partitions: 1, topics: "by-type", acks: "1" })).toBe("1 partition per topic · RF 3 · acks 1");
});

test("settings that contradict each other are refused", () => {
  expect(refusalsOf(kafka, { brokers: 2 })).toEqual([
    "s.replicationFactor 3 copies need 3 brokers, and there are 2. Add brokers or keep fewer copies.",
  ]);
  expect(refusalsOf(kafka, { replicationFactor: 1 })[0]).toContain("s.minInsyncReplicas");
  expect(refusalsOf(kafka, { repartitionAtMs: 60_000, repartitionTo: 6 })[0]).toContain(
    "s.repartitionTo Partitions can be added and never taken away.",
  );
});

test("faults strike one of the brokers that are there", () => {
  const crash = kafka.faults.find((fault) => fault.id === "crash");
  expect(crash?.targets?.({ brokers: 3 })).toEqual(["broker-0", "broker-1", "broker-2"]);
});
