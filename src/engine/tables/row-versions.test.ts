import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { AppliedChanges, RowVersions } from "./row-versions.ts";

test("a copy shows what had reached it, in the order of commits, and what is cut never happened (Q12)", () => {
  const random = createStream(1, "versions");
  const versions = new RowVersions(10);
  for (let row = 0; row < 20; row++) versions.lay(row, row);
  const copy = new AppliedChanges();
  /** Every change with its time on the copy, as a plain list. */
  let log: { key: number; row: number; at: number }[] = [];
  const plain = (key: number, at: number): number =>
    log.findLast((each) => each.key === key && each.at <= at)?.row ?? (key < 20 ? key : -1);
  for (let step = 0; step < 3000; step++) {
    const key = random.nextBelow(40);
    const deletes = random.nextBelow(4) === 0;
    if (deletes) versions.remove(key);
    else versions.put(key, 100 + step);
    const at = copy.append(step + random.nextBelow(30));
    expect(at).toBeGreaterThanOrEqual(log.at(-1)?.at ?? 0);
    log.push({ key, row: deletes ? -1 : 100 + step, at });
    if (step % 500 === 250) {
      copy.pause(step, step + 60);
      log = log.map((each) => (each.at > step ? { ...each, at: Math.max(each.at, step + 60) } : each));
    }
    if (step % 700 === 600) {
      const reached = copy.countAt(step);
      expect(versions.cutTo(reached)).toBe(log.length - reached);
      copy.cutTo(reached);
      log = log.slice(0, reached);
    }
    const asked = random.nextBelow(40);
    expect(versions.rowOn(copy, asked, step)).toBe(plain(asked, step));
    expect(versions.rowAt(asked)).toBe(plain(asked, Infinity));
    expect(versions.changes).toBe(log.length);
  }
});
