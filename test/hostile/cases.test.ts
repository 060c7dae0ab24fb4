import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { decodeFile } from "../../src/share/file.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run } from "../../src/simulate/run.ts";
import { read } from "../support/events-file.ts";

/** Small drawings that once broke the product, as they were found. */
const CASES = path.join(import.meta.dirname, "cases");
const ROOT = path.join(import.meta.dirname, "../..");
const fileOf = (name: string): string => path.join(CASES, `${name}.quadrant.json`);

function started(name: string): Run {
  const design = decodeFile(readFileSync(fileOf(name), "utf8"));
  if (!design.ok) throw new Error(JSON.stringify(design.error));
  const created = createRun({ design: design.value, scenario: null, seed: design.value.seed, faults: [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  return created.value;
}

function finished(name: string): Run {
  const run = started(name);
  while (!run.over) run.step();
  return run;
}

async function quadrant(...argv: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(argv, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, said: [...out, ...err].join("\n") };
}

describe("what was found by attack holds", () => {
  test("case 1: nine layers of two have a right ledger", () => {
    const { ledger } = finished("01-diamond9-20-parts").result(0);
    expect([ledger.delivered, ledger.inFlight, ledger.balanced]).toEqual([ledger.produced, 0, true]);
    expect(ledger.produced).toBeGreaterThan(0);
  });

  test("case 3: a chain of 128 services runs, and its books balance", () => {
    const run = finished("03-chain128-services");
    expect([run.cap, run.result(0).ledger.balanced]).toEqual([null, true]);
  });

  test("case 4: a ring is named by its own parts, at a wire of it", async () => {
    const { code, said } = await quadrant("run", "--scenario", "none", "--design", fileOf("04-ring-wrong-words"));
    expect(code).toBe(2);
    expect(said).toContain("p0 → p1 → p0.");
    expect(said).not.toMatch(/\.json:1:1 /);
  });

  test("case 6: 100 KB that unpack to millions of empty rows are refused after the first of them", async () => {
    const packed = gzipSync(`{"user_id":"a","event_time":"2026-01-01T00:00:00Z"}\n${"{}\n".repeat(4_000_000)}`);
    const { events } = await read(new Uint8Array(packed));
    expect(packed.length).toBeLessThan(100_000);
    if (events.ok) throw new Error("it was read");
    expect(events.error[0]?.message).toMatch(/rows/);
  });

  test("case 8: a title steers no terminal", async () => {
    const { said } = await quadrant("run", "--scenario", "none", "--design", fileOf("11-escape-in-title"));
    expect(said.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    expect(said).toContain("\\u001b");
  });

  test("case 10: a drawing that ran for minutes ends after as many windows as it has work", () => {
    const run = finished("10-random-seed-700071");
    expect([run.cap, run.result(0).ledger.balanced]).toEqual([null, true]);
    expect(run.simulation.windows).toBeLessThan(500_000);
  });

  /** Those that need a browser or a database: the test that holds each, by its title. */
  test.each([
    ["case 11", "test/e2e/losing-work.spec.ts", "the disk is full"],
    ["case 13", "test/e2e/kills.spec.ts", "what was typed is there again"],
    ["case 14", "test/e2e/sql.spec.ts", "a long text is cut where it is shown"],
    ["case 15", "src/warehouse/duckdb-warehouse.test.ts", "keeps the run's tables as they are"],
  ])("%s is held by a test of its own", (_, file, title) => {
    const text = readFileSync(path.join(ROOT, file), "utf8");
    expect(text).toContain(title);
  });
});
