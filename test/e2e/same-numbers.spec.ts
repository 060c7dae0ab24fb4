import { execFileSync } from "node:child_process";
import { build, type Rolldown } from "vite";
import { bundledYaml } from "../../scripts/vite-bundled-yaml.mjs";
import { firefoxPath, inFirefox } from "./firefox.ts";
import { expect, test } from "./fixture.ts";
import { promise } from "./promise.ts";

/** The simulation as one script for a page, without the app around it. */
async function simulationScript(): Promise<string> {
  const output = (await build({
    configFile: false,
    plugins: [bundledYaml()],
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
  return JSON.stringify({ ...(JSON.parse(json) as object), timing: undefined });
}

/** Where two texts part, with what each says there; empty when they are equal to the last byte. */
function difference(one: string, other: string): string {
  if (one === other) return "";
  let at = 0;
  while (one[at] === other[at]) at++;
  return `at ${at}: …${one.slice(Math.max(0, at - 80), at + 40)}… and …${other.slice(at, at + 40)}…`;
}

for (const [what, scenario, designs] of [
  ["a run", "ios-engagement", ["starter", "druid"]],
  // Trains item vectors and searches them with vector instructions.
  ["a run that recommends", "spotify-recommendations", ["hourly"]],
] as const) {
  test(`${what} gives the same numbers on the command line, in Chromium and, where there is one, in Firefox (E10)`, async ({ page }) => {
    test.setTimeout(300_000);
    const script = await simulationScript();
    await page.goto("about:blank");
    await page.addScriptTag({ content: script });
    let withFirefox = false;
    for (const [place, design] of designs.entries()) {
      const seed = place + 1;
      const expression = pageRun(scenario, design, seed);
      const inPage = await page.evaluate<string>(expression);
      expect(difference(comparable(inPage), comparable(commandLine(scenario, design, seed))), design).toBe("");
      if (seed === 1) withFirefox = await compareFirefox(script, expression, inPage);
    }
    const places = withFirefox ? "Node, Chromium and Firefox" : "Node and Chromium; no Firefox was there";
    promise(1, `${what}: ${designs.length} of ${designs.length} designs equal to the byte in ${places}`);
  });
}

function pageRun(scenario: string, design: string, seed: number): string {
  return `globalThis.runInPage("${scenario}", "${design}", ${seed})`;
}

/** Absence is no failure, but it is said: then only Chromium and Node were compared. */
async function compareFirefox(script: string, expression: string, inChromium: string): Promise<boolean> {
  const binary = firefoxPath();
  const type = binary === null ? "no Firefox found (FIREFOX_PATH, firefox-esr, firefox): not compared" : `compared with ${binary}`;
  test.info().annotations.push({ type });
  console.log(type);
  if (binary === null) return false;
  expect(difference(comparable(await inFirefox(binary, script, expression, 240_000)), comparable(inChromium))).toBe("");
  return true;
}

test("two runs with one seed are equal, and another seed is not", () => {
  const first = comparable(commandLine("spotify-recommendations", "starter", 1));
  expect(comparable(commandLine("spotify-recommendations", "starter", 1))).toBe(first);
  expect(comparable(commandLine("spotify-recommendations", "starter", 2))).not.toBe(first);
});
