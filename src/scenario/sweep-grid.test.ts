import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gridPoints, gridProblem, parseShard, parseVary, sweepJobs } from "./sweep-grid.ts";

describe("parseVary", () => {
  it("parts values at commas outside brackets and quotes", () => {
    expect(parseVary("kafka.partitions=3, 6,12")).toEqual({ ok: true, value: { path: "kafka.partitions", values: ["3", "6", "12"] } });
    expect(parseVary('desk.serviceTime={"uniform":[1,2]},{"constant":3}')).toMatchObject({
      value: { values: ['{"uniform":[1,2]}', '{"constant":3}'] },
    });
    expect(parseVary('title="a,\\",b",c')).toMatchObject({ value: { values: ['"a,\\",b"', "c"] } });
  });

  it.each([
    ["kafka.partitions", "is not PATH=a,b,c"],
    ["=3", "is not PATH=a,b,c"],
    ["kafka.partitions=3,,6", "A value of kafka.partitions is empty."],
    ["kafka.partitions=3,6,3", "kafka.partitions=3 stands there twice."],
  ])("refuses %s", (text, reason) => {
    const read = parseVary(text);
    expect(read.ok ? "" : read.error).toContain(reason);
  });
});

describe("parseShard", () => {
  it.each(["0/4", "5/4", "1", "1/0", "1/2/3", "a/b", "1/99999"])("refuses %s", (text) => expect(parseShard(text).ok).toBe(false));
  it("reads 2/8", () => expect(parseShard("2/8")).toEqual({ ok: true, value: { i: 2, of: 8 } }));
});

describe("the grid", () => {
  it("lets the last path change fastest", () => {
    const vary = [
      { path: "a", values: ["1", "2"] },
      { path: "b", values: ["x", "y"] },
    ];
    expect(gridPoints(vary).map((point) => point.join(""))).toEqual(["1x", "1y", "2x", "2y"]);
  });

  it("is refused when it is empty, ambiguous or too large", () => {
    const values = Array.from({ length: 101 }, (_, index) => String(index));
    expect(gridProblem([], 1)).toContain("Say what to vary");
    expect(
      gridProblem(
        [
          { path: "a", values },
          { path: "a", values },
        ],
        1,
      ),
    ).toContain("a is varied twice");
    expect(gridProblem([{ path: "a", values }], 99)).toBeNull();
    expect(gridProblem([{ path: "a", values }], 100)).toContain("101 points on 100 seeds are 10,100 runs; at most 10,000 are swept.");
  });

  it("has every job in exactly one shard, whatever the division", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 }), (points, seeds, of) => {
        const list = Array.from({ length: seeds }, (_, index) => 40 + index);
        const name = ({ point, seed }: { point: number; seed: number }): string => `${point} ${seed}`;
        const parted = Array.from({ length: of }, (_, index) => sweepJobs(points, list, { i: index + 1, of }).map(name)).flat();
        expect(parted).toHaveLength(points * seeds);
        expect(parted.toSorted()).toEqual(sweepJobs(points, list, null).map(name).toSorted());
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
