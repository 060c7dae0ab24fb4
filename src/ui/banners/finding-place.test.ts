import { expect, test } from "vitest";
import { placeOf } from "./finding-place.ts";

test("a path leads to the quadrant and to what to select in it", () => {
  expect(placeOf("system.parts.kafka.settings.partitions")).toEqual({ quadrant: "system", selection: { parts: ["kafka"] }, name: "kafka" });
  expect(placeOf("schema.tables.t1.columns.0")?.selection).toEqual({ tables: ["t1"] });
  expect(placeOf("api.endpoints.e1")).toEqual({ quadrant: "api", selection: null, name: "where" });
});

test("a path that is not about the page leads nowhere", () => {
  expect(placeOf("")).toBeNull();
  expect(placeOf("constructor.x")).toBeNull();
});
