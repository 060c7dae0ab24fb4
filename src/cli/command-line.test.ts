import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parquetReadObjects } from "hyparquet";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { TINY_SCENARIO } from "../../test/support/tiny-scenario.ts";
import { ENGINE_VERSION } from "../simulate/read/version.ts";
import { runCommandLine } from "./command-line.ts";
import type { ExitCode } from "./io.ts";

const folder = mkdtempSync(join(tmpdir(), "quadrant-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

type Ran = { readonly code: ExitCode; readonly out: string; readonly err: string };

async function quadrant(...argv: readonly string[]): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(argv, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

const DESIGN = `{
  "format": "quadrant-design",
  "version": 1,
  "title": "One desk",
  "system": {
    "parts": [
      { "id": "source", "kind": "poisson-source", "settings": { "ratePerSecond": 8, "durationMs": 60000 } },
      { "id": "desk", "kind": "service", "settings": { "servers": 2, "serviceTime": { "exponential": 100 } } }
    ],
    "wires": ["source.out -> desk.in"]
  },
  "workload": { "durationMs": 60000 }
}
`;

describe("follow", () => {
  it("shows one request of a run hop by hop, and says why there is none", async () => {
    const set = ["--set", "clients.timeoutMs=300"];
    const { code, out } = await quadrant("follow", "-s", "tinyurl", "-d", "@starter", "--endpoint", "follow", "--call", "failed", ...set);
    expect(code).toBe(0);
    expect(out).toMatch(/^request \d+: read .* by follow, 50[34] after .* ms, .*, at (clients|db|service|app|links)/);
    expect(out).toMatch(/\n +[\d.]+ ms +\S+ .*read: .*given up at/);
    const none = await quadrant("follow", "-d", file("desk.json", DESIGN));
    expect(none).toEqual({ code: 1, out: "", err: "No client of this run asks for stored things, so there is no request to follow." });
    expect((await quadrant("follow", "-s", "tinyurl", "--call", "fastest")).code).toBe(2);
  }, 60_000);
});

describe("where nothing can be written", () => {
  it.each([
    ["a file in place of the folder", () => file("taken", "x")],
    ["a folder below a file", () => join(file("taken", "x"), "below")],
    ["a place that takes no folders", () => "/proc/quadrant"],
    ["a folder in place of the result", () => (mkdirSync(join(folder, "full", "result.json"), { recursive: true }), join(folder, "full"))],
  ])("a run is refused before it begins: %s", async (_, place) => {
    const { code, out, err } = await quadrant("run", "-d", file("fine.json", DESIGN), "--out", place());
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^\S+:1:1 out-unwritable The run cannot be written here: .*\. Name a folder that can be written to\.$/);
  });

  it("folders that are missing are made", async () => {
    const { code } = await quadrant("run", "-d", file("fine.json", DESIGN), "--out", join(folder, "a", "b", "c"));
    expect(code).toBe(0);
    expect(readFileSync(join(folder, "a", "b", "c", "result.json"), "utf8")).toContain('"resultVersion": 1');
  });
});

describe("small things a terminal tells", () => {
  it("--version is that of the engine", async () => {
    expect(await quadrant("--version")).toEqual({ code: 0, out: ENGINE_VERSION, err: "" });
  });

  it("of two slips of ddl the dialect is told first", async () => {
    expect((await quadrant("ddl", "mysql")).err).toContain("'mysql' is invalid for argument 'dialect'");
    expect(await quadrant("ddl", "hive")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^--design:1:1 design-missing Which design\?/),
    });
  });

  it("a run that was written says where and how many tables", async () => {
    const place = join(folder, "told");
    const { err } = await quadrant("run", "-d", file("fine.json", DESIGN), "--out", place);
    expect(err).toMatch(new RegExp(`^Written to ${place}: result\\.json and \\d+ tables as Parquet\\.$`, "m"));
  });
});

describe("a fault that cannot strike", () => {
  it.each([
    ["desk:crash@10h", "fault-after-end"],
    ["desk:crash@1s*3", "fault-amount"],
    ["desk:slow@1s*0.5", "fault-amount"],
    ["desk:slow@1s#1", "fault-index"],
    ["desk:crash@1s+0s", "fault-duration"],
  ])("%s ends the command with 2, at the option that gave it", async (spec, code) => {
    const ran = await quadrant("run", "-d", file("fine.json", DESIGN), "--fault", spec);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toMatch(new RegExp(`^--fault:1:1 ${code} `));
  });
});

