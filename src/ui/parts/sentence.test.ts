import { expect, test } from "vitest";
import { sentence } from "./sentence.ts";

test("a sentence has one stop, whatever it came with", () => {
  expect(["Stopped", "Stopped.", "Stopped..", "Stopped. ", "Why?", ""].map(sentence)).toEqual([
    "Stopped.",
    "Stopped.",
    "Stopped.",
    "Stopped.",
    "Why?",
    "",
  ]);
});
