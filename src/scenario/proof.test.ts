import { describe, expect, it } from "vitest";
import { TINY_SCENARIO } from "../../test/support/tiny-scenario.ts";
import type { GoalOutcome } from "../result/result.ts";
import { parseScenario } from "./parse.ts";
import { judgeProof, proofJobs } from "./proof.ts";
import type { ProofRun } from "./proof.ts";
import type { Scenario } from "./types.ts";

function tiny(): Scenario {
  const parsed = parseScenario(TINY_SCENARIO);
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join("\n"));
  return parsed.value;
}

function lost(actual: number): readonly GoalOutcome[] {
  return [
    {
      id: "no-loss",
      label: "Lost",
      metric: "lost.records",
      unit: "records",
      actual,
      ci95: null,
      op: "==",
      target: 0,
      pass: actual === 0,
      must: true,
    },
  ];
}

/** Runs of both designs on seeds 1 and 2; `naive` are the losses of the naive one. */
function runs(reference: readonly number[], naive: readonly number[]): readonly ProofRun[] {
  return [
    ...reference.map((actual, index) => ({ design: "two-servers", seed: index + 1, goals: lost(actual) })),
    ...naive.map((actual, index) => ({ design: "no-room", seed: index + 1, goals: lost(actual) })),
  ];
}

describe("a proof", () => {
  it("runs every design on every seed", () => {
    expect(proofJobs(tiny(), [1, 2])).toEqual([
      { design: "two-servers", seed: 1 },
      { design: "two-servers", seed: 2 },
      { design: "no-room", seed: 1 },
      { design: "no-room", seed: 2 },
    ]);
  });

  it("holds when the reference passes and the naive design fails what it declares", () => {
    const [reference, naive] = judgeProof(tiny(), runs([0, 0], [12, 7]));
    expect(reference).toMatchObject({
      name: "two-servers",
      holds: true,
      problems: [],
      goals: [{ goal: "no-loss", expected: "pass", range: [0, 0], wrongSeeds: [] }],
    });
    expect(naive).toMatchObject({ name: "no-room", holds: true, problems: [], goals: [{ expected: "fail", range: [7, 12] }] });
  });

  it("names the seeds on which a reference misses a goal", () => {
    expect(judgeProof(tiny(), runs([0, 3], [1, 1]))[0]).toMatchObject({ holds: false, problems: ["no-loss is missed on seed 2"] });
  });

  it("does not hold when a naive design gets away with it", () => {
    expect(judgeProof(tiny(), runs([0, 0], [0, 5]))[1]).toMatchObject({
      holds: false,
      problems: ["no-loss is reached, though declared as failed, on seed 1"],
    });
  });

  it("does not hold on a run that did not finish, a goal nobody judged, or no run at all", () => {
    const [reference] = judgeProof(tiny(), [{ design: "two-servers", seed: 1, trouble: "the run ended early: memory" }]);
    expect(reference).toMatchObject({ holds: false, problems: ["seed 1: the run ended early: memory"], goals: [{ range: null }] });
    expect(judgeProof(tiny(), [{ design: "two-servers", seed: 1, goals: [] }])[0]).toMatchObject({
      holds: false,
      problems: ["no-loss is missed on seed 1"],
    });
    expect(judgeProof(tiny(), [])[0]).toMatchObject({ holds: false, problems: ["it was not run"] });
  });
});
