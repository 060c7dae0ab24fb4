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

describe("two rings at once", () => {
  test("one of them is told, whole, and the other when that is gone", async () => {
    const parts = [SOURCE, desk("a"), desk("b"), desk("c"), desk("d")];
    const rings = ["src.out -> a.in", "a.out -> b.in", "b.out -> a.in", "b.out -> c.in", "c.out -> d.in", "d.out -> c.in"];
    const both = await quadrant("check", file("rings.json", design(parts, rings)));
    expect(both).toMatchObject({ code: 2, out: "" });
    expect(both.err).toContain("Records would go round for ever: a → b → a. Remove");
    const second = await quadrant("check", file("ring.json", design(parts, rings.toSpliced(2, 1))));
    expect(second.err).toContain("Records would go round for ever: c → d → c. Remove");
  });
});

describe("a wire that is drawn twice", () => {
  test.each(["run", "check"])("is refused at its own line (%s)", async (command) => {
    const text = design([SOURCE, desk("a")], ["src.out -> a.in", "src.out -> a.in"]);
    const path = file(`twice-${command}.json`, text);
    const { code, err } = await (command === "run" ? quadrant("run", "--scenario", "none", "--design", path) : quadrant("check", path));
    const line = text.split("\n").findLastIndex((written) => written.includes("src.out -> a.in")) + 1;
    expect(code).toBe(2);
    expect(err).toContain(`${path}:${line}:`);
    expect(err).toContain(
      'wire-twice src.out -> a.in is drawn twice, so every record would be delivered twice. Remove this wire: "src-a" is',
    );
  });
});

describe("what a design says of itself", () => {
  test("a source whose settings are refused is still a source, and a store whose settings are refused still stands there", async () => {
    const wrong = { id: "src", kind: "poisson-source", settings: { ratePerSecond: -1 } };
    const { code, err } = await quadrant("check", file("source.json", design([wrong, desk("a")], ["src.out -> a.in"])));
    expect(code).toBe(2);
    expect(err).toContain("settings.bad-value");
    expect(err).not.toContain("no-source");
  });

  test("a warm-up that leaves nothing to be measured is refused", async () => {
    const text = design([SOURCE, desk("a")], ["src.out -> a.in"]).replace(
      '"durationMs": 2000\n }',
      '"durationMs": 2000, "warmupMs": 2000 }',
    );
    const { code, err } = await quadrant("check", file("warm.json", text));
    expect(code).toBe(2);
    expect(err).toContain("warm-up-too-long The warm-up of 2 s leaves nothing of a run of 2 s to be measured.");
  });
});

describe("the times of a file of events", () => {
  const text = (lines: readonly string[]): string => `${lines.join("\n")}\n`;
  const replays = JSON.stringify({
    ...{ format: "quadrant-design", version: 1, title: "Replays", workload: { durationMs: 60_000 } },
    system: {
      parts: [
        { id: "own", kind: "trace-source" },
        { id: "end", kind: "sink" },
      ],
      wires: ["own.events -> end.in"],
    },
  });

  test("rows that arrive before they happened are told, and a file far longer than the run that was meant", async () => {
    const events = file(
      "ahead.csv",
      text([
        "user_id,event_time,arrival_time",
        "a,2026-03-01T10:00:30Z,2026-03-01T10:00:00Z",
        "b,2026-03-01T10:01:00Z,2026-03-01T10:01:00Z",
        "c,2026-03-03T10:00:00Z,2026-03-03T10:00:00Z",
      ]),
    );
    const { code, out } = await quadrant("run", "-d", file("replays.json", replays), "--events", events);
    expect(code).toBe(0);
    expect(out).toContain("warning: events: 1 row of ahead.csv arrives before the event, by up to 30 s: clocks ran ahead, or");
    expect(out).toContain("warning: events: ahead.csv lasts 2 days, and a run was to last 60 s: all of the file is replayed.");
  });

  test("a file of the length that was meant, in order, is not", async () => {
    const events = file("fine.csv", text(["user_id,event_time", "a,2026-03-01T10:00:00Z", "b,2026-03-01T10:01:00Z"]));
    const { out } = await quadrant("run", "-d", file("replays.json", replays), "--events", events);
    expect(out).not.toMatch(/arrives? before|was to last/);
  });
});

describe("a file in another encoding", () => {
  const text = [
    "format: quadrant-design",
    "version: 1",
    "title: Encoded",
    "system:",
    "  parts: [{ id: a, kind: poisson-source }]",
    "  wires: []",
  ].join("\n");

  test("is read with a mark before its UTF-8, and else told (X4)", async () => {
    expect(await quadrant("check", file("mark.yaml", `\uFEFF${text}`))).toMatchObject({
      code: 2,
      err: expect.stringContaining("port-unwired") as string,
    });
    const zero = await quadrant("check", file("zero.yaml", `${text}\0`));
    expect(zero).toMatchObject({ code: 2, err: expect.stringContaining("file-binary The file holds zero bytes") as string });
    const path = join(folder, "wide.yaml");
    writeFileSync(path, `\uFEFF${text}`, "utf16le");
    expect(await quadrant("check", path)).toMatchObject({
      code: 2,
      err: expect.stringContaining("file-encoding The file is UTF-16.") as string,
    });
    const latin = join(folder, "latin.yaml");
    writeFileSync(latin, text.replace("Encoded", "Encod\xe9"), "latin1");
    expect(await quadrant("check", latin)).toMatchObject({
      code: 2,
      err: expect.stringContaining("file-encoding The file is not UTF-8: line 3") as string,
    });
  });
});

describe("settings that do not fit", () => {
  test("say which of several it is", async () => {
    const path = file("set.json", design([SOURCE, desk("a")], ["src.out -> a.in"]));
    const { code, err } = await quadrant("run", "-d", path, "--set", "a.servers=2", "--set", "seed=abc", "--set", "workload.durationMs=-5");
    expect(code).toBe(2);
    expect(err).toContain("--set:1:1 design.invalid_type seed: This must be a number.");
    expect(err).toContain("workload.durationMs: This must be at least");
  });

  test("seeds are no setting to vary, and a place without a name is none to write to", async () => {
    const path = file("vary.json", design([SOURCE, desk("a")], ["src.out -> a.in"]));
    expect((await quadrant("sweep", "-d", path, "--vary", "seed=1,2")).err).toContain(
      "--vary:1:1 grid Every point is run on the same seeds.",
    );
    const nowhere = await quadrant("sweep", "-d", path, "--vary", "a.servers=1,2", "--out", "");
    expect(nowhere).toMatchObject({ code: 2, out: "", err: expect.stringContaining("its name is empty. Name a file") as string });
    const unnamed = await quadrant("run", "-d", path, "--out", "");
    expect(unnamed).toMatchObject({ code: 2, out: "", err: expect.stringContaining("its name is empty. Name a folder") as string });
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
