import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { defaults } from "../../fields/settings.ts";
import { fileSensorKind } from "./kind.ts";

test("row A9: it pokes every 60 s for 7 days unless told otherwise", () => {
  expect(defaults(fileSensorKind)).toMatchObject({ mode: "poke", pokeMs: 60_000, timeoutMs: 604_800_000 });
});

test("looks are paid as LIST requests", () => {
  expect(billOf(fileSensorKind, {}, { getRequests: 2000 })).toEqual({ "Looks (LIST requests)": 0.01 });
});

test("the headline says what it waits for", () => {
  expect(headlineOf(fileSensorKind, { filesEach: 4 })).toBe("poke · 4 files an hour · looks every 60 s");
});
