import { expect, test } from "vitest";
import { IdSet } from "./id-set.ts";

test("an id is new once, in whatever order ids come", () => {
  const ids = new IdSet();
  const before = new Set<number>();
  for (let i = 0; i < 30_000; i++) {
    const id = (i * i * 7919) % 50_021;
    expect(ids.add(id)).toBe(!before.has(id));
    before.add(id);
  }
});
