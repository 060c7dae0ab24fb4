import { expect, test } from "vitest";
import type { ServedList } from "../../result/try-answer.ts";
import { degrees, listWords, pathWords } from "./list-words.ts";

const LIST: ServedList = {
  user: "17",
  lookedAtMs: 600_000,
  answeredBy: "store",
  madeBy: "gen",
  madeAtMs: 361_000,
  model: 2,
  modelSinceMs: 300_000,
  items: [
    { item: "44", score: 0.9, cosineBefore: 0.31, cosine: 0.58, group: 3 },
    { item: "8", score: 0.8, cosineBefore: 0.5, cosine: 0.5, group: 3 },
    { item: "9", score: 0.7, cosineBefore: 0.6, cosine: 0.4, group: 5 },
  ],
  cause: {
    type: "listen",
    item: "812",
    group: 3,
    happenedAtMs: 360_000,
    turn: Math.cos(Math.PI / 6),
    wasListed: false,
    entered: ["44"],
    left: ["5", "6"],
  },
  unknown: { events: 0, sinceMs: null },
  vectorModel: 2,
  answeredAtMs: null,
  cacheLeftOut: false,
};
const clock = (ms: number): string => `${ms / 60_000} min`;
const words = (change: Partial<ServedList>): string => listWords({ ...LIST, ...change }, clock, (part) => part).join("\n");

test("a list tells what moved it, whom it brought and how much it knows", () => {
  expect(listWords(LIST, clock, (part) => part)).toEqual([
    "The last it knows of user 17 is a listen of 812 at 6 min, 4 min ago; it turned the vector by 30°.",
    "It brought 44 (cosine 0.31 → 0.58) onto the list. Gone for it: 5 and 6.",
    "2 of the 3 are of group 3, the group of that item. No part is told the groups: they are what the users truly like.",
    "Item vectors are those of model 2, in use since 5 min.",
    "It knows all that user 17 had chosen.",
  ]);
});

test("what is missing is said: events, trainings, the past of a cache", () => {
  expect(words({ unknown: { events: 2, sinceMs: 480_000 } })).toContain("2 later choices of user 17 are not in it, the first 2 min ago.");
  expect(words({ modelSinceMs: null, model: 0 })).toContain("before the first training");
  expect(words({ answeredAtMs: 1000 })).toContain("It was made when user");
  expect(words({ vectorModel: 1 })).toContain("was made in model 1: each training");
  expect(words({ cause: null })).toContain("these are what is popular");
  expect(words({ cacheLeftOut: true })).toContain("what store behind it showed");
  expect(words({ cause: null })).not.toContain("The last it knows");
  expect(words({ cause: { ...LIST.cause!, entered: [], left: [], wasListed: true } })).toMatch(
    /a hit\.[^]*would have stood there without it/,
  );
  expect(words({ items: LIST.items.map((item) => ({ ...item, group: null })) })).not.toContain("group");
});

test("angles and the way of a vector", () => {
  expect([1, 0, -1, 1.0000001].map(degrees)).toEqual(["0°", "90°", "180°", "0°"]);
  expect(pathWords({ type: "like", item: "7", point: 1, happenedAtMs: 60_000, turn: 0, group: null }, clock)).toBe(
    "1 min like of 7: it turned the vector by 90°",
  );
  expect(pathWords({ type: "like", item: "7", point: 1, happenedAtMs: 60_000, turn: null, group: 2 }, clock)).toBe(
    "1 min like of 7 (group 2): with it the vector began",
  );
});
