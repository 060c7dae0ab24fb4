import { beforeAll, describe, expect, test } from "vitest";
import type { KindDecl, KindExample } from "../../src/catalogue/contract.ts";
import { KINDS } from "../../src/catalogue/registry.ts";
import { emptyDesign } from "../../src/design/empty.ts";
import type { Design, System } from "../../src/design/types.ts";
import { parseWireText } from "../../src/design/wire-text.ts";
import { must } from "../../src/base/assert.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { METRIC_IDS } from "../../src/result/metric.ts";
import type { GoalOutcome, RunResult } from "../../src/result/result.ts";
import type { Machine } from "../../src/simulate/compile/build-machine.ts";
import { balancedLedger } from "../../src/simulate/close-books.ts";
import { createRun } from "../../src/simulate/run.ts";
import { goalFindings } from "../../src/simulate/why/causes.ts";
import { faultEffect } from "../../src/scenario/fault-effect.ts";
import { csvOf, eventsOf, knownEvents } from "../support/events-file.ts";
import { scenarioFor } from "../support/population.ts";
import { remarksOf, UNSAID } from "../support/remarks.ts";

/** What must hold of a run of every example of every kind: it ends, its books add up, it repeats, and each fault is survived. */
const cases = KINDS.flatMap((kind) => kind.examples.map((example) => [`${kind.id}: ${example.title}`, kind, example] as const));

/** Theory sources run at thousands a second: seconds of them say as much as minutes of users. */
const THEORY_MS = 10_000;
const FAULT_AT_MS = 3000;
const FAULT_MS = 2000;

/** Windows between two looks at the books of a run that is under way. */
const LOOK_EVERY = 25;

/** What a part that replays a file is given. */
const EVENTS = await eventsOf(csvOf(knownEvents(5, 2000)));

/** Faults that changed a result. */
const shown = new Set<string>();
/** Faults whose strength made a difference. */
const heeded = new Set<string>();
/** What parts remarked, as `kind code`. */
const remarked = new Set<string>();
/** Codes of causes that were found. */
const explained = new Set<string>();

describe.each(cases)("%s", (_, kind, example) => {
  let first: RunResult;
  beforeAll(() => {
    first = resultOf(example, []);
  });

  test("ends, and its books add up", () => {
    const asked = Object.values(first.requests ?? {}).reduce((sum, each) => sum + each.asked, 0);
    expect(first.ledger.produced + asked).toBeGreaterThan(0);
    expect(first.ledger.balanced).toBe(true);
  });

  test("repeats to the byte", () => {
    expect(comparable(resultOf(example, []))).toBe(comparable(first));
  });

  test("costs a known or an unknown amount, never a negative one", () => {
    for (const line of first.cost.lines) expect(line.usd, line.dimension).toBeGreaterThanOrEqual(0);
    expect(Number.isFinite(first.cost.monthlyUsd)).toBe(true);
  });

  test("every fault of the kind is survived, its books add up, and what it did is told, nothing included (A3d)", () => {
    for (const fault of faultsOf(kind, example)) {
      const struck = resultOf(example, [fault]);
      expect(struck.ledger.balanced, fault.fault).toBe(true);
      const isShown = comparable(struck) !== comparable(first);
      if (isShown) shown.add(`${kind.id} ${fault.fault}`);
      const effect = faultEffect(fault, struck, first);
      expect(effect.isNone, `${fault.fault}: ${effect.text}`).toBe(!isShown);
      expect(effect.text).toMatch(isShown ? /^(?!No effect)\S.*\.$/ : /^No effect: (every figure .*|\d[\d.]* % of capacity was spare)\.$/);
      expect(effect.text).not.toMatch(UNSAID);
      const { amount } = must(
        kind.faults.find(({ id }) => id === fault.fault),
        fault.fault,
      );
      if (amount === undefined) continue;
      const other = amount.unit === "times" ? 2 * amount.default : amount.default / 50;
      if (comparable(resultOf(example, [{ ...fault, amount: other }])) !== comparable(struck)) heeded.add(`${kind.id} ${fault.fault}`);
    }
  });
});

test("parts remark much of what their kinds have words for (A2)", () => {
  const worded = KINDS.flatMap((kind) => Object.keys(kind.remarks).map((code) => `${kind.id} ${code}`));
  expect([...remarked].filter((each) => !worded.includes(each))).toEqual([]);
  expect(remarked.size).toBeGreaterThan(worded.length / 2);
});

test("kinds bring causes, and most of them are met (A3)", () => {
  const brought = new Set(KINDS.flatMap((kind) => kind.causes ?? []).map(({ code }) => code));
  const met = [...brought].filter((code) => explained.has(code));
  expect(met.length).toBeGreaterThan(brought.size / 2);
});

