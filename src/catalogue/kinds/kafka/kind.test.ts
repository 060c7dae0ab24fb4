import { describe, expect, test } from "vitest";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
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