describe("limits", () => {
  it("of a proof are those of a run", async () => {
    const scenario = file("limited.yaml", TINY_SCENARIO);
    const { code, out } = await quadrant("prove", scenario, "--seeds", "1", "--max-hops", "20");
    expect(code).toBe(1);
    expect(out).toContain("Or raise the limit by --max-hops.");
  });
});

describe("a drawing that cannot run", () => {
  it("is refused with the line of the wire that closes a ring", async () => {
    const ring = file(
      "ring.yaml",
      [
        "format: quadrant-design",
        "version: 1",
        "title: Round and round",
        "system:",
        "  parts:",
        "    - { id: src, kind: poisson-source }",
        "    - { id: a, kind: service }",
        "    - { id: b, kind: service }",
        "    - { id: out, kind: sink }",
        "  wires:",
        "    - src.out -> a.in",
        "    - a.out -> b.in",
        "    - b.out -> a.in",
        "    - b.out -> out.in",
      ].join("\n"),
    );
    const { code, err } = await quadrant("run", "-s", "none", "-d", ring);
    expect({ code, err }).toEqual({
      code: 2,
      err: `${ring}:13:7 ring Records would go round for ever: a → b → a. Remove one of the wires between them.`,
    });
  });
});

describe("usage", () => {
  it.each([
    [["frobnicate"], "unknown command 'frobnicate'"],
    [["scenario"], "Did you mean scenarios?"],
    [["run", "--sed", "1"], "unknown option '--sed'"],
    [["run", "@druid", "-d", "@athena"], "two designs are named, '@druid' and '@athena' (--design); name one of them"],
    [["sweep", "@druid", "-d", "@athena"], "two designs are named"],
    [["run", "a.json", "b.json"], "too many arguments for 'run'"],
    [["run", "--seed", "x", "-s", "ios-engagement"], "Give a whole number from 0 to 4294967295."],
    [["prove", "--seeds", "0"], "Give a whole number from 1 to 1000."],
    [["schema", "recipe"], "Allowed choices are scenario, design."],
    [["check"], "missing required argument 'file'"],
  ])("%j ends with 2 and says why", async (argv, reason) => {
    const { code, out, err } = await quadrant(...argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(reason);
  });

  it("prints help as a result", async () => {
    const { code, out } = await quadrant("--help");
    expect(code).toBe(0);
    for (const command of ["scenarios", "kinds", "schema", "check", "run", "prove", "sweep", "link", "vectors"])
      expect(out).toContain(command);
  });
});

describe("scenarios", () => {
  it("lists id, title and designs as JSON", async () => {
    const { code, out } = await quadrant("scenarios", "--json");
    expect(code).toBe(0);
    const listed = JSON.parse(out) as { id: string; designs: { name: string; role: string; failsGoals: string[] }[] }[];
    const ios = listed.find(({ id }) => id === "ios-engagement");
    expect(ios).toMatchObject({ title: "iOS engagement pipeline" });
    const roles = (role: string): number => (ios?.designs ?? []).filter((design) => design.role === role).length;
    expect([roles("starter"), roles("reference") >= 2, roles("naive") >= 3]).toEqual([1, true, true]);
  });

  it("lists them in words", async () => {
    expect((await quadrant("scenarios")).out).toContain("@druid");
  });
});

describe("schema", () => {
  it.each(["scenario", "design"])("prints the JSON Schema of a %s", async (of) => {
    const { code, out } = await quadrant("schema", of);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ type: "object", additionalProperties: false });
  });
});

describe("kinds", () => {
  it("lists every kind, and one with its fields", async () => {
    const all = JSON.parse((await quadrant("kinds", "--json")).out) as { id: string }[];
    expect(all.map(({ id }) => id)).toContain("kafka");
    const kafka = await quadrant("kinds", "kafka");
    expect(kafka.code).toBe(0);
    expect(kafka.out).toContain("partitions");
    expect(await quadrant("kinds", "kafak")).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining('Did you mean "kafka"?') as string,
    });
  });

  it("knows other names of a kind, and which is nearest to a product that is none", async () => {
    expect((await quadrant("kinds", "EMR")).err).toContain("What you mean is `spark-job`.");
    expect((await quadrant("kinds", "rds")).err).toContain("That product is not here yet; the nearest is `postgres`.");
  });
});

