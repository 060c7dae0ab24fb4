import { expect, test } from "vitest";
import { DIALECTS, schemaIn } from "../design/sql/ddl-dialects.ts";
import { parseDdl, tablesToDdl } from "../design/sql/ddl.ts";
import { listBundled, loadBundled } from "../scenario/bundled.ts";
import { runCommandLine } from "./command-line.ts";

async function quadrant(...argv: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(argv, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

test("the tables of a design are printed in a dialect and read again", async () => {
  const hive = await quadrant("ddl", "hive", "-s", "event-broker-platform", "-d", "@orchestrated");
  expect([hive.code, hive.err]).toEqual([0, ""]);
  expect(hive.out).toContain("service STRING");
  const read = parseDdl(hive.out);
  expect(read.ok && read.value.tables.map(({ name }) => name)).toEqual(["change", "cleaned_change", "hourly_figures"]);
});

test("a design that is not there is told, and a dialect nobody knows is refused", async () => {
  expect((await quadrant("ddl", "spark", "-d", "no-such-file.yaml")).code).toBe(2);
  expect((await quadrant("ddl", "oracle", "-d", "@starter")).code).toBe(2);
});

test("no table of a bundled design is written in words its dialect refuses (X3)", async () => {
  for (const { id } of listBundled()) {
    const scenario = await loadBundled(id);
    if (!scenario.ok) throw new Error(JSON.stringify(scenario.error));
    for (const { name, design } of scenario.value.designs)
      for (const dialect of DIALECTS) {
        const read = parseDdl(tablesToDdl(schemaIn(design.schema, dialect)), undefined, dialect);
        expect(read.ok ? [] : read.error, `${id} ${name} ${dialect}`).toEqual([]);
      }
  }
});
