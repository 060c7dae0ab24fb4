import { describe, expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { Ledger } from "./ledger.ts";

describe("the ledger (E20)", () => {
  test("counts copies without a ceiling: a record of a thousand copies settles with the last", () => {
    const ledger = new Ledger();
    const [delivered, lost] = [ledger.code("delivered"), ledger.code("dropped", "edge", "throttled")];
    ledger.produce(0);
    ledger.produce(1);
    for (let layer = 0; layer < 10; layer++) ledger.fork(0, 2 ** layer);
    ledger.forkMany(Int32Array.of(1, 0), 2, 300);
    expect(ledger.openCopies()).toBe(1024 + 300 + 301);
    for (let copy = 0; copy < 1323; copy++) ledger.end(0, copy === 700 ? lost : delivered);
    expect([ledger.isOpen(0), ledger.totals().inFlight]).toEqual([true, 2]);
    ledger.end(0, delivered);
    expect([ledger.isOpen(0), ledger.totals().inFlight, ledger.totals().dropped]).toEqual([false, 1, { edge: { throttled: 1 } }]);
    ledger.retract(1, 300);
    ledger.end(1, delivered);
    expect([ledger.openCopies(), ledger.totals().delivered, ledger.overdrawn]).toEqual([0, 1, 0]);
  });

  test("tells thousands of ways to end apart", () => {
    const ledger = new Ledger();
    const codes = Array.from({ length: 3000 }, (_, i) => ledger.code("dropped", `part-${i}`, "full"));
    codes.forEach((code, row) => {
      ledger.produce(row);
      ledger.end(row, code);
    });
    expect(ledger.describe(ledger.fateOf(2999)).node).toBe("part-2999");
    expect(ledger.totals().dropped["part-300"]).toEqual({ full: 1 });
    expect(ledger.code("dropped", "part-7", "full")).toBe(codes[7]);
  });

  test("of ends equally bad the part that was built first is named, in whatever order parts report them (E3)", () => {
    const ledger = new Ledger();
    const [first, second, gone] = [
      ledger.code("dropped", "first", "late"),
      ledger.code("dropped", "second", "full"),
      ledger.code("expired", "log", ""),
    ];
    [
      [first, second, gone],
      [second, gone, first],
      [gone, second, first],
    ].forEach((ends, row) => {
      ledger.produce(row);
      ledger.fork(row, 2);
      for (const code of ends) ledger.end(row, code);
      expect(ledger.fateOf(row)).toBe(first);
    });
    expect([ledger.totals().dropped, ledger.totals().expired]).toEqual([{ first: { late: 3 } }, 0]);
  });

  test("an end of a copy that is not open is noted with its part, and opens nothing", () => {
    const ledger = new Ledger();
    const lost = ledger.code("dropped", "edge", "throttled");
    ledger.produce(0);
    ledger.end(0, lost);
    ledger.end(0, lost);
    expect([ledger.overdrawn, ledger.overdrawnBy?.node, ledger.openCopies(), ledger.isOpen(0)]).toEqual([1, "edge", 0, false]);
  });

  test("D21 a record that is read where it is stored is carried on as one more copy, and none is called delivered again", () => {
    const ledger = new Ledger();
    const [delivered, refused] = [ledger.code("delivered"), ledger.code("filtered", "job")];
    ledger.produce(0);
    ledger.end(0, delivered);
    expect(ledger.totals().delivered).toBe(1);
    ledger.carryOn(0);
    expect([ledger.totals().delivered, ledger.totals().inFlight, ledger.firstOpen()]).toEqual([0, 1, 0]);
    ledger.end(0, delivered);
    expect([ledger.totals().delivered, ledger.redelivered, ledger.openCopies()]).toEqual([1, 0, 0]);
    ledger.carryOn(0);
    ledger.end(0, refused);
    expect([ledger.totals().delivered, ledger.totals().filtered]).toEqual([0, 1]);
  });

  test("against plain counts, whatever happens in whatever order, and with records let go of that have ended", () => {
    const draws = createStream(5, "ledger", "test");
    const ledger = new Ledger();
    const code = ledger.code("delivered");
    const plain: number[] = [];
    let gone = 0;
    for (let step = 0; step < 60_000; step++) {
      const u = draws.nextUniform32();
      const row = gone + Math.floor(draws.nextUniform32() * (plain.length - gone));
      if (u < 0.2 || plain.length === gone) ledger.produce(plain.push(1) - 1);
      else if (u < 0.22 && plain[row]! > 0) {
        const extra = 1 + Math.floor(draws.nextUniform32() * 400);
        ledger.fork(row, extra);
        plain[row]! += extra;
      } else if (u < 0.25) {
        ledger.reopen(row);
        plain[row]!++;
      } else if (u < 0.3 && plain[row]! > 1) {
        const fewer = Math.floor(draws.nextUniform32() * plain[row]!);
        ledger.retract(row, fewer);
        plain[row]! -= fewer;
      } else {
        for (let copies = plain[row]!; copies > 0; copies--) ledger.end(row, code);
        plain[row] = 0;
      }
      if (step % 500 === 0) {
        const first = plain.findIndex((copies, i) => i >= gone && copies > 0);
        expect(ledger.firstOpen()).toBe(first < 0 ? plain.length : first);
        ledger.letGo((gone = ledger.firstOpen()));
      }
    }
    const open = plain.filter((copies) => copies > 0);
    expect([ledger.openCopies(), ledger.totals().inFlight]).toEqual([open.reduce((sum, copies) => sum + copies, 0), open.length]);
    expect([gone > 100, ledger.overdrawn]).toEqual([true, 0]);
  });
});
