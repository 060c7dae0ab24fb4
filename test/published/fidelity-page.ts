import type { Behaviour } from "./behaviours.ts";
import { BEHAVIOURS, NOT_DRAWN } from "./behaviours.ts";
import type { Experiment, Row, Verdict } from "./experiment.ts";
import { bandInWords, distanceInWords, verdictOf } from "./experiment.ts";

export type Outcome = { readonly experiment: Experiment; readonly rows: readonly Row[] };

/** The page docs/fidelity.md, made of what the runs gave. */
export function fidelityPage(outcomes: readonly Outcome[]): string {
  return [
    "# Fidelity: published experiments, drawn and run",
    "",
    "<!-- Written by test/published/published.test.ts; to renew: QUADRANT_UPDATE=1 npx vitest run test/published -->",
    "",
    ...introduction(outcomes),
    "",
    ...overview(outcomes),
    "",
    ...outcomes.flatMap((outcome) => [...section(outcome), ""]),
    "## What stands behind which behaviour",
    "",
    "*Validated*: an experiment above predicts it. *Theory*: tests hold it to closed forms, reference rows or invariants. *Sourced*: a",
    "published figure is used as it stands, and nothing else confirms it. *Unknown*: nothing published says what a run says.",
    "",
    ...table(
      ["Behaviour", "Load", "Standing", "By", "Note"],
      BEHAVIOURS.map((known) => [known.behaviour, known.regime, known.standing, linksOf(known), known.note]),
    ),
    "",
    "## Published, and not drawn",
    "",
    ...NOT_DRAWN.map(({ what, because }) => `- ${what}: ${because}`),
    "",
  ].join("\n");
}

function introduction(outcomes: readonly Outcome[]): string[] {
  const verdicts = outcomes.flatMap(({ rows }) => rows.map(verdictOf));
  const count = (wanted: Verdict): number => verdicts.filter((verdict) => verdict === wanted).length;
  const whole = outcomes.filter(({ rows }) => rows.every((row) => verdictOf(row) !== "MISSED")).length;
  const predictions = verdicts.length - count("fitted");
  return [
    "Each experiment below was published by somebody else, drawn as a design, and run through the engine that runs every design. A",
    "number may be fitted on one row; every other row is then a prediction. Nothing is tuned row by row, and a miss stays on the page.",
    "",
    "Bands, the same for all: 5 % on throughput, 25 % on latency percentiles, 1 point on shares, exact on money as far as it was printed.",
    "",
    `Of what somebody measured, ${tally(outcomes, "measured")}. A documented limit, a list price or a formula stands in the kind as it was published; that a run keeps to`,
    "it is worth knowing, and less than a prediction.",
    "",
    `**${outcomes.length} experiments, ${predictions} predictions: ${count("inside")} inside their bands, ${count("MISSED")} missed.** In ${whole} experiments every prediction is inside.`,
  ];
}

function tally(outcomes: readonly Outcome[], evidence: Experiment["evidence"]): string {
  const rows = outcomes.filter(({ experiment }) => experiment.evidence === evidence).flatMap((outcome) => outcome.rows);
  const predictions = rows.filter((row) => verdictOf(row) !== "fitted");
  return `${predictions.filter((row) => verdictOf(row) === "inside").length} of ${predictions.length} predictions are inside`;
}

function overview(outcomes: readonly Outcome[]): string[] {
  return table(
    ["Experiment", "Evidence", "Inside", "Missed"],
    outcomes.map(({ experiment, rows }) => {
      const verdicts = rows.map(verdictOf);
      const inside = verdicts.filter((verdict) => verdict === "inside").length;
      const missed = verdicts.filter((verdict) => verdict === "MISSED").length;
      return [`[${experiment.title}](#${experiment.id})`, experiment.evidence, `${inside}`, missed === 0 ? "" : `**${missed}**`];
    }),
  );
}

function section({ experiment, rows }: Outcome): string[] {
  const misses = rows.filter((row) => verdictOf(row) === "MISSED");
  return [
    `<a id="${experiment.id}"></a>`,
    "",
    `### ${experiment.title}`,
    "",
    `- Published (${experiment.evidence}): ${experiment.source}.`,
    `- Set-up: ${experiment.setUp}`,
    `- Drawn: ${experiment.drawn}`,
    `- Fitted: ${experiment.fitted ?? "nothing."}`,
    "",
    ...table(
      ["", "Published", "Run", "Distance", "Band", "Verdict"],
      rows.map((row) => [
        row.what,
        `${publishedInWords(row)} ${row.unit}`,
        number(row.predicted, row.digits),
        distanceInWords(row),
        row.fitted === true ? "" : bandInWords(row),
        verdictInWords(verdictOf(row)),
      ]),
    ),
    ...(misses.length === 0 ? [] : ["", ...reasons(misses)]),
  ];
}

/** One sentence per cause; rows that share it stand together. */
function reasons(misses: readonly Row[]): string[] {
  const causes = [...new Set(misses.map((row) => row.missedBecause ?? ""))];
  return causes.map(
    (cause) =>
      `- Missed (${misses
        .filter((row) => row.missedBecause === cause)
        .map((row) => row.what)
        .join("; ")}): ${cause}`,
  );
}

function verdictInWords(verdict: Verdict): string {
  return verdict === "MISSED" ? "**MISSED**" : verdict;
}

function publishedInWords({ published, digits }: Row): string {
  if (typeof published === "number") return number(published, digits);
  return `${number(published[0], digits)} to ${number(published[1], digits)}`;
}

function number(value: number, digits: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function linksOf({ by = [] }: Behaviour): string {
  return by.map((id) => `[${id}](#${id})`).join(", ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
