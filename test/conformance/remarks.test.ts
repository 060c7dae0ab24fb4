import { describe, expect, expectTypeOf, test } from "vitest";
import type { defineKind, Fields } from "../../src/catalogue/contract.ts";
import type { RemarkTable } from "../../src/catalogue/remark.ts";
import { KINDS } from "../../src/catalogue/registry.ts";
import type { Part } from "../../src/engine/part/part.ts";
import type { Facts, NoFacts } from "../../src/engine/part/remark.ts";
import type { AppUsers } from "../../src/engine/sources/app-users.ts";
import type { TraceSourceRemarks } from "../../src/engine/sources/remarks.ts";
import type { TraceSource } from "../../src/engine/sources/trace-source.ts";
import type { PriorityStation } from "../../src/engine/stations/priority-station.ts";
import type { StationRemarks } from "../../src/engine/stations/remarks.ts";
import type { Station } from "../../src/engine/stations/station.ts";
import { UNSAID } from "../support/remarks.ts";

/** Stands for whatever fact is asked for: an amount that is also a list of two names. */
const FACT = Object.assign(Object(3) as object, { join: (between: string) => ["one", "two"].join(between), length: 2 });
const FACTS = new Proxy({}, { get: () => FACT }) as Facts;
const PART = { name: "The part", nameOf: (part: string) => `the part ${part}` };

describe("the words of remarks (A2)", () => {
  const each = KINDS.flatMap((kind) => Object.entries(kind.remarks).map(([code, remark]) => [`${kind.id} ${code}`, remark] as const));

  test.each(each)("%s is said in whole sentences", (_, remark) => {
    const text = remark.words(FACTS, PART);
    expect(text).toMatch(/^["\w].*\.$/);
    expect(text).not.toMatch(/\s{2}|\s[.,;:]|[.]{2}/);
    expect(text).not.toMatch(UNSAID);
  });

  test("codes are kebab-case, and a part is called by the name a person gave it", () => {
    for (const [name, remark] of each) {
      expect(name.split(" ")[1]).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(remark.words(FACTS, { ...PART, name: "Our Own" })).not.toContain("The part");
    }
  });

  test("two kinds say the same of the same only by the same words, typed once", () => {
    const said = new Map<string, unknown>();
    for (const [name, remark] of each) {
      const text = remark.words(FACTS, PART);
      expect(said.get(text) ?? remark.words, name).toBe(remark.words);
      said.set(text, remark.words);
    }
  });

  test("a kind has to have the words of every part it may build, for the facts that part gives", () => {
    type Table<P extends Part> = Parameters<typeof defineKind<Fields, P>>[0]["remarks"];
    expectTypeOf<RemarkTable<StationRemarks>>().toExtend<Table<Station | PriorityStation>>();
    expectTypeOf<RemarkTable<Pick<StationRemarks, "crash">>>().not.toExtend<Table<Station>>();
    expectTypeOf<RemarkTable<StationRemarks & { readonly crash: { readonly lostLists: number } }>>().not.toExtend<Table<Station>>();
    expectTypeOf<RemarkTable<TraceSourceRemarks>>().toExtend<Table<AppUsers | TraceSource>>();
    expectTypeOf<RemarkTable<NoFacts>>().toExtend<Table<AppUsers>>();
    expectTypeOf<RemarkTable<NoFacts>>().not.toExtend<Table<AppUsers | TraceSource>>();
  });
});
