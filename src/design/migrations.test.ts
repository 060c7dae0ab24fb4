import { describe, expect, test } from "vitest";
import { promise } from "../../test/support/promise.ts";
import { designHash } from "./hash.ts";
import { DESIGN_MIGRATIONS, DESIGN_VERSION, migrateDocument } from "./migrations.ts";
import { parseDesign } from "./parse.ts";
import versionOne from "./golden/version-1.json" with { type: "json" };

describe("migrations", () => {
  test("there is one migration for every step to the current version", () => {
    expect(DESIGN_MIGRATIONS.length).toBe(DESIGN_VERSION - 1);
  });

  test("the golden file of version 1 still opens, and still means the same", () => {
    const parsed = parseDesign(versionOne);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    expect(parsed.value.system.parts.map((part) => part.id)).toEqual(["app", "kafka", "flink"]);
    expect(parsed.value.schema.tables[0]?.partitionedBy?.[0]?.name).toBe("day");
    expect(designHash(parsed.value)).toBe("73e89afb66e556f8");
    promise(11, `designs: ${DESIGN_VERSION} of ${DESIGN_VERSION} versions there are`);
  });

  test("every migration after the document's version runs once, in order", () => {
    const lift = (mark: string) => (document: { readonly [key: string]: unknown }) => ({
      ...document,
      marks: [...((document["marks"] as string[] | undefined) ?? []), mark],
    });
    const table = [lift("1to2"), lift("2to3")];
    expect(migrateDocument({ version: 1 }, table)).toEqual({ from: 1, document: { version: 3, marks: ["1to2", "2to3"] } });
    expect(migrateDocument({ version: 2 }, table)).toEqual({ from: 2, document: { version: 3, marks: ["2to3"] } });
    expect(migrateDocument({ version: 3 }, table)).toEqual({ from: 3, document: { version: 3 } });
    expect(migrateDocument({ version: 4 }, table)).toEqual({ refusal: "newer" });
  });
});
