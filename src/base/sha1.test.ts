import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sha1, sha1Modulo } from "./sha1.ts";

const TEXTS = ["", "abc", "a".repeat(55), "a".repeat(56), "a".repeat(64), "ä€".repeat(100), "dag#task#2026-11-30 02:00:00+00:00#1"];

test.each(TEXTS)("SHA-1 is that of everybody else: %s", (text) => {
  const hex = createHash("sha1").update(text).digest("hex");
  expect([...sha1(text)].map((word) => word.toString(16).padStart(8, "0")).join("")).toBe(hex);
  for (const divisor of [1, 300, 86_400]) expect(sha1Modulo(text, divisor)).toBe(Number(BigInt(`0x${hex}`) % BigInt(divisor)));
});
