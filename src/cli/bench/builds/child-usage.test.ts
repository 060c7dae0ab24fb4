import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseUsage, runMeasured } from "./child-usage.ts";

const folder = mkdtempSync(join(tmpdir(), "quadrant-usage-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("what a process took (B5)", () => {
  it("is its own and the system's processor time in ms and its largest memory in bytes", () => {
    expect(parseUsage('{"userCPUTime":1500000,"systemCPUTime":250000,"maxRSS":2048}')).toEqual({ cpuMs: 1750, peakBytes: 2_097_152 });
  });

  it.each(["", "{", '{"userCPUTime":1}'])("is not made up where the process did not say it: %j", (text) => {
    expect(() => parseUsage(text)).toThrow("without saying what it took");
  });

  it("comes from the process itself, with what it wrote and how it ended, threads included", async () => {
    const program = join(folder, "program.mjs");
    // A thread that fills 200 MB: the process has to own up to it.
    writeFileSync(
      program,
      `import { Worker } from "node:worker_threads";
       console.log(process.argv[2]); console.error("told");
       const worker = new Worker("new Uint8Array(200_000_000).fill(1); require('node:worker_threads').parentPort.postMessage(1)", { eval: true });
       worker.on("message", () => process.exit(3));`,
    );
    const { code, out, err, usage } = await runMeasured(folder, folder, [program, "here"]);
    expect({ code, out, err }).toEqual({ code: 3, out: "here\n", err: "told\n" });
    expect(usage.peakBytes).toBeGreaterThan(200_000_000);
    expect(usage.cpuMs).toBeGreaterThan(0);
  });
});
