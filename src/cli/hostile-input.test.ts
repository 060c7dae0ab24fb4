import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runCommandLine } from "./command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "quadrant-hostile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function quadrant(...argv: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(argv, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

function design(parts: readonly object[], wires: readonly unknown[], title = "Hostile"): string {
  return JSON.stringify(
    { format: "quadrant-design", version: 1, title, system: { parts, wires }, workload: { durationMs: 2000 } },
    null,
    1,
  );
}

const SOURCE = { id: "src", kind: "poisson-source", settings: { ratePerSecond: 50, durationMs: 2000 } };
const desk = (id: string) => ({ id, kind: "service", settings: { servers: 1, serviceTime: { constant: 1 } } });

describe("a ring", () => {
  const parts = [SOURCE, desk("before"), desk("p0"), desk("p1"), desk("out")];
  // What hangs behind a ring waits for it too, and is no part of it.
  const wires = ["src.out -> before.in", "before.out -> p0.in", "p0.out -> p1.in", "p1.out -> p0.in", "p1.out -> out.in"];

  test.each(["run", "check"])("is told by its own parts, at the line of the wire that closes it (%s)", async (command) => {
    const text = design(parts, wires);
    const path = file(`ring-${command}.json`, text);
    const { code, err } = await (command === "run" ? quadrant("run", "--scenario", "none", "--design", path) : quadrant("check", path));
    const line = text.split("\n").findIndex((written) => written.includes("p1.out -> p0.in")) + 1;
    expect(code).toBe(2);
    expect(err).toContain(`${path}:${line}:`);
    expect(err).toContain("Records would go round for ever: p0 → p1 → p0. Remove one of the wires between them.");
  });

  test("of a part with itself", async () => {
    const path = file("self.json", design([SOURCE, desk("a")], ["src.out -> a.in", "a.out -> a.in"]));
    const { code, err } = await quadrant("run", "--scenario", "none", "--design", path);
    expect(code).toBe(2);
    expect(err).toContain("a → a");
  });
});

describe("signs that steer a terminal", () => {
  const title = "\u001b]0;x\u0007\u001b[2J \u202egnp.exe \u009b31m";

  test("are written as JSON would write them, in words and in JSON", async () => {
    const path = file("steering.json", design([SOURCE, { ...desk("s"), title }], ["src.out -> s.in"], title));
    for (const json of [[], ["--json"]]) {
      const { code, out, err } = await quadrant("run", "--scenario", "none", "--design", path, ...json);
      expect(code).toBe(0);
      expect(`${out}${err}`.replaceAll(/[\n\t]/g, "")).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
      expect(out).toContain("\\u001b]0;x\\u0007");
      if (json.length > 0) expect(JSON.stringify(JSON.parse(out))).toContain(JSON.stringify(title).slice(1, 20));
    }
  });
});

test("a folder that cannot be written to is told before the run", async () => {
  const path = file("plain.json", design([SOURCE, desk("s")], ["src.out -> s.in"]));
  const occupied = file("occupied", "a file");
  const { code, out, err } = await quadrant("run", "--scenario", "none", "--design", path, "--out", occupied);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain("out-unwritable");
  expect(err).toContain("Name a folder that can be written to.");
});

test("a run that meets a limit says which, where it stood, and by which option it goes on", async () => {
  const path = file("limits.json", design([SOURCE, desk("s")], ["src.out -> s.in"]));
  const capped = await quadrant("run", "--scenario", "none", "--design", path, "--max-hops", "20");
  expect(capped.code).toBe(1);
  expect(capped.err).toMatch(
    /^The run ended at 20 record-hops, its limit, after [\d.]+ s of [\d.]+ s of simulated time\. .*\. Or raise the limit by --max-hops\.$/,
  );
  expect(capped.out).toContain("Hostile: the run was cut short");
  const told = JSON.parse((await quadrant("run", "--scenario", "none", "--design", path, "--max-hops", "20", "--json")).out);
  expect(told.verdict.pass).toBe(false);
  expect(told.findings[0]).toMatchObject({ code: "run-cut-short", severity: "error" });
  const several = await quadrant("run", "--scenario", "none", "--design", path, "--max-hops", "20", "--seeds", "3", "--json");
  expect(JSON.parse(several.out).replications).toBeUndefined();
  const { err } = await quadrant("run", "--scenario", "none", "--design", path, "--max-hops", "200000");
  expect(err).not.toContain("limit");
});

test("a device is no file to read", async () => {
  for (const argv of [
    ["check", "/dev/zero"],
    ["run", "--scenario", "none", "--design", "/dev/zero"],
    ["run", "--scenario", "/dev/zero"],
  ]) {
    const { code, err } = await quadrant(...argv);
    expect(code).toBe(2);
    expect(err).toContain("cannot be read. Check its name and that it is a file.");
  }
});

test("a run without goals is not said to have reached any, and no title makes a line of its own", async () => {
  const path = file("lines.json", design([SOURCE, desk("s")], ["src.out -> s.in"], "a\nPASS: every must-have is reached"));
  const { out } = await quadrant("run", "--scenario", "none", "--design", path);
  expect(out.split("\n")[0]).toBe("a PASS: every must-have is reached: nothing was asked of it, so nothing is judged");
});
