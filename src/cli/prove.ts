import { nounFor } from "../base/counted-noun.ts";
import type { Command } from "commander";
import type { Finding } from "../base/finding.ts";
import { must } from "../base/assert.ts";
import { listBundled } from "../scenario/bundled.ts";
import { judgeProof, proofJobs } from "../scenario/proof.ts";
import type { DesignProof, ProofJob, ProofRun } from "../scenario/proof.ts";
import type { Scenario } from "../scenario/types.ts";
import { judgeUnthinking, unthinkingAnswer } from "../scenario/unthinking.ts";
import type { UnthinkingProof } from "../scenario/unthinking.ts";
import type { RunOutcome } from "../result/outcome.ts";
import { formatQuantity, textTable } from "./format.ts";
import { loadScenario } from "./inputs.ts";
import { findingLine, printFindings } from "./io.ts";
import type { CommandIo, ExitCode, Finish } from "./io.ts";
import { createRunPool } from "./runs/run-pool.ts";
import type { RunPool } from "./runs/run-pool.ts";
import type { LimitOptions } from "./runs/limits.ts";
import { wholeNumber, withLimitOptions } from "./options.ts";

const SEEDS = 5;

type ProveOptions = { readonly seeds: number } & LimitOptions;

/** How designs are run to prove a scenario. */
type Runs = { readonly seeds: number; readonly limits: LimitOptions; readonly pool: RunPool };

export function registerProve(program: Command, io: CommandIo, finish: Finish): void {
  withLimitOptions(program.command("prove"))
    .description(
      "show that every reference passes all goals and every naive design fails exactly the goals it declares, and say what parts as they come miss",
    )
    .argument("[scenario...]", "ids or files; all bundled scenarios when none is given")
    .option("--seeds <n>", "seeds to run each design on", wholeNumber(1, 1000), SEEDS)
    .action(async (names: string[], { seeds, ...limits }: ProveOptions) =>
      finish(await prove(io, names, { seeds, limits, pool: createRunPool() })),
    );
}

/** Runs every design of the scenarios and prints one table for each; 1 when one does not hold. */
export async function prove(io: CommandIo, names: readonly string[], runs: Runs): Promise<ExitCode> {
  const seeds = Array.from({ length: runs.seeds }, (_, index) => index + 1);
  let code: ExitCode = 0;
  const bundled = listBundled().map(({ id }) => id);
  for (const name of names.length > 0 ? names : bundled) {
    const scenario = await loadScenario(name);
    if (!scenario.ok) {
      printFindings(io, scenario.error);
      return 2;
    }
    const proofs = await proveScenario(io, scenario.value, seeds, runs);
    const unthinking = await proveUnthinking(scenario.value, must(seeds[0], "a seed"), runs);
    io.out(proofReport(scenario.value, proofs, seeds.length));
    if (unthinking !== null) io.out(`The unthinking answer, @${unthinking.of} with every setting as it comes, ${unthinking.text}.`);
    // A scenario may ask for no decision, and is told so above: that breaks no promise of its designs.
    if (!proofs.every(({ holds }) => holds)) code = 1;
  }
  return code;
}

async function proveScenario(
  io: CommandIo,
  scenario: Scenario,
  seeds: readonly number[],
  { limits, pool }: Runs,
): Promise<readonly DesignProof[]> {
  const jobs = proofJobs(scenario, seeds);
  const inputs = jobs.map(({ design, seed }) => ({ design: designOf(scenario, design), scenario, seed, faults: [], limits }));
  const outcomes = await pool.run(inputs, (done) => {
    if (done % 5 === 0 || done === jobs.length) io.err(`${scenario.id}: ${done} of ${jobs.length} ${nounFor(jobs.length, "run")}`);
  });
  return judgeProof(
    scenario,
    jobs.map((job, index) => proofRun(job, must(outcomes[index], "an outcome for every job"))),
  );
}

/** Work that an answer without a decision may take: one that needs more has passed nothing. */
const MOST_HOPS_UNTHINKING = 30_000_000;

/** One run on the first seed: it is not to pass by luck either, but one miss is enough. */
async function proveUnthinking(scenario: Scenario, seed: number, { limits, pool }: Runs): Promise<UnthinkingProof | null> {
  const answer = unthinkingAnswer(scenario);
  if (answer === null) return null;
  const maxHops = Math.min(limits.maxHops, MOST_HOPS_UNTHINKING);
  const inputs = [{ design: answer.design, scenario, seed, faults: [], limits: { ...limits, maxHops } }];
  const [outcome] = await pool.run(inputs, () => undefined);
  return judgeUnthinking(answer, must(outcome, "an outcome for the job"));
}

function designOf(scenario: Scenario, name: string): Scenario["designs"][number]["design"] {
  return must(
    scenario.designs.find((design) => design.name === name),
    `the scenario has the design ${name}`,
  ).design;
}

function proofRun(job: ProofJob, outcome: RunOutcome): ProofRun {
  switch (outcome.status) {
    case "finished":
      return { ...job, goals: outcome.result.verdict.goals };
    case "capped":
      return { ...job, trouble: outcome.cap };
    case "refused":
      return { ...job, trouble: `the design cannot run: ${firstSentence(outcome.findings)}` };
    case "cancelled":
      return { ...job, trouble: "the run was cancelled" };
    case "failed":
      return { ...job, trouble: outcome.message };
  }
}

function firstSentence(findings: readonly Finding[]): string {
  const [first] = findings;
  return first === undefined ? "no reason given" : findingLine({ ...first, file: first.where });
}

/** One row for each design, one column for each goal: the range over the seeds, with a mark where it was to be missed. */
export function proofReport(scenario: Scenario, proofs: readonly DesignProof[], seeds: number): string {
  const head = ["design", "role", ...scenario.goals.map(({ id }) => id), "holds"];
  const rows = proofs.map(({ name, role, goals, holds }) => [`@${name}`, role, ...goals.map(goalCell), holds ? "yes" : "NO"]);
  const targets = ["", "needed", ...scenario.goals.map(({ op, target, unit }) => `${op} ${formatQuantity(target, unit)}`), ""];
  const problems = proofs.flatMap(({ name, problems: own }) => own.map((problem) => `@${name}: ${problem}`));
  const held = proofs.filter(({ holds }) => holds).length;
  const runs = `${seeds} ${nounFor(seeds, "seed")}`;
  return [
    `${scenario.title} (${scenario.id}), ${runs}. × marks a goal the design is to miss.`,
    textTable([head, targets, ...rows]),
    ...problems,
    `${held} of ${proofs.length} ${nounFor(proofs.length, "design")} ${nounFor(held, "holds", "hold")}.`,
  ].join("\n");
}

function goalCell({ range, unit, expected, wrongSeeds }: DesignProof["goals"][number]): string {
  const mark = `${expected === "fail" ? "× " : ""}${wrongSeeds.length > 0 ? "! " : ""}`;
  if (range === null) return `${mark}–`;
  const [low, high] = range.map((value) => formatQuantity(value, unit)) as [string, string];
  return `${mark}${low === high ? low : `${low} … ${high}`}`;
}
