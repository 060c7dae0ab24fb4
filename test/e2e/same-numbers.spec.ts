import { execFileSync } from "node:child_process";
import { build, type Rolldown } from "vite";
import { expect, test } from "./fixture.ts";

/** The simulation as one script for a page, without the app around it. */
async function simulationScript(): Promise<string> {
  const output = (await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      write: false,
      lib: { entry: "test/support/run-in-page.ts", formats: ["iife"], name: "page" },
      minify: false,
      target: "es2022",
    },
  })) as Rolldown.RolldownOutput[];
  const chunk = output[0]?.output[0];
  if (chunk?.type !== "chunk") throw new Error("the simulation did not bundle into one script");
  return chunk.code;
}

/** What `quadrant run … --json` prints. */
function commandLine(scenario: string, design: string, seed: number): string {
  const args = ["bin/quadrant.mjs", "run", "--scenario", scenario, "--design", `@${design}`, "--seed", String(seed), "--json"];
  try {
    return execFileSync(process.execPath, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024, stdio: ["ignore", "pipe", "ignore"] });
  } catch (error) {
    // Exit code 1: the run was judged and missed a goal; its result is on stdout all the same.
    const { status, stdout } = error as { status: number; stdout: string };
    if (status === 1) return stdout;
    throw error;
  }
}

/** Everything but the time it took, byte by byte as written. */
function comparable(json: string): string {
  return JSON.stringify({ ...(JSON.parse(json) as object), timing: null });
}

test("a run gives the same numbers in the browser and on the command line", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto("about:blank");
  await page.addScriptTag({ content: await simulationScript() });
  for (const seed of [1, 2]) {
    const inPage = await page.evaluate(
      (value) =>
        (globalThis as unknown as { runInPage(scenario: string, design: string, seed: number): Promise<string> }).runInPage(
          "ios-engagement",
          "starter",
          value,
        ),
      seed,
    );
    expect(comparable(inPage)).toBe(comparable(commandLine("ios-engagement", "starter", seed)));
  }
});

test("two runs with one seed are equal, and another seed is not", () => {
  const first = comparable(commandLine("ios-engagement", "starter", 1));
  expect(comparable(commandLine("ios-engagement", "starter", 1))).toBe(first);
  expect(comparable(commandLine("ios-engagement", "starter", 2))).not.toBe(first);
});
