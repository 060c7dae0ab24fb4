import { expect, test } from "vitest";
import { must } from "../base/assert.ts";
import { parseScenario } from "../scenario/parse.ts";
import { TINY_SCENARIO } from "../../test/support/tiny-scenario.ts";
import { PreparedRun } from "./prepared-run.ts";
import type { RunRequest } from "./protocol.ts";

const parsed = parseScenario(TINY_SCENARIO);
if (!parsed.ok) throw new Error("the tiny scenario does not parse");
const scenario = parsed.value;
const design = must(scenario.designs[0], "the tiny scenario has a design").design;
const request: RunRequest = { design, scenario, seed: 1, faults: [], events: null, speed: Number.POSITIVE_INFINITY };

function resultOf(prepared: PreparedRun, asked: RunRequest) {
  const taken = prepared.take(asked);
  if (!taken.ok) throw new Error("the run was refused");
  while (!taken.value.over) taken.value.step();
  return { ...taken.value.result(0), timing: null };
}

test("a prepared run gives what a run made when asked gives (E11)", () => {
  const prepared = new PreparedRun();
  expect(prepared.prepare(request)).toBe(true);
  expect(resultOf(prepared, request)).toEqual(resultOf(new PreparedRun(), request));
});

test("it is run once: the next of the same request begins anew", () => {
  const prepared = new PreparedRun();
  prepared.prepare(request);
  const first = resultOf(prepared, request);
  expect(resultOf(prepared, request)).toEqual(first);
});

test("the speed makes no difference, everything a run depends on does", () => {
  const prepared = new PreparedRun();
  prepared.prepare(request);
  expect(prepared.prepare({ ...request, speed: 60 })).toBe(false);
  const others: readonly RunRequest[] = [
    { ...request, seed: 2 },
    { ...request, faults: [{ fault: "crash", part: "desk", atMs: 60_000 }] },
    { ...request, design: must(scenario.designs[1], "the tiny scenario has a naive design").design },
  ];
  for (const other of others) {
    prepared.prepare(request);
    expect(resultOf(prepared, other)).toEqual(resultOf(new PreparedRun(), other));
    expect(resultOf(prepared, other)).not.toEqual(resultOf(new PreparedRun(), request));
  }
});

test("a file of events is not read before it is run", () => {
  const file = { id: "f", name: "f.csv", file: new Blob([]), mapping: {} };
  expect(new PreparedRun().prepare({ ...request, events: file })).toBe(false);
});
