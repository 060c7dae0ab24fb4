import { expect, test } from "vitest";
import { billOf } from "../../../../test/support/kind-bill.ts";
import { shortLinks } from "../../../../test/support/short-links.ts";
import { defaults } from "../../fields/settings.ts";
import { postgres } from "./kind.ts";

const crash = [{ fault: "crash", part: "db", atMs: 30_000, durationMs: 25_000, index: 0 }];
const LAGS = { lagMedianMs: 1000, lagP99Ms: 3000, failoverMs: 5000 };

test("a fail-over loses what the replica had not got, unless commits wait for it", () => {
  const lost = (settings: object): number => shortLinks({ db: { ...LAGS, ...settings } }, { faults: crash }).items.lost;
  // Some nine new or changed things a second, for a second or two.
  expect(lost({})).toBeGreaterThan(3);
  expect(lost({ waitsForReplica: true })).toBe(0);
  expect(lost({ replicas: 0 })).toBe(0);
});

test("the longer nobody serves, the more is refused: a replica shortens it to the fail-over", () => {
  const refused = (settings: object): number =>
    shortLinks({ db: { ...LAGS, ...settings }, clients: { retries: 0 } }, { faults: crash }).refused;
  expect(refused({ replicas: 0 })).toBeGreaterThan(3 * refused({}));
});

test("reads from a replica miss what was just acknowledged", () => {
  const missing = (settings: object): number => shortLinks({ db: { ...LAGS, ...settings } }).items.missing;
  expect(missing({})).toBe(0);
  expect(missing({ readsFrom: "replicas" })).toBeGreaterThan(50);
});

test("a connection for each statement costs some ms of a core, and cores run out", () => {
  const db = { cores: 1, replicas: 0 };
  const meanMs = (settings: object): number =>
    Object.values(
      shortLinks({ db: { ...db, ...settings }, clients: { newShare: 0, roundTripMedianMs: 1, roundTripP99Ms: 1 } }).result.latency,
    ).at(-1)?.meanMs ?? NaN;
  expect(meanMs({ pool: "each" })).toBeGreaterThan(meanMs({}) + 8.5);
});

test("each machine is paid by its vCPU, two at a time, and the card says how many of them work", () => {
  const said = (cores: number): string => postgres.headline({ ...defaults(postgres), cores, replicas: 1 });
  for (const [cores, paid, words] of [
    [4, 4, "4 vCPU"],
    [1, 2, "1 of 2 paid vCPU"],
    [3, 4, "3 of 4 paid vCPU"],
  ] as const) {
    expect(billOf(postgres, { cores, replicas: 1 })["Machines"]).toBeCloseTo(2 * (paid / 2) * 730 * 0.145, 6);
    expect(said(cores)).toBe(`${words} · 1 replica`);
  }
});
