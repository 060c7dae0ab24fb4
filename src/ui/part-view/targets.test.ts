import { expect, test } from "vitest";
import { emptyDesign } from "../../design/empty.ts";
import type { Design, Wire } from "../../design/types.ts";
import { isNeeded, loopedWith, targetsOf } from "./kinds.ts";

const drawing = (wires: readonly Wire[]): Design => ({
  ...emptyDesign("Lake"),
  system: {
    ...emptyDesign("Lake").system,
    parts: ["s3", "glue-job"].map((kind) => ({ id: kind, kind, title: kind, position: { x: 0, y: 0 }, settings: {} })),
    wires,
  },
});

test("what a part cannot run without is offered first, and not the way back", () => {
  const empty = drawing([]);
  const [first, ...others] = targetsOf(empty, "glue-job");
  expect(first?.ownPort).toMatchObject({ direction: "in", required: true });
  expect(first !== undefined && isNeeded(empty, "glue-job", first)).toBe(true);
  expect(others.some(({ ownPort }) => ownPort.direction === "out")).toBe(true);
});

test("where only a loop is in the way, the parts it would lead through are named", () => {
  const [, ...others] = targetsOf(drawing([]), "glue-job");
  const back = others.find(({ ownPort }) => ownPort.direction === "out");
  if (back === undefined) throw new Error("Glue writes to S3");
  const backwards = drawing([{ id: "w", from: back.from, to: back.to }]);
  expect(targetsOf(backwards, "glue-job").some(({ ownPort }) => ownPort.direction === "in")).toBe(false);
  expect(loopedWith(backwards, "glue-job").map(({ id }) => id)).toEqual(["s3"]);
  expect(loopedWith(drawing([]), "glue-job")).toEqual([]);
});
