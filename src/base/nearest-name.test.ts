import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

const known = ["partitions", "replicationFactor", "acks", "minInsyncReplicas"];

test("a slip finds the name that was meant", () => {
  expect(nearestName("partitons", known)).toBe("partitions");
  expect(nearestName("Partitions", known)).toBe("partitions");
  expect(nearestName("replicationfactr", known)).toBe("replicationFactor");
  expect(nearestName("ack", known)).toBe("acks");
});

test("what is far from every name finds none", () => {
  expect(nearestName("zzz", known)).toBeNull();
  expect(nearestName("", known)).toBeNull();
  expect(nearestName("acks", [])).toBeNull();
  expect(nearestName("x".repeat(500), known)).toBeNull();
});
