import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { KINDS } from "../../src/catalogue/registry.ts";
import { filesBelow } from "../architecture/scan.ts";
import { titlesOf } from "../architecture/spec.ts";
import { enginesPage, rowsHeld, rowsListed } from "./engines-page.ts";
import { ENGINE_GROUPS } from "./engine-rows.ts";

const PAGE = new URL("../../docs/engines.md", import.meta.url);

const rows = ENGINE_GROUPS.flatMap((group) => group.rows);
const ids = rows.map(({ id }) => id);
const titles = [...filesBelow("src", /\.test\.tsx?$/), ...filesBelow("test", /\.test\.ts$/)].flatMap(({ path, text }) =>
  titlesOf(text).map((title) => ({ path, title })),
);
const held = rowsHeld(titles);
const listed = rowsListed(KINDS);

describe("what real engines did when run", () => {
  test("each row is a test, or its kind says that it is not modelled", () => {
    expect(rows.filter(({ id }) => !held.has(id) && !listed.has(id)).map(({ id }) => id)).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("tests and kinds name no row that is not there", () => {
    expect([...held.keys(), ...listed.keys()].filter((id) => !ids.includes(id))).toEqual([]);
  });

  test("docs/engines.md says so; to renew it: QUADRANT_UPDATE=1 npx vitest run test/published/engine-rows.test.ts", () => {
    const page = enginesPage(ENGINE_GROUPS, held, listed);
    if (process.env.QUADRANT_UPDATE === "1") writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, "utf8")).toBe(page);
  });
});

describe("planted gaps are caught", () => {
  test("titles name rows after the word, and docs behind what is not modelled", () => {
    const at = (title: string) => [...rowsHeld([{ path: "a.test.ts", title }]).keys()];
    expect(at("rows T1, T4 and T6: as the library does (D30)")).toEqual(["T1", "T4", "T6"]);
    expect(at("D5: row P7, sizes")).toEqual(["P7"]);
    expect(at("a bucket in S3 has rows (S5)")).toEqual([]);
    const doc = (doesNotPromise: string) => [...rowsListed([{ id: "a", title: "A", doc: { doesNotPromise } }]).keys()];
    expect(doc("A lost row. Not modelled: streaming (S2, S3), names (S7).")).toEqual(["S2", "S3", "S7"]);
    expect(doc("As run (S2).")).toEqual([]);
  });
});
