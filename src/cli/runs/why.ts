import type { Command } from "commander";
import { findWhy, inWords } from "../../scenario/counter-runs.ts";
import type { GoalWhy } from "../../scenario/counter-runs.ts";
import { faultEffect } from "../../scenario/fault-effect.ts";
import type { Design } from "../../design/types.ts";
import { FAULT_SYNTAX } from "../fault-spec.ts";
import { formatQuantity } from "../format.ts";
import { printFindings } from "../io.ts";
import type { CommandIo, ExitCode, Finish } from "../io.ts";
import { several, wholeNumber, withLimitOptions, withNamedDesign } from "../options.ts";
import { MAX_SEED, placedRefusal, prepare } from "../run.ts";
import type { RunOptions } from "../run.ts";
import { boundedRun } from "./limits.ts";

type WhyOptions = Omit<RunOptions, "seeds" | "out" | "events" | "map"> & { readonly goal?: string };

export function registerWhy(program: Command, io: CommandIo, finish: Finish): void {
  withLimitOptions(program.command("why"))
    .description("run a design once and try the causes of each missed goal, and the effect of each fault: the same run without it")
    .option("-s, --scenario <id or file>", "scenario; taken from the design when left out")
    .argument("[design]", "file, link or @name: the same as --design")
    .option("-d, --design <file, link or @name>", "design; the scenario's starter when left out")
    .option("--goal <id>", "only this goal")
    .option("--seed <n>", "seed of every random draw", wholeNumber(0, MAX_SEED))
    .option("--set <path=value>", "change a setting; may be repeated", several, [])
    .option("--swap <part=kind>", "replace a part with its wires; before --set", several, [])
    .option("--fault <spec>", `strike a part: ${FAULT_SYNTAX}; may be repeated`, several, [])
    .option("--json", "print what was found as JSON")
    .action(async (named: string | undefined, given: WhyOptions, command: Command) =>
      finish(await whyCommand(io, withNamedDesign(command, named, given))),
    );
}

/** 0 when no goal is missed, 1 when one is: what explains it, or that nothing that was tried does. */
async function whyCommand(io: CommandIo, options: WhyOptions): Promise<ExitCode> {
  const prepared = await prepare(options);
  if (!prepared.ok) {
    printFindings(io, prepared.error);
    return 2;
  }
  const { design, scenario, faults } = prepared.value;
  const seed = options.seed ?? design.seed;
  const run = (of: Design, suffered = faults) => boundedRun({ design: of, scenario, seed, faults: suffered, limits: options });
  const outcome = run(design);
  if (outcome.status === "refused") {
    printFindings(io, placedRefusal(outcome.findings, options.design ?? "@starter"));
    return 2;
  }
  if (outcome.status !== "finished") {
    io.err(outcome.status === "capped" ? outcome.cap : "The run broke down.");
    return 2;
  }
  const { result } = outcome;
  const effects = faults.map((fault, at) => {
    io.err(`${options.fault[at]}: the same run without it`);
    const without = run(
      design,
      faults.filter((other) => other !== fault),
    );
    return without.status === "finished"
      ? `${options.fault[at]}: ${faultEffect(fault, result, without.result).text}`
      : `${options.fault[at]}: the run without it did not finish.`;
  });
  const missed = result.verdict.goals.filter(({ id, pass }) => !pass && (options.goal === undefined || options.goal === id));
  const found: GoalWhy[] = [];
  for (const { id, label } of missed) {
    const why = await findWhy(id, { design, result }, async (changed, tried, of) => {
      io.err(`${label}: counter-run ${tried} of at most ${of}`);
      return run(changed);
    });
    if (why !== null) found.push(why);
  }
  if (options.json === true) io.out(JSON.stringify({ goals: found, effects }, null, 2));
  else io.out([...effects, ...(found.length === 0 ? ["No goal is missed."] : found.map((why) => whyText(why, design)))].join("\n\n"));
  return found.length === 0 ? 0 : 1;
}

/** What is known of one goal, a few lines. */
function whyText(why: GoalWhy, design: Design): string {
  const figure = (value: number | null): string => (value === null ? "nothing measured" : formatQuantity(value, why.unit));
  const lines = [`${why.label}: ${figure(why.asRun)}, needed ${why.op} ${formatQuantity(why.target, why.unit)}`, `  ${why.text}`];
  if (why.change.length > 0)
    lines.push(`  With ${inWords(design, why.change)}: ${figure(why.counterRun)}, ${why.pass ? "which meets it" : "still missed"}.`);
  if (why.breaks.length > 0) lines.push(`  Then missed: ${why.breaks.join(", ")}.`);
  for (const { text, counterRun } of why.tried) lines.push(`  ${text} (${figure(counterRun)})`);
  return lines.join("\n");
}
