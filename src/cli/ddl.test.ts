import { expect, test } from "vitest";
import { parseDdl } from "../design/sql/ddl.ts";
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
