import { describe, expect, test } from "vitest";
import { explainFault, shownText } from "./query-faults.ts";

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

describe("what the database says, told with the next step", () => {
  test.each([
    [named("RuntimeError", "unreachable"), "crashed"],
    [named("Error", "memory access out of bounds"), "crashed"],
    [named("RuntimeError", "null function or function signature mismatch"), "crashed"],
    [new Error("Catalog Error: Scalar Function with name unreachable does not exist!"), "sql"],
    [named("RangeError", "Array buffer allocation failed"), "memory"],
    [new Error("Out of Memory Error: Allocation failure"), "memory"],
    [new Error('{"exception_type":"Out of Memory","exception_message":"failed to allocate"}'), "memory"],
    [new Error('Binder Error: Referenced column "out of memory" not found in FROM clause!'), "sql"],
    [new Error('Permission Error: Cannot access file "x"'), "refused"],
  ])("%s is of the kind %s", (error, kind) => {
    expect(explainFault(error, []).kind).toBe(kind);
  });

  test("of many tables of one's own the first are named, of a long name its beginning", () => {
    const own = ["t".repeat(500), "b", "c", "d", "e", "f", "g"];
    const { message } = explainFault(new Error("Out of Memory Error: Allocation failure"), [], own);
    expect(message).toContain(`too: ${"t".repeat(60)}…, b, c, d, e and 2 more. DROP TABLE`);
  });

  test("a text is cut only where it is longer than is shown", () => {
    expect(shownText("x".repeat(1_000))).toBe("x".repeat(1_000));
    expect(shownText("x".repeat(1_001))).toBe(`${"x".repeat(1_000)}… (1,001 characters)`);
  });
});

test("for a table that is not there the run's own are named, and none of the database's", () => {
  const said =
    'Catalog Error: Table with name evnts does not exist!\nDid you mean "pg_enum"?\n\nLINE 1: SELECT * FROM evnts\n                      ^';
  const { message, detail } = explainFault(new Error(said), ["events"]);
  expect(message).toContain("It has: events.");
  expect(detail).toContain("evnts");
  expect(detail).not.toContain("pg_enum");
});
