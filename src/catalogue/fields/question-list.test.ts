import { expect, test } from "vitest";
import { questionList, questionProblems } from "./question-list.ts";

test("questions are hours and what is asked for, and how often", () => {
  expect(questionList(" hours 24  group country x3, top 10 item_id,join device_type, user , hours 0.5, all x2 ")).toEqual([
    { text: "hours 24 group country", weight: 3, hours: 24, asks: "group", column: "country", first: null },
    { text: "top 10 item_id", weight: 1, hours: null, asks: "top", column: "item_id", first: 10 },
    { text: "join device_type", weight: 1, hours: null, asks: "join", column: "device_type", first: null },
    { text: "user", weight: 1, hours: null, asks: "user", column: null, first: null },
    { text: "hours 0.5", weight: 1, hours: 0.5, asks: "all", column: null, first: null },
    { text: "all", weight: 2, hours: null, asks: "all", column: null, first: null },
  ]);
  expect(questionList("")).toEqual([]);
});

test("what is none is refused in a sentence", () => {
  for (const text of [
    "drop table",
    "group",
    "top x item",
    "top 0 item",
    "hours",
    "hours 0",
    "user x0",
    "group a b",
    "DROP",
    "group co;untry",
  ]) {
    expect(questionList(text), text).toBeNull();
    expect(questionProblems({ questions: text })).toHaveLength(1);
  }
  expect(questionList(Array.from({ length: 13 }, () => "user").join(","))).toBeNull();
  expect(questionProblems({ questions: "hours 24 group country" })).toEqual([]);
});
