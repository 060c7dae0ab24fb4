import { expect, test } from "vitest";
import { pastes } from "../../../../test/support/pastes.ts";
import { headlineOf } from "../../../../test/support/kind-bill.ts";
import { cleanupServiceKind } from "./kind.ts";

const requests = { expiring: { share: 0.5, meanMs: 5000 } };

test("what has expired is gone some seconds later, contents and rows; without it nearly all of it stays, and is given to nobody (Q16)", () => {
  const cleaned = pastes({ cleanup: { everyMs: 2000 } }, { requests });
  const left = pastes({}, { requests });
  // Some are deleted or changed by their owners after their end.
  expect(left.expiredShare).toBeGreaterThan(0.9);
  expect(cleaned.expiredShare).toBeLessThan(0.1);
  expect(cleaned.stored("texts")).toBeLessThan(0.75 * left.stored("texts"));
  for (const { items } of [cleaned, left]) expect([items.expired, items.wrong, items.missing, items.lost]).toEqual([0, 0, 0, 0]);
});

test("lazy clean-up deletes what somebody asks for, and no more", () => {
  const { expiredShare, items } = pastes({ app: { deletesExpired: true } }, { requests });
  expect(expiredShare).toBeLessThan(0.9);
  expect(expiredShare).toBeGreaterThan(0.1);
  expect([items.expired, items.missing, items.lost]).toEqual([0, 0, 0]);
});

test("small batches with long pauses do not keep up", () => {
  expect(pastes({ cleanup: { everyMs: 2000, batch: 1, pauseMs: 5000 } }, { requests }).expiredShare).toBeGreaterThan(0.5);
});

test("it says how often and how much", () => {
  expect(headlineOf(cleanupServiceKind, {})).toBe("every 60 s · 100 rows at a time");
});
