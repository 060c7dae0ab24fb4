import type { Proof } from "../support/promise-record.ts";
import type { Promised } from "./promises.ts";

/** The page docs/promises.md, made of what the tests wrote. */
export function promisesPage(promises: readonly Promised[], proofs: readonly Proof[]): string {
  const rows = promises.map((promised) => ({ promised, of: proofs.filter(({ row }) => row === promised.row) }));
  const open = rows.filter(({ of }) => of.length === 0).length;
  const inPart = rows.filter(({ promised, of }) => of.length > 0 && promised.gap !== undefined).length;
  return [
    "# Promises, and what shows them",
    "",
    "<!-- Written by test/promises; to renew: npm run promises [-- test files] -->",
    "",
    "What Quadrant promises about itself, what a proof was asked to show, and what tests have shown. Each figure was written by the test",
    "beside it when it last passed under `npm run promises`. A promise without a test says so.",
    "",
    `**${rows.length} promises: ${rows.length - open - inPart} shown as asked, ${inPart} in part, ${open} not proven.**`,
    "",
    "| # | Promise | Asked | Shown | By |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(({ promised, of }) => `| ${[promised.row, promised.promise, promised.asked, shown(promised, of), by(of)].join(" | ")} |`),
    "",
  ].join("\n");
}

function shown({ gap }: Promised, of: readonly Proof[]): string {
  if (of.length === 0) return `**not proven**${gap === undefined ? "" : `: ${gap}`}`;
  const figures = of.map(({ figure }) => escaped(figure)).join("<br>");
  return gap === undefined ? figures : `${figures}<br>*Not shown: ${gap}*`;
}

function by(of: readonly Proof[]): string {
  return of.map(({ file, title }) => `[${escaped(title)}](../${file})`).join("<br>");
}

/** What a cell of the table would take for markup. */
function escaped(text: string): string {
  return text.replace(/[\\|[\]<>*_`]/g, (sign) => `\\${sign}`);
}
