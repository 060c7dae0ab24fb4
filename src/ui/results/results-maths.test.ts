import { describe, expect, it } from "vitest";
import type { Ledger } from "../../result/result.ts";
import { consumerLags, heavyPartitions, lastIndex, peakIndex } from "./lag/lag-columns.ts";
import { imbalance, ledgerRows, lossRows, reasonText, totalLate, totalLost } from "./ledger-rows.ts";
import { percentilesOf, recordsNeeded } from "./percentiles.ts";

const column = (...values: number[]): Float64Array => Float64Array.from(values);

const ledger: Ledger = {
  produced: 1_000,
  delivered: 897,
  filtered: 20,
  deduplicated: 30,
  inFlight: 5,
  expired: 0,
  dropped: { kafka: { leaderLost: 40, timeout: 0 }, gateway: { throttled: 5 }, flink: { late: 3 } },
  redelivered: 12,
  balanced: true,
};

describe("lag columns", () => {
  it("tells consumers from their partitions, also when names hold dots", () => {
    const columns = new Map([
      ["lag.flink.eu", column(1, 2)],
      ["lag.flink.eu.10", column(1, 1)],
      ["lag.flink.eu.2", column(0, 1)],
      ["lagMs.flink.eu", column(10, 20)],
      ["lag.connect", column(4, 4)],
      ["rate.produced", column(1, 1)],
    ]);
    const lags = consumerLags({ length: 2, atMs: column(0, 1), columns });
    expect(lags.map((lag) => lag.consumer)).toEqual(["flink.eu", "connect"]);
    expect(lags[0]?.partitions.map((partition) => partition.id)).toEqual(["2", "10"]);
    expect(lags[0]?.ageMs?.[1]).toBe(20);
    expect(lags[1]?.ageMs).toBeNull();
  });
  it("finds the peak and the last known value before a moment", () => {
    expect(peakIndex(column(0, 5, 3, 9), 3)).toBe(1);
    expect(peakIndex(column(0, 0), 2)).toBeNull();
    expect(lastIndex(column(1, 2, Number.NaN), 3)).toBe(1);
  });
  it("names the partitions that stand out, and none when all are alike", () => {
    expect([...heavyPartitions([10, 11, 90, 12])]).toEqual([2]);
    expect(heavyPartitions([50, 52, 51, 49]).size).toBe(0);
  });
});

describe("ledger", () => {
  it("adds up to what was produced and names each loss", () => {
    expect(imbalance(ledger)).toBe(0);
    expect(totalLost(ledger)).toBe(45);
    expect(totalLate(ledger)).toBe(3);
    expect(lossRows(ledger, (part) => part.toUpperCase()).map((row) => row.label)).toEqual([
      "dropped: KAFKA, leader lost",
      "dropped: GATEWAY, throttled",
      "late: FLINK",
    ]);
    expect(ledgerRows(ledger, (part) => part).length).toBe(8);
    expect(reasonText("no-capacity_left")).toBe("no capacity left");
  });
});

describe("percentiles", () => {
  it("asks for ten records beyond each", () => {
    expect([0.5, 0.95, 0.99, 0.999].map(recordsNeeded)).toEqual([20, 200, 1_000, 10_000]);
    const latency = {
      ...{ count: 999, meanMs: 1, p50Ms: 1, p95Ms: 2, p99Ms: 3, p999Ms: 4, maxMs: 5 },
      ci95: { meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null, p999Ms: null },
    };
    expect(percentilesOf(latency).map((percentile) => percentile.enough)).toEqual([true, true, false, false]);
  });
});
