import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseScenario } from "./parse.ts";
import { scenarioJsonSchema } from "./schema.ts";

/**
 * Two files under scenarios/ are generated from what stands elsewhere. After a change of the shape or of a title:
 * `QUADRANT_UPDATE=1 npx vitest run src/scenario/generated.test.ts`
 */
const folder = new URL("../../scenarios/", import.meta.url);

function upToDate(name: string, value: unknown): void {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const file = new URL(name, folder);
  if (process.env["QUADRANT_UPDATE"] === "1") writeFileSync(file, text);
  expect(readFileSync(file, "utf8"), `scenarios/${name} is out of date`).toBe(text);
}

describe("generated files", () => {
  it("scenario.schema.json says what the parser accepts", () => {
    upToDate("scenario.schema.json", scenarioJsonSchema());
  });

  it("index.json lists every scenario folder", () => {
    const ids = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
    const list = ids.map((id) => {
      const read = (file: string): string => readFileSync(new URL(`${id}/${file}`, folder), "utf8");
      const parsed = parseScenario(read("scenario.yaml"), read);
      expect(parsed.ok ? [] : parsed.error, id).toEqual([]);
      return parsed.ok ? { id, title: parsed.value.title, summary: parsed.value.summary } : { id };
    });
    upToDate("index.json", list);
  });
});
