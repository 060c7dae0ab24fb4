import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { drawing } from "../../test/support/drawing.ts";
import { TINY_SCENARIO } from "../../test/support/tiny-scenario.ts";
import { meanInterval } from "../base/statistics.ts";
import type { SweepFile } from "../scenario/sweep-file.ts";
import { runCommandLine } from "./command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "quadrant-sweep-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const scenario = join(folder, "tiny.yaml");
writeFileSync(scenario, TINY_SCENARIO);
const GRID = [
  "sweep",
  "-s",
  scenario,
  "-d",
  "@two-servers",
  "--vary",
  "desk.servers=1,2",
  "--vary",
  "desk.queueLimit=0,1000",
  "--seeds",
  "3",
];

async function quadrant(...argv: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(argv, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

async function sweptTo(name: string, ...more: readonly string[]): Promise<string> {
  const path = join(folder, name);
  const { code, err } = await quadrant(...GRID, ...more, "--out", path);
  expect({ code, err: err.split("\n").filter((line) => !/^\d+ of \d+ runs$/.test(line)) }).toEqual({ code: 0, err: [] });
  return path;
}

function read(path: string): SweepFile {
  return JSON.parse(readFileSync(path, "utf8")) as SweepFile;
}

/** A warehouse with a dashboard, in a file. */
function lakeFile(): string {
  const file = join(folder, "lake.quadrant.json");
  const design = drawing({
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 50, keys: 20 } },
      { id: "drop", kind: "batch-drop", settings: { everyMs: 5000, makingMedianMs: 1, makingP99Ms: 1, pollMs: 100 } },
      { id: "raw", kind: "s3" },
      { id: "house", kind: "redshift", settings: { loadEveryMs: 5000 } },
      { id: "board", kind: "dashboard" },
    ],
    wires: ["load.out -> drop.in", "drop.files -> raw.objects", "raw.objects -> house.data", "house.rows -> board.rows"],
    workload: { durationMs: 20_000, warmupMs: 0 },
  });
  writeFileSync(file, JSON.stringify(design));
  return file;
}

