import { expect, test } from "vitest";
import { must } from "../../../base/assert.ts";
import type { Settings } from "../../../design/types.ts";
import type { FaultSpec } from "../../../result/snapshot.ts";
import { shortLinks } from "../../../../test/support/short-links.ts";

const NEAR = { newShare: 0, roundTripMedianMs: 10, roundTripP99Ms: 10 };

test("a new connection takes its round trips first: one for TCP, one more for TLS 1.3, two for TLS 1.2", () => {
  const meanMs = (handshake: string): number =>
    Object.values(shortLinks({ clients: { ...NEAR, newShare: 1, handshake } }).result.latency).at(-1)?.meanMs ?? NaN;
  const none = meanMs("none");
  expect(meanMs("tcp") - none).toBeCloseTo(10, 1);
  expect(meanMs("tls-1.3") - none).toBeCloseTo(20, 1);
  expect(meanMs("tls-1.2") - none).toBeCloseTo(30, 1);
});

test("who gives up early and tries again sends more, and what was stored by both attempts stands there twice", () => {
  const app = { instances: 1, threads: 4, workTime: { exponential: 15 } };
  const patient = shortLinks({ clients: { ...NEAR, timeoutMs: 60_000, retries: 0 }, app });
  const hasty = shortLinks({ clients: { ...NEAR, timeoutMs: 30, retries: 3, retryPercent: null }, app });
  const writes = ({ result }: typeof hasty): number => result.nodes["db"]?.arrivals ?? 0;
  expect(writes(hasty)).toBeGreaterThan(1.02 * writes(patient));
  expect(patient.refused).toBe(0);
  expect([hasty.items.wrong, hasty.items.lost]).toEqual([0, 0]);
});

test("an endpoint that the API lacks serves nobody, and books of all parts add up by who refused", () => {
  const { result, asked, items } = shortLinks({ app: { threads: 1, lineLimit: 0, workTime: { constant: 30 } }, clients: { retries: 0 } });
  for (const { asked: all, answered, notFound, refused, refusedBy = {} } of Object.values(result.requests ?? {})) {
    const sum = (counts: { readonly [reason: string]: number }): number => Object.values(counts).reduce((total, count) => total + count, 0);
    expect(all).toBe(answered + notFound + sum(refused));
    expect(Object.keys(refusedBy)).toEqual(["app"]);
    expect(Object.values(refusedBy).reduce((total, each) => total + sum(each), 0)).toBe(sum(refused));
  }
  expect(items.right + items.rightlyNone).toBeLessThan(asked);
});

test("a further attempt goes the whole way again: its client hears of the failure before, and what it sends comes as much later (Q4)", () => {
  const settings = { newShare: 0, roundTripMedianMs: 100, roundTripP99Ms: 101, backOffMs: 0, retryPercent: null };
  const faults: readonly FaultSpec[] = [{ part: "app", fault: "crash", atMs: 20_000, durationMs: 250 }];
  const p99 = (retries: number): number =>
    must(Object.values(shortLinks({ clients: { ...settings, retries } }, { faults, perSecond: 200 }).result.latency)[0]?.maxMs, "max");
  // Refused at the edge at once: the fourth attempt at the latest comes when the service is back.
  expect(p99(5) - p99(0)).toBeGreaterThan(195);
});

test("clients of a far region wait longer by what it is further away, and a slow region slows them alone (Q23)", () => {
  const settings = { roundTripMedianMs: 40, roundTripP99Ms: 41, newShare: 0 };
  const p = (clients: Settings, q: "p50Ms" | "p99Ms", faults: readonly FaultSpec[] = []): number =>
    must(Object.values(shortLinks({ clients: { ...settings, ...clients } }, { faults }).result.latency)[0]?.[q], "latency");
  const far = { farShare: 0.1, farAddedMs: 110 };
  const near = p({}, "p99Ms");
  expect(p(far, "p99Ms") - near).toBeGreaterThan(95);
  expect(p(far, "p50Ms") - p({}, "p50Ms")).toBeLessThan(5);
  const slow: FaultSpec = { part: "clients", fault: "region-latency", atMs: 0, durationMs: 60_000, amount: 300 };
  expect(p(far, "p99Ms", [slow]) - near).toBeGreaterThan(390);
  expect(p(far, "p50Ms", [slow]) - p({}, "p50Ms")).toBeLessThan(5);
  expect(p({}, "p50Ms", [slow]) - p({}, "p50Ms")).toBeGreaterThan(295);
});
