import { expect, test } from "vitest";
import { loadKindFacts } from "./kind-facts.ts";
import { KINDS } from "./registry.ts";

test("every kind's texts, limits and prices are found by its id", async () => {
  for (const { id, doc, limits, prices } of KINDS) {
    const facts = await loadKindFacts(id);
    expect(facts?.doc, id).toEqual(doc);
    expect(facts?.limits, id).toEqual(limits);
    expect(
      facts?.prices.map(({ dimension }) => dimension),
      id,
    ).toEqual(prices.map(({ dimension }) => dimension));
  }
});

test("a kind that is not there has none", async () => {
  expect(await loadKindFacts("no-such-kind")).toBeNull();
  expect(await loadKindFacts("__proto__")).toBeNull();
});
