import { describe, expect, test } from "vitest";
import { must } from "../base/assert.ts";
import { TINY_SCENARIO } from "../../test/support/tiny-scenario.ts";
import type { GoalOutcome, RunResult } from "../result/result.ts";
import type { RunOutcome } from "../result/outcome.ts";
import { parseScenario } from "./parse.ts";
import { judgeUnthinking, unthinkingAnswer } from "./unthinking.ts";

const parsed = parseScenario(TINY_SCENARIO);
const answer = must(parsed.ok ? unthinkingAnswer(parsed.value) : null, "tiny has a reference");

const finished = (goals: readonly Partial<GoalOutcome>[], causes?: RunResult["causes"]): RunOutcome =>
  ({ status: "finished", result: { verdict: { goals }, causes } }) as unknown as RunOutcome;

describe("a scenario is not passed by parts as they come (A3e)", () => {
  test("the unthinking answer has the parts and wires of the smallest reference, and no setting of it", () => {
    const reference = must(parsed.ok ? parsed.value.designs.find(({ name }) => name === answer.of) : undefined, answer.of);
    expect(reference.role).toBe("reference");
    expect(answer.design.system.wires).toEqual(reference.design.system.wires);
    expect(answer.design.system.parts.map(({ kind }) => kind)).toEqual(reference.design.system.parts.map(({ kind }) => kind));
    expect(answer.design.system.parts.every(({ settings }) => Object.keys(settings).length === 0)).toBe(true);
    expect(answer.decisions.length).toBeGreaterThan(0);
  });

  test("where it misses what must be met the proof holds and names the decision that is missing", () => {
    const cause = { part: "desk", setting: "servers", code: "bottleneck", text: "", counted: false, removals: [] };
    const goals = [
      { id: "fast", pass: false, must: true },
      { id: "nice", pass: true, must: false },
    ];
    expect(judgeUnthinking(answer, finished(goals, { fast: [cause] }))).toEqual({
      of: answer.of,
      holds: true,
      text: "misses fast (desk.servers)",
    });
    expect(judgeUnthinking(answer, finished(goals)).text).toBe("misses fast");
  });

  test("where it meets all that must be met the proof fails and says what somebody had decided in vain", () => {
    const proof = judgeUnthinking(
      answer,
      finished([
        { id: "fast", pass: true, must: true },
        { id: "nice", pass: false, must: false },
      ]),
    );
    expect(proof.holds).toBe(false);
    expect(proof.text).toContain(`It decides ${answer.decisions.join(", ")}`);
  });

  test("one that does not run, or not to its end, has passed nothing", () => {
    expect(judgeUnthinking(answer, { status: "refused", findings: [] }).holds).toBe(true);
    const capped = { status: "capped", result: { verdict: { goals: [] } }, cap: "", limit: "recordHops" } as unknown as RunOutcome;
    expect(judgeUnthinking(answer, capped)).toMatchObject({ holds: true });
    expect(judgeUnthinking(answer, { status: "failed", message: "!" }).holds).toBe(false);
  });
});
