import { describe, expect, test } from "vitest";
import { firstWords, refusalOf } from "./statements.ts";

describe("what a text does", () => {
  test.each([
    ["select 1", ["SELECT"]],
    ["  -- load json\n SELECT 'a; LOAD b' ; /* install */ load json", ["SELECT", "LOAD"]],
    ["(SELECT 1)", ["SELECT"]],
    ['SELECT "x; drop"; COMMIT;', ["SELECT", "COMMIT"]],
    ["SELECT $$; LOAD x$$; SELECT $tag$ ; ABORT $$ $tag$", ["SELECT", "SELECT"]],
    ["SELECT 'it''s; LOAD y'", ["SELECT"]],
    [";;;", []],
  ])("%j begins with %j", (sql, words) => {
    expect(firstWords(sql)).toEqual(words);
  });

  test("settings, extensions and transactions are refused, columns of that name are not", () => {
    expect(refusalOf("SELECT load, set FROM events")).toBeNull();
    expect(refusalOf("UPDATE mine SET a = 1")).toBeNull();
    expect(refusalOf("set threads = 1")?.message).toContain("settings");
    expect(refusalOf("SELECT 1; start transaction")?.message).toContain("by itself");
  });
});