describe("sweep", () => {
  it("measures every point on the same seeds, as run measures them one by one", async () => {
    const whole = read(await sweptTo("whole.json"));
    expect(whole).toMatchObject({ sweepVersion: 1, scenario: "tiny", seeds: [1, 2, 3], shard: null });
    expect(whole.points.map(({ settings }) => Object.values(settings).join(" "))).toEqual(["1 0", "1 1000", "2 0", "2 1000"]);
    const point = whole.points[2];
    const alone = await quadrant("run", "-s", scenario, "-d", "@two-servers", "--set", "desk.queueLimit=0", "--seed", "2", "--json");
    const { verdict, cost, ledger } = JSON.parse(alone.out);
    const swept = point?.runs[1];
    expect(swept).toMatchObject({
      seed: 2,
      pass: verdict.pass,
      cost: { monthlyUsd: cost.monthlyUsd },
      ledger: { produced: ledger.produced },
    });
    const actuals = point?.runs.map((run) => ("trouble" in run ? null : (run.goals[0]?.actual ?? null))) as number[];
    expect(actuals[1]).toBe(verdict.goals[0].actual);
    const { mean, halfWidth } = meanInterval(actuals);
    expect(halfWidth).toBeGreaterThan(0);
    expect(point?.summary?.goals["no-loss"]).toEqual({ mean, ci95: [mean - (halfWidth ?? 0), mean + (halfWidth ?? 0)] });
    expect(whole.points.map(({ summary }) => summary?.passes)).toEqual([0, 3, 0, 3]);
  });

  it("puts kinds in the place of a part, side by side, its own kind among them", async () => {
    const path = join(folder, "swaps.json");
    const lake = ["-s", "none", "-d", lakeFile()];
    const { code, out } = await quadrant(
      "sweep",
      ...lake,
      "--vary",
      "house=redshift,athena,bigquery",
      "--vary",
      "board.viewers=1,4",
      "--out",
      path,
    );
    expect(code).toBe(0);
    expect(out).toContain("house");
    const { points } = read(path);
    expect(points.map(({ settings }) => settings["house"])).toEqual(["redshift", "redshift", "athena", "athena", "bigquery", "bigquery"]);
    expect(new Set(points.map(({ summary }) => summary?.monthlyUsd.mean)).size).toBe(6);
    const refused = await quadrant("sweep", ...lake, "--vary", "house=kafka");
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("cannot be swapped");
  });

  it("joined from shards it is the same file to the byte, in whatever order they are given", async () => {
    const whole = await sweptTo("whole.json");
    const parts = [
      await sweptTo("3.json", "--shard", "3/3"),
      await sweptTo("1.json", "--shard", "1/3"),
      await sweptTo("2.json", "--shard", "2/3"),
    ];
    expect(read(parts[0] ?? "").points[0]).toMatchObject({ runs: [{ seed: 3 }], summary: null });
    const joined = join(folder, "joined.json");
    const merged = await quadrant("sweep", "--merge", ...parts, "--out", joined);
    expect(merged).toMatchObject({ code: 0, err: "" });
    expect(merged.out).toContain("tiny, 3 seeds from 1 on, mean ± half of the 95 % interval.");
    expect(merged.out).toMatch(/desk\.servers +desk\.queueLimit +musts hold +no-loss +a month\n.*== 0 records.*\n1 +0 +0 of 3 /);
    expect(readFileSync(joined, "utf8")).toBe(readFileSync(whole, "utf8"));
  });

  it("says what is missing, what is given twice and what does not belong", async () => {
    const parts = [await sweptTo("a.json", "--shard", "1/3"), await sweptTo("b.json", "--shard", "2/3")];
    const joined = join(folder, "never.json");
    const missing = await quadrant("sweep", "--merge", ...parts, "--out", joined);
    expect(missing).toMatchObject({ code: 2, out: "" });
    expect(missing.err).toContain("sweep-merge 4 of 12 runs are missing. Run and give --shard 3/3.");
    expect(() => readFileSync(joined)).toThrow("ENOENT");

    const twice = await quadrant("sweep", "--merge", parts[0] ?? "", ...parts);
    expect(twice.err).toContain(`Point 1 on seed 1 is also in ${parts[0]}. Give every part once.`);

    const other = await sweptTo("c.json", "--shard", "3/3", "--set", 'desk.serviceTime={"exponential":90}');
    const stranger = await quadrant("sweep", "--merge", ...parts, other);
    expect(stranger.err).toContain(
      `${other}:1:1 sweep-merge This part belongs to another sweep: the design differs from that of ${parts[0]}.`,
    );

    // A run taken out of a part is missed although every shard is there.
    const last = read(await sweptTo("d.json", "--shard", "3/3"));
    const cut = join(folder, "cut.json");
    writeFileSync(
      cut,
      JSON.stringify({ ...last, points: last.points.map((point, index) => (index === 1 ? { ...point, runs: [] } : point)) }),
    );
    const short = await quadrant("sweep", "--merge", ...parts, cut);
    expect(short.err).toContain("1 of 12 runs is missing. It is point 2 on seed 3.");
  });

  it("keeps a point that cannot run, says why, and ends with 1", async () => {
    const ran = await quadrant("sweep", "-s", scenario, "-d", "@two-servers", "--vary", "desk.servers=2,-1");
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/^-1 +0 of 1 \(0 ran\) +– +–$/m);
    expect(ran.out).toMatch(/^desk\.servers=-1, seed 1: .*servers/im);
  });

  it("is bounded by the options of a run, and names the one that a run met", async () => {
    const ran = await quadrant("sweep", "-s", scenario, "-d", "@two-servers", "--vary", "desk.servers=1,2", "--max-hops", "50");
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/^desk\.servers=2, seed 1: The run ended at 50 record-hops, .* Or raise the limit by --max-hops\.$/m);
  });

  it("looks for a place to write before it runs anything", async () => {
    const { code, err } = await quadrant("sweep", "-s", scenario, "--vary", "desk.servers=1,2", "--out", folder);
    expect(code).toBe(2);
    expect(err).not.toContain("of 2 runs");
  });

  it.each([
    [["--vary", "desk.servers=1,1"], "vary-syntax desk.servers=1 stands there twice."],
    [["--vary", "dsk.servers=1"], 'set-path There is no part "dsk". Did you mean "desk"?'],
    [["--vary", "desk.server=1,2"], '--vary:1:1 settings.unknown-field Service has no field "server". Did you mean "servers"?'],
    [["--vary", "desk.servers=0,-1"], "Servers must be a whole number from 1 to 10,000 servers. It is 0."],
    [["--vary", "desk.servers=1,2", "--fault", "desk:crash@9h"], '--fault:1:1 fault-after-end "crash" would strike at 9 h'],
    [["--vary", "desk.servers=1,2", "--fault", "desk:crash@9s*3"], "--fault:1:1 fault-amount"],
    [["--vary", "desk.servers=1,2", "--max-hops", "0"], "'--max-hops <n>' argument '0' is invalid. Give a whole number from 1 to"],
    [["--vary", "desk.servers=1,2", "--out", folder], "out-unwritable The sweep cannot be written here"],
    [["--vary", "desk.servers=1,2", "--out", join(folder, "none", "x.json")], "out-unwritable The sweep cannot be written here"],
    [[], "grid Say what to vary: --vary kafka.partitions=3,6,12."],
    [["--vary", "desk.servers=1,2", "--shard", "3/2", "--json"], 'shard-syntax "3/2" is no shard.'],
    [["--vary", "desk.servers=1,2", "--shard", "1/2"], "Give --out FILE with --shard."],
    [["--vary", "desk.servers=1,2,3,4,5,6,7,8,9,10,11", "--seeds", "1000"], "11 points on 1,000 seeds are 11,000 runs"],
    [["--merge", scenario], "sweep-part This is not JSON."],
    [["--merge", join(folder, "nowhere.json")], "sweep-part This file cannot be read."],
  ])("%j ends with 2", async (argv, reason) => {
    const { code, out, err } = await quadrant("sweep", "-s", scenario, "-d", "@two-servers", ...argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(reason);
  });

  it.each(["null", "[]", '{"sweepVersion":1}', '{"sweepVersion":2}'])("refuses the part %s", async (text) => {
    const path = join(folder, "hostile.json");
    writeFileSync(path, text);
    const { code, err } = await quadrant("sweep", "--merge", path);
    expect(code).toBe(2);
    expect(err).toContain("This is not a part of a sweep");
  });
});
