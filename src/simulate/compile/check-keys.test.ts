import { expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import { checkKeys } from "./check-keys.ts";
import { normalize } from "./normalize.ts";

function told(keys: string, giver: string | null) {
  const design = drawing({
    parts: [{ id: "app", kind: "app-service", settings: { keys } }, ...(giver === null ? [] : [{ id: "giver", kind: giver }])],
    wires: giver === null ? [] : ["app.keys -> giver.calls"],
  });
  return checkKeys(design, normalize(design).parts).map(({ code, severity, where }) => `${severity} ${code} ${where}`);
}
const AT = "system.parts.app.settings.keys";

test("Q52: a service that asks for ids and is wired to keys made beforehand is told, and the reverse", () => {
  expect(told("ids", "key-service")).toEqual([`warning other-keys ${AT}`]);
  expect(told("key-service", "id-generator")).toEqual([`warning other-keys ${AT}`]);
  expect(told("random", "key-service")).toEqual([`warning other-keys ${AT}`]);
  expect(told("ids", "id-generator")).toEqual([]);
  expect(told("key-service", "key-service")).toEqual([]);
});

test("Q52: a service that asks for keys and is wired to nobody is told", () => {
  expect(told("ids", null)).toEqual([`warning nobody-gives-keys ${AT}`]);
  expect(told("hash", null)).toEqual([]);
});
