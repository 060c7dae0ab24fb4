import { fail, ok } from "../../../base/result.ts";
import type { Result } from "../../../base/result.ts";
import { binOf } from "./builds.ts";
import type { Build } from "./builds.ts";
import { runMeasured } from "./child-usage.ts";
import type { ChildUsage } from "./child-usage.ts";

/** A run of a design in a process of its own: what the process took, and the result it printed. */
export type Ran = { readonly usage: ChildUsage; readonly result: { readonly timing: { readonly records: number } } };

/** Has a build run what `argv` says after `quadrant run`; what it said where it made no result. `folder` is for the measuring. */
export async function runOnce(folder: string, build: Build, argv: readonly string[]): Promise<Result<Ran, string>> {
  const { code, out, err, usage } = await runMeasured(folder, build.root, [binOf(build), "run", ...argv, "--json"]);
  // 1 is a run that missed a goal. One that was cut short at a limit would be compared with one that was not.
  if ((code !== 0 && code !== 1) || err.includes("ended early")) return fail(err.trim().split("\n").at(-1) || `it ended with ${code}`);
  return ok({ usage, result: JSON.parse(out) as Ran["result"] });
}