describe("check", () => {
  it("points into a broken scenario", async () => {
    const path = file("broken.yaml", TINY_SCENARIO.replace("users: 100", "users: many"));
    expect(await quadrant("check", path)).toEqual({
      code: 2,
      out: "",
      err: `${path}:22:10 scenario-value "users" must be a number, not "many".`,
    });
  });

  it("points into a broken design, JSON or YAML", async () => {
    const json = file("broken.quadrant.json", DESIGN.replace('"version": 1,', '"version": 1, "colour": 1,'));
    expect((await quadrant("check", json)).err).toContain(`${json}:`);
    const cut = file("cut.quadrant.json", DESIGN.slice(0, 120));
    expect((await quadrant("check", cut)).err).toContain(`${cut}:`);
    const yaml = file("broken.quadrant.yaml", "format: quadrant-design\nversion: 1\nseed: -4\n");
    expect((await quadrant("check", yaml)).err).toMatch(/:3:7 design\.too_small /);
  });

  it("names the file that cannot be read", async () => {
    expect(await quadrant("check", "nowhere.yaml")).toEqual({
      code: 2,
      out: "",
      err: "nowhere.yaml:1:1 file-unreadable This file cannot be read. Check its name and that it is a file.",
    });
  });

  it("refuses a design of a scenario that is not there, and names those that are", async () => {
    const path = file("lost.quadrant.json", DESIGN.replace('"version": 1,', '"version": 1, "scenario": "nowhere",'));
    const { code, out, err } = await quadrant("check", path);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(
      /:\d+:\d+ scenario-unknown There is no scenario "nowhere". There are .*ios-engagement.*[.] For one of your own, check its file together with this one[.]$/,
    );
    const own = file("own.quadrant.json", DESIGN.replace('"version": 1,', '"version": 1, "scenario": "tiny",'));
    expect((await quadrant("check", own)).code).toBe(2);
    expect(await quadrant("check", own, file("tiny.yaml", TINY_SCENARIO))).toMatchObject({ code: 0, err: "" });
  });

  it("finds nothing wrong with what is right", async () => {
    const good = [file("tiny.yaml", TINY_SCENARIO), file("good.quadrant.json", DESIGN)];
    const { code, out, err } = await quadrant("check", ...good);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("fine (scenario, 2 designs)");
    expect(out).toContain("fine (design, 2 parts)");
  });
});

describe("vectors", () => {
  it("runs a folder of vector files and counts", async () => {
    const { code, out } = await quadrant("vectors", "test/vectors");
    expect(out).toMatch(/\n\d+ passed, 0 failed/);
    expect(code).toBe(0);
    expect(await quadrant("vectors", "nowhere")).toMatchObject({ code: 2, out: "" });
  });
});

describe("link", () => {
  it("goes there and back", async () => {
    const path = file("shared.quadrant.json", DESIGN);
    const link = await quadrant("link", "encode", path);
    expect(link.code).toBe(0);
    const back = await quadrant("link", "decode", `https://example.org/app/${link.out}`);
    expect(JSON.parse(back.out)).toMatchObject({
      title: "One desk",
      workload: { durationMs: 60_000 },
      system: { parts: [{ id: "source" }, { id: "desk" }] },
    });
  });

  it("says when a link is none", async () => {
    expect(await quadrant("link", "decode", "https://example.org/")).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("There is no design in this link.") as string,
    });
  });
});

