import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { runAssignorCases } from "./vectors/assignor-cases.ts";
import { runHashFile } from "./vectors/hash-cases.ts";
import { runSessionCase, runTumblingCases } from "./vectors/session-cases.ts";
import { MalformedVector, listOf, objectOf } from "./vectors/vector-json.ts";
import type { CaseResult } from "./vectors/vector-json.ts";
import { runWatermarkCase } from "./vectors/watermark-cases.ts";

const MOST_BYTES = 16 * 1024 * 1024;

export type VectorRun = {
  /** One line per case, "id pass", "id fail reason" or "id waived reason"; the last line is the count. */
  readonly lines: readonly string[];
  readonly passed: number;
  readonly failed: number;
  readonly waived: number;
};

/**
 * Cases the product answers differently on purpose: the id, and what the documentation of the engine it comes from
 * says. Empty: every case is answered as its origin does.
 */
const WAIVERS: ReadonlyMap<string, string> = new Map();

/** Runs vector files through the session operator, the watermarks, the assignors and the key placement. */
export function runVectorFiles(paths: readonly string[]): VectorRun {
  const results = paths.flatMap((path) => runFile(path)).map(waive);
  const count = (outcome: CaseResult["outcome"]): number => results.filter((result) => result.outcome === outcome).length;
  const passed = count("pass");
  const failed = count("fail");
  const waived = count("waived");
  const lines = results.map((result) => `${result.id} ${result.outcome}${result.reason === "" ? "" : ` ${result.reason}`}`);
  const total = `${passed} passed, ${failed} failed${waived > 0 ? `, ${waived} waived` : ""}`;
  return { lines: [...lines, total], passed, failed, waived };
}

/** As runVectorFiles, for every .json file of a folder (or for one file), in the order of their names. */
export function runVectors(path: string): VectorRun {
  if (!statSync(path).isDirectory()) return runVectorFiles([path]);
  const names = readdirSync(path)
    .filter((name) => name.endsWith(".json"))
    .sort();
  if (names.length > 0) return runVectorFiles(names.map((name) => join(path, name)));
  return { lines: [`${basename(path)} fail the folder holds no .json file`, "0 passed, 1 failed"], passed: 0, failed: 1, waived: 0 };
}

function waive(result: CaseResult): CaseResult {
  const reason = WAIVERS.get(result.id);
  return result.outcome === "fail" && reason !== undefined ? { id: result.id, outcome: "waived", reason } : result;
}

function runFile(path: string): readonly CaseResult[] {
  try {
    const size = statSync(path).size;
    if (size > MOST_BYTES) throw new MalformedVector(`the file is ${size} bytes, the limit is ${MOST_BYTES}`);
    return runContent(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    return [{ id: basename(path), outcome: "fail", reason: reasonOf(error) }];
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return "the file is not JSON";
  return error instanceof Error ? error.message : String(error);
}

function runContent(content: unknown): CaseResult[] {
  const file = objectOf(content, "the file");
  const results: CaseResult[] = [];
  for (const vector of listOf(file["vectors"] ?? [], "vectors")) {
    if (objectOf(vector, "vector")["assignor"] !== undefined) results.push(...runAssignorCases(vector));
    else results.push(runSessionCase(vector));
  }
  for (const vector of listOf(file["watermark_vectors"] ?? [], "watermark_vectors")) results.push(runWatermarkCase(vector));
  if (file["tumbling_start_vectors"] !== undefined) results.push(...runTumblingCases(file["tumbling_start_vectors"]));
  results.push(...runHashFile(file));
  if (results.length === 0) throw new MalformedVector("the file holds no vectors of a known form");
  return results;
}
