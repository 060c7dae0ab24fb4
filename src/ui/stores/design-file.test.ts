import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { encodeFile } from "../../share/file.ts";
import { readDesignFile } from "./design-file.ts";

const bundled = (file: string): string => readFileSync(new URL(`../../../scenarios/${file}`, import.meta.url), "utf8");

describe("a file a person opens", () => {
  test("a design opens as YAML and as JSON, and is the same design", async () => {
    const yaml = await readDesignFile(bundled("robinhood-data-lake/starter.quadrant.yaml"));
    if (!yaml.ok) throw new Error(yaml.error[0]?.message);
    expect(yaml.value.title).toBe("Data lake of a brokerage, first draft");
    expect(await readDesignFile(encodeFile(yaml.value))).toEqual(yaml);
  });

  test("a slip in YAML is told with its line, in the words of the one validator", async () => {
    const text = bundled("robinhood-data-lake/starter.quadrant.yaml").replace("version: 1", "version: one");
    const read = await readDesignFile(text);
    expect(read).toMatchObject({ ok: false, error: [{ line: 2, where: "" }] });
  });

  test.each([
    ["scenario", () => bundled("robinhood-data-lake/scenario.yaml")],
    ["events", () => "event_time,user_id,event_type\n2026-11-01T00:00:00Z,1,play\n"],
    ["events", () => '{"event_time":1,"user_id":2}\n{"event_time":2,"user_id":2}\n'],
    ["events", () => '[{"event_time":1,"user_id":2}]'],
    ["events", () => "PAR1\u0000\u0001"],
  ])("a file of %s is called by its name, with what opens", async (what, text) => {
    const read = await readDesignFile(text());
    expect(read).toMatchObject({ ok: false, error: [{ code: `file.${what}`, message: expect.stringContaining(".quadrant.yaml") }] });
  });

  test("a place is said once: in its own fields, and not in the sentence too", async () => {
    const read = await readDesignFile('{\n  "format": quadrant\n}');
    if (read.ok) throw new Error("expected a refusal");
    expect(read.error[0]).toMatchObject({ line: 2, column: 13 });
    expect(read.error[0]?.message).not.toMatch(/line \d/);
  });
});
