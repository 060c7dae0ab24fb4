import { unitAfter } from "../base/counted-noun.ts";
import type { Field } from "../catalogue/contract.ts";
import { kindById } from "../catalogue/registry.ts";
import { duration, exact } from "../catalogue/words.ts";
import { setSetting } from "../design/edits.ts";
import type { Design, SettingValue } from "../design/types.ts";
import type { RunOutcome } from "../result/outcome.ts";
import type { GoalOutcome, OfferedCause, RunResult, SettingChange } from "../result/result.ts";

/** A cause is one only if without it this share of what the goal was missed by is gone, or the goal is met. */
export const MOVES_SHARE = 0.25;
/** So many counter-runs for one goal, at most. */
const MOST_TRIED = 6;

/** A setting as it was and as a counter-run had it. */
export type CounterChange = SettingChange & { readonly from: SettingValue | null };

/** Something that was tried and did not move the goal. */
export type TriedChange = { readonly text: string; readonly counterRun: number | null };

/** Why a goal was missed, as far as the run and its counter-runs show it. */
export type GoalWhy = Pick<GoalOutcome, "unit" | "op" | "target" | "label"> & {
  readonly goal: string;
  /** The figure of the run, in the goal's unit; null where nothing could be measured. */
  readonly asRun: number | null;
  /** A counter-run moved the goal; or the run's own counts say it; or nothing that could be tried moved it. */
  readonly shownBy: "counter-run" | "counts" | "nothing";
  readonly text: string;
  readonly part: string | null;
  readonly setting: string | null;
  readonly code: string | null;
  /** The figure of the counter-run; null without one. */
  readonly counterRun: number | null;
  /** The goal is met in the counter-run. */
  readonly pass: boolean;
  /** What the counter-run changed, and a person may set; empty where nothing helps. */
  readonly change: readonly CounterChange[];
  /** Goals, by id, that the run met and the counter-run missed. */
  readonly breaks: readonly string[];
  readonly tried: readonly TriedChange[];
};

/** The run that is asked about: all that a counter-run has in common with it, settings aside. */
export type Asked = { readonly design: Design; readonly result: RunResult };

/** Runs a design under the conditions of the run that is asked about: same events, same faults, same seed. Null: no more is to be tried. */
export type CounterRun = (design: Design, tried: number, of: number) => Promise<RunOutcome | null>;

/**
 * Tries the causes of a missed goal one after the other, each with what takes it away, until one moves the goal. What the run itself
 * has counted stands without that, but nothing is advised then. Null where the goal is not missed, or the caller ended it.
 */
export async function findWhy(goalId: string, { design, result }: Asked, run: CounterRun): Promise<GoalWhy | null> {
  const goal = result.verdict.goals.find(({ id }) => id === goalId);
  if (goal === undefined || goal.pass) return null;
  const causes = result.causes?.[goalId] ?? [];
  const [first] = causes;
  if (first === undefined) return known(goal, result.causes === undefined && goal.why !== undefined ? KEPT_BEFORE : NOTHING_KNOWN, []);
  // What is counted and no setting takes away needs no trial.
  if (first.counted && first.removals.length === 0) return counted(goal, first, []);
  const trials = causes.flatMap((cause) => cause.removals.map((changes) => ({ cause, changes }))).slice(0, MOST_TRIED);
  const tried: TriedChange[] = [];
  for (const [at, { cause, changes }] of trials.entries()) {
    const changed = withChanges(design, changes);
    // oxlint-disable-next-line no-await-in-loop -- The next cause is tried only if this one moved nothing.
    const outcome = await run(changed, at + 1, trials.length);
    if (outcome === null) return null;
    const counter = outcome.status === "finished" ? outcome.result.verdict.goals.find(({ id }) => id === goalId) : undefined;
    if (outcome.status !== "finished" || counter === undefined) continue;
    if (moves(goal, counter)) return shown({ goal, cause, changes, design, counter, breaks: broken(result, outcome.result), tried });
    tried.push({ text: `${inWords(design, changes)} did not move it.`, counterRun: counter.actual });
  }
  const standing = causes.find((cause) => cause.counted);
  return standing === undefined ? known(goal, nothingMoved(trials.length, tried.length), tried) : counted(goal, standing, tried);
}

const KEPT_BEFORE = "This run was kept by an older version, which offers nothing to try. Run it again.";
const NOTHING_KNOWN = "The run has counted nothing that explains it.";

function nothingMoved(trials: number, tried: number): string {
  if (trials === 0) return "No setting is known that would have moved it.";
  if (tried === 0) return "Nothing could be tried: each change refused to run, or took longer than a counter-run may.";
  return tried === 1 ? "The one change that was tried did not move it." : `None of the ${tried} changes that were tried moved it.`;
}