test("every fault shows in one of its kind's examples", () => {
  const declared = KINDS.flatMap((kind) => kind.faults.map((fault) => `${kind.id} ${fault.id}`));
  expect(declared.filter((fault) => !shown.has(fault))).toEqual([]);
});

test("every amount a fault is declared with is heeded, and none is heeded that is not declared (S2f)", () => {
  const declared = KINDS.flatMap((kind) => kind.faults.flatMap(({ id, amount }) => (amount === undefined ? [] : [`${kind.id} ${id}`])));
  expect([...heeded].sort()).toEqual(declared.sort());
});

function faultsOf(kind: KindDecl, example: KindExample): readonly FaultSpec[] {
  const part = must(
    example.parts.find((each) => each.kind === kind.id),
    example.title,
  );
  const scale = isTheory(example) ? 1 : 60;
  return kind.faults.map((fault) => ({
    fault: fault.id,
    part: part.id,
    atMs: FAULT_AT_MS * scale,
    durationMs: FAULT_MS * scale,
    ...(fault.targets === undefined ? {} : { index: 0 }),
  }));
}

function resultOf(example: KindExample, faults: readonly FaultSpec[]): RunResult {
  const scenario = scenarioFor(example.parts, 6);
  const replays = example.parts.some((part) => part.kind === "trace-source");
  const created = createRun({ design: designOf(example), scenario, seed: 7, faults, ...(replays ? { events: EVENTS } : {}) });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  for (let windows = 1; !run.over; windows++) {
    run.step();
    // Books that add up once all is over may have missed what was under way.
    if (windows % LOOK_EVERY === 0) expect(balancedLedger(run.machine).balanced, `at ${run.simulation.now} ms`).toBe(true);
  }
  expect(run.cap).toBeNull();
  for (const { part, kind } of run.machine.parts) checkRemarks(run.machine, part.id, kind);
  const result = run.result(0);
  checkCauses(run.machine, designOf(example).system, result);
  for (const { message, code } of result.findings) expect(message, code).not.toMatch(/[.]{2}|[.;:,] [.]|\s{2}/);
  return result;
}

/** A goal of every metric, missed. */
const MISSED: readonly GoalOutcome[] = METRIC_IDS.map((metric) => ({
  ...{ id: metric, label: "Missed", metric, unit: "", actual: 1, ci95: null },
  ...{ op: "<", target: 0, pass: false, must: true },
}));

/** A3: whatever goal is missed, its cause is a sentence, and points at a part and a field that are there. */
function checkCauses(machine: Machine, system: System, { ledger, quality, cost }: RunResult): void {
  const { findings } = goalFindings(MISSED, { machine, system, ledger, quality, cost, staleMs: 60_000 });
  for (const { code, where, message } of findings) {
    explained.add(code.slice("goal.".length));
    expect(message).toMatch(/^Missed: \S.*\.$/);
    expect(message).not.toMatch(UNSAID);
    const [, part, field] = /^system\.parts\.([^.]+)(?:\.settings\.(\w+))?$/.exec(where) ?? [];
    const { kind } = must(
      machine.parts.find((entry) => entry.part.id === part),
      where,
    );
    if (field !== undefined) expect(Object.keys(kind.fields), `${kind.id} ${code}`).toContain(field);
  }
}

/** A2: whatever a part remarks is a sentence of its kind over facts that are no sentences themselves. */
function checkRemarks(machine: Machine, part: string, kind: KindDecl): void {
  for (const text of remarksOf(machine, part)) {
    expect(text).toMatch(/^\S.*\.$/);
    expect(text).not.toMatch(UNSAID);
  }
  for (const { code, facts } of must(machine.nodes.get(part), part).remarks) {
    remarked.add(`${kind.id} ${code}`);
    for (const fact of Object.values(facts).flat()) if (typeof fact === "string") expect(fact.split(" ").length, fact).toBeLessThan(4);
  }
}

function designOf(example: KindExample): Design {
  const parts = example.parts.map(({ id, kind, settings }, index) => ({
    id,
    kind,
    title: id,
    position: { x: index * 240, y: 0 },
    settings: settings ?? {},
  }));
  const wires = example.wires.map((text) => ({ id: text, ...must(parseWireText(text), text) }));
  return { ...emptyDesign(example.title), system: { parts, wires }, workload: { durationMs: THEORY_MS, warmupMs: 1000 } };
}

function isTheory(example: KindExample): boolean {
  return scenarioFor(example.parts, 1) === null;
}

function comparable(result: RunResult): string {
  return JSON.stringify({ ...result, timing: null });
}
