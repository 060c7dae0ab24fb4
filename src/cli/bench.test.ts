import { describe, expect, it } from "vitest";
import { runCommandLine } from "./command-line.ts";

async function bench(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(["bench", ...argv], { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

describe("what the bench cannot do is said in a sentence, before anything is measured (B5)", () => {
  it.each([
    [["--only", "sparce"], "Allowed choices are kernel, product"],
    [["--against", "no such ref"], "--against"],
    [["--against", "HEAD", "--only", "kernel", "product", "dense"], "kernel, dense can only be measured inside this build."],
    [["--against", "HEAD", "--rounds", "2"], "Give a whole number from 3 to 100."],
    [["--rounds", "3"], "Give --against with it."],
  ])("%j", async (argv, sentence) => {
    const { code, out, err } = await bench(...argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(sentence);
    expect(err).not.toContain("measuring");
  });
});
