import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { encodeFile } from "../../share/file.ts";
import { readDesignFile } from "./design-file.ts";

const bundled = (file: string): string => readFileSync(new URL(`../../../scenarios/${file}`, import.meta.url), "utf8");
/** What opens a file that holds a text, as UTF-8. */
const opened = (text: string): ReturnType<typeof readDesignFile> => readDesignFile(new TextEncoder().encode(text));

describe("a file a person opens", () => {
  test("a design opens as YAML and as JSON, and is the same design", async () => {
    const yaml = await opened(bundled("robinhood-data-lake/starter.quadrant.yaml"));
    if (!yaml.ok) throw new Error(yaml.error[0]?.message);
    expect(yaml.value.title).toBe("Data lake of a brokerage, first draft");
    expect(await opened(encodeFile(yaml.value))).toEqual(yaml);
  });

  test("a slip in YAML is told with its line, in the words of the one validator", async () => {
    const text = bundled("robinhood-data-lake/starter.quadrant.yaml").replace("version: 1", "version: one");
    const read = await opened(text);
    expect(read).toMatchObject({ ok: false, error: [{ line: 2, where: "" }] });
  });

  test.each([
    ["scenario", () => bundled("robinhood-data-lake/scenario.yaml")],
    ["events", () => "event_time,user_id,event_type\n2026-11-01T00:00:00Z,1,play\n"],
    ["events", () => '{"event_time":1,"user_id":2}\n{"event_time":2,"user_id":2}\n'],
    ["events", () => '[{"event_time":1,"user_id":2}]'],
    ["events", () => "PAR1\u0000\u0001"],
  ])("a file of %s is called by its name, with what opens", async (what, text) => {
    const read = await opened(text());
    expect(read).toMatchObject({ ok: false, error: [{ code: `file.${what}`, message: expect.stringContaining(".quadrant.yaml") }] });
  });

  test("a file that is not UTF-8 is refused in the words of the command line, and so is one with a byte too many in its title (X4)", async () => {
    const text = bundled("robinhood-data-lake/starter.quadrant.yaml");
    const wide = await readDesignFile(new Uint8Array(Buffer.from(`\uFEFF${text}`, "utf16le")));
    expect(wide).toMatchObject({ ok: false, error: [{ code: "file-encoding", message: expect.stringContaining("UTF-16") }] });
    const latin = await readDesignFile(new Uint8Array(Buffer.from(text.replace("title: ", "title: \xfc"), "latin1")));
    expect(latin).toMatchObject({ ok: false, error: [{ code: "file-encoding", message: expect.stringContaining("line 4") }] });
  });

  test("a place is said once: in its own fields, and not in the sentence too", async () => {
    const read = await opened('{\n  "format": quadrant\n}');
    if (read.ok) throw new Error("expected a refusal");
    expect(read.error[0]).toMatchObject({ line: 2, column: 13 });
    expect(read.error[0]?.message).not.toMatch(/line \d/);
  });
});
