import type { Finding } from "../../base/finding.ts";
import type { Design } from "../../design/types.ts";
import { formatNumber } from "../parts/format.ts";
import { resultOf, type RunState } from "../stores/run-store.ts";
import { viewOf } from "./kinds.ts";
import { placeOf } from "./part-problems.ts";

/** The worst thing about a run in one breath: what and how many, why, and where to change it. */
export type Why = {
  /** `1,284 lost at Kafka.` */
  readonly head: string;
  readonly cause: string;
  readonly part: string | null;
  readonly field: string | null;
  /** `Change acks`; null when there is no place to go to. */
  readonly action: string | null;
};

/** What to say under the drawing; null while nothing is wrong. The worst loss comes before a missed goal. */
export function whyOf(run: RunState, design: Design): Why | null {
  // What keeps a run from starting, or ended it, is told at the top of the page, once.
  if (run.status === "refused" || run.status === "failed") return null;
  return whyLost(run, design) ?? whyMissed(run, design);
}

function titleIn(design: Design, part: string): string {
  return design.system.parts.find((candidate) => candidate.id === part)?.title ?? part;
}

function pointed(design: Design, finding: Finding | undefined, fallbackPart: string | null): Pick<Why, "part" | "field" | "action"> {
  const place = finding === undefined ? null : placeOf(finding);
  const part = design.system.parts.find((candidate) => candidate.id === (place?.part ?? fallbackPart));
  if (part === undefined) return { part: null, field: null, action: null };
  const fields = viewOf(part).kind?.fields ?? {};
  const field = place?.field !== undefined && Object.hasOwn(fields, place.field) ? place.field : null;
  const label = field === null ? undefined : fields[field]?.label;
  return { part: part.id, field, action: label === undefined ? `Show ${part.title}` : `Change “${label}”` };
}

function whyLost(run: RunState, design: Design): Why | null {
  let worst: { readonly part: string; readonly count: number; readonly reason: string } | null = null;
  for (const [part, sample] of Object.entries(run.snapshot?.nodes ?? {})) {
    if (sample.badge !== null && sample.badge.count > (worst?.count ?? 0)) worst = { part, ...sample.badge };
  }
  if (worst === null) return null;
  const { part, count, reason } = worst;
  const here = run.findings.filter((candidate) => candidate.severity !== "note" && placeOf(candidate)?.part === part);
  const finding = here.find(({ code }) => code.startsWith("goal.lost.")) ?? here[0];
  const head = `${formatNumber(count)} lost at ${titleIn(design, part)}.`;
  const cause = finding === undefined ? sentence(reason) : withoutCount(finding.message, titleIn(design, part));
  return { head, cause, ...pointed(design, finding, part) };
}

function whyMissed(run: RunState, design: Design): Why | null {
  const result = resultOf(run);
  const missed = result?.verdict.goals.find((goal) => !goal.pass && goal.must) ?? result?.verdict.goals.find((goal) => !goal.pass);
  if (missed === undefined) return null;
  const finding =
    goalFinding(run.findings, missed.label, missed.why) ??
    run.findings.find((candidate) => candidate.severity !== "note" && placeOf(candidate) !== null);
  const cause = missed.why ?? finding?.message;
  return cause === undefined ? null : { head: `${missed.label} missed.`, cause, ...pointed(design, finding, null) };
}

/** The finding that told a goal's cause: several goals may share one, which then carries the label of the first. */
function goalFinding(findings: readonly Finding[], label: string, why: string | undefined): Finding | undefined {
  if (why === undefined) return undefined;
  return (
    findings.find(({ message }) => message === `${label}: ${why}`) ??
    findings.find(({ code, message }) => code.startsWith("goal.") && message.endsWith(why))
  );
}

/** Where to go to mend what a missed goal goes back to; null when its cause names no part. */
export function mendOf(design: Design, findings: readonly Finding[], goal: { readonly label: string; readonly why?: string }) {
  const finding = goalFinding(findings, goal.label, goal.why);
  const { part, field, action } = pointed(design, finding, null);
  return finding === undefined || part === null || action === null ? null : { part, field, action };
}

/** `Lost: 1,284 lost at Kafka: no leader. …` without what the head has said already. */
function withoutCount(message: string, title: string): string {
  const said = message.indexOf(` lost at ${title}: `);
  return said < 0 ? message : sentence(message.slice(said + ` lost at ${title}: `.length));
}

function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  const start = trimmed.slice(0, 1).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