describe("run", () => {
  it.each([
    [["-s", "ios"], "There is no scenario and no file of this name."],
    [["-s", "ios-engagement", "-d", "@druit"], 'The scenario ios-engagement has no such design. Did you mean "@druid"?'],
    [["-d", "@druid"], "@name needs a scenario. Give --scenario."],
    [[], "Say which design to run"],
    [["-d", "nowhere.json"], "There is no file of this name, and it is not a link."],
    [["-s", "ios-engagement", "--set", "kafak.partitions=6"], 'There is no part "kafak". Did you mean "kafka"?'],
    [["-s", "ios-engagement", "--set", "kafka.partitions=0"], "partitions"],
    [["-s", "ios-engagement", "--fault", "kafka:crash"], "is not a fault"],
    [["-s", "ios-engagement", "--fault", "kafak:crash@10s"], 'There is no part or wire "kafak". Did you mean "kafka"?'],
    [["-s", "ios-engagement", "--fault", "kafka:explode@10s"], "explode"],
  ])("%j is refused", async (argv, reason) => {
    const { code, out, err } = await quadrant("run", ...argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(reason);
  });

  it("runs a design on its own workload, equal to itself but for the time it took", async () => {
    const path = file("own.quadrant.json", DESIGN);
    const results = await Promise.all([quadrant("run", "-d", path, "--json"), quadrant("run", path, "-s", "none", "--json")]);
    const [first, second] = results.map(({ out }) => {
      const { timing: _timing, ...rest } = JSON.parse(out) as { timing: unknown; ledger: { balanced: boolean } };
      return rest;
    });
    expect(first?.ledger.balanced).toBe(true);
    expect(JSON.stringify(first)).toBe(JSON.stringify(second));
  });

  it("writes the result and the tables", async () => {
    const out = join(folder, "run");
    const ran = await quadrant("run", "-d", file("own.quadrant.json", DESIGN), "--out", out);
    expect(ran.out).toContain("One desk");
    expect(JSON.parse(readFileSync(join(out, "result.json"), "utf8"))).toMatchObject({ resultVersion: 1 });
  });
});

describe("run --events", () => {
  const design = DESIGN.replace(
    '"kind": "poisson-source", "settings": { "ratePerSecond": 8, "durationMs": 60000 }',
    '"kind": "trace-source"',
  ).replace("source.out", "source.events");
  const rows = "buyer,when,amount\nann,1772737200,1.5\n,1772737201,2\nbob,soon,3\nbob,1772737202,4\n";

  it("replays a file, says which rows it left out and where, and writes them", async () => {
    const path = file("own-trace.quadrant.json", design);
    const events = file("own.csv", rows);
    const out = join(folder, "trace-run");
    const ran = await quadrant("run", "-d", path, "--events", events, "--map", "user_id=buyer,event_time=when", "--out", out, "--json");
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ ledger: { produced: 2, delivered: 2, balanced: true }, tables: { events: 2, rejects: 2 } });
    expect(ran.err.split("\n")[0]).toBe(
      `${events}:3:1 trace-rejects 2 rows of own.csv could not be read and were left out; the first is line 3: the user is empty (user_id). See the table "rejects".`,
    );
    const rejects = readFileSync(join(out, "rejects.parquet"));
    expect(await parquetReadObjects({ file: Uint8Array.from(rejects).buffer })).toEqual([
      { line: 3, column: "buyer", reason: "the user is empty (user_id)", text: "" },
      { line: 4, column: "when", reason: "not a time: ISO 8601, or a number since 1970 (event_time)", text: "soon" },
    ]);
  });

  it.each([
    [["--events", "nowhere.csv"], "nowhere.csv:1:1 file-unreadable This file cannot be read."],
    [["--events", "OWN"], "own.csv:1:1 column-missing No column of the file is recognised as user_id."],
    [
      ["--events", "OWN", "--map", "user_id=byer,event_time=when"],
      'map-column The file has no column "byer" for user_id. Did you mean "buyer"?',
    ],
    [["--events", "OWN", "--map", "usr_id=buyer"], '--map:1:1 map-role A row has no "usr_id" to map. Did you mean "user_id"?'],
    [["--map", "user_id=buyer"], "Give --events FILE with it."],
    [[], "source has no file to replay."],
  ])("%j ends with 2", async (argv, reason) => {
    const path = file("own-trace.quadrant.json", design);
    const events = file("own.csv", rows);
    const { code, out, err } = await quadrant("run", "-d", path, ...argv.map((word) => (word === "OWN" ? events : word)));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(reason);
  });
});

describe("prove", () => {
  it("proves the tiny scenario and refuses a false claim", async () => {
    const proved = await quadrant("prove", file("tiny.yaml", TINY_SCENARIO), "--seeds", "2");
    expect(proved.out).toContain("2 of 2 designs hold.");
    expect(proved.out).toContain("The unthinking answer, @two-servers with every setting as it comes, ");
    expect(proved.code).toBe(0);
    const wrong = await quadrant(
      "prove",
      file("wrong.yaml", TINY_SCENARIO.replace("set: [desk.servers=1, desk.queueLimit=0]", "set: [desk.servers=3]")),
      "--seeds",
      "2",
    );
    expect(wrong.out).toContain("@no-room: no-loss is reached, though declared as failed, on seed 1, 2");
    expect(wrong.code).toBe(1);
  });
});