/** Whether a goal came nearer by the stated share: figures on the right side of the target count as none missed. */
export function moves(asRun: Pick<GoalOutcome, "actual" | "op" | "target">, counter: Pick<GoalOutcome, "actual" | "pass">): boolean {
  if (counter.pass) return true;
  if (counter.actual === null) return false;
  // Something is measured where nothing was.
  if (asRun.actual === null) return true;
  return missedBy(asRun, counter.actual) <= (1 - MOVES_SHARE) * missedBy(asRun, asRun.actual);
}

function missedBy({ op, target }: Pick<GoalOutcome, "op" | "target">, actual: number): number {
  if (op === "==") return Math.abs(actual - target);
  return Math.max(0, op.startsWith("<") ? actual - target : target - actual);
}

/** Goals that were met before and are missed now. */
function broken(before: RunResult, after: RunResult): string[] {
  return after.verdict.goals
    .filter(({ id, pass }) => !pass && before.verdict.goals.some((goal) => goal.id === id && goal.pass))
    .map(({ id }) => id);
}

export function withChanges(design: Design, changes: readonly SettingChange[]): Design {
  return changes.reduce((changed, { part, setting, to }) => setSetting(changed, part, setting, to), design);
}

type Shown = {
  readonly goal: GoalOutcome;
  readonly cause: OfferedCause;
  readonly changes: readonly SettingChange[];
  readonly design: Design;
  readonly counter: GoalOutcome;
  readonly breaks: readonly string[];
  readonly tried: readonly TriedChange[];
};

function shown({ goal, cause, changes, design, counter, breaks, tried }: Shown): GoalWhy {
  return {
    ...asked(goal),
    shownBy: "counter-run",
    text: cause.text,
    part: cause.part,
    setting: cause.setting,
    code: cause.code,
    counterRun: counter.actual,
    pass: counter.pass,
    change: changes.map((change) => ({ ...change, from: settingOf(design, change) })),
    breaks,
    tried,
  };
}

function counted(goal: GoalOutcome, { text, part, setting, code }: OfferedCause, tried: readonly TriedChange[]): GoalWhy {
  return { ...known(goal, text, tried), shownBy: "counts", part, setting, code };
}

function known(goal: GoalOutcome, text: string, tried: readonly TriedChange[]): GoalWhy {
  const nowhere = { part: null, setting: null, code: null, counterRun: null, pass: false, change: [], breaks: [] };
  return { ...asked(goal), shownBy: "nothing", text, ...nowhere, tried };
}

function asked({ id, label, unit, op, target, actual }: GoalOutcome): Pick<GoalWhy, "goal" | "label" | "unit" | "op" | "target" | "asRun"> {
  return { goal: id, label, unit, op, target, asRun: actual };
}

// ---- In words ------------------------------------------------------------------------------------------------------
/** `“Cores” of Links 8 instead of 2`. */
export function inWords(design: Design, changes: readonly SettingChange[]): string {
  return changes
    .map((change) => {
      const { part, setting, to } = change;
      const drawn = design.system.parts.find(({ id }) => id === part);
      const field = fieldOf(design, change);
      const before = settingOf(design, change);
      return `“${field?.label ?? setting}” of ${quoted(drawn?.title ?? part)} at ${valueWords(field, to)}${before === null ? "" : ` instead of ${valueWords(field, before)}`}`;
    })
    .join(", ");
}

/** A title of several words stands in quotes, so that it is not read as words of the sentence. */
const quoted = (title: string): string => (title.includes(" ") ? `“${title}”` : title);

function fieldOf(design: Design, { part, setting }: SettingChange): Field | undefined {
  const drawn = design.system.parts.find(({ id }) => id === part);
  return drawn === undefined ? undefined : kindById(drawn.kind)?.fields[setting];
}

/** As it is drawn, or as the kind has it where nothing is drawn; null where that is nothing. */
function settingOf(design: Design, change: SettingChange): SettingValue | null {
  const drawn = design.system.parts.find(({ id }) => id === change.part)?.settings[change.setting];
  return drawn ?? ((fieldOf(design, change)?.default ?? null) as SettingValue | null);
}

function valueWords(field: Field | undefined, value: SettingValue): string {
  if (field?.type === "choice") return `“${field.options.find((option) => option.value === value)?.label ?? String(value)}”`;
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value !== "number") return String(value);
  if (field?.unit === "ms") return duration(value);
  return field?.unit === undefined ? exact(value) : `${exact(value)} ${unitAfter(value, field.unit)}`;
}
