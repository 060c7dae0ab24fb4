import { nounFor } from "../../base/counted-noun.ts";
import type { Finding } from "../../base/finding.ts";
import { exact, plural } from "../../catalogue/words.ts";
import type { CheckCount, CheckedPart } from "../../result/checks.ts";
import type { Machine } from "../compile/build-machine.ts";
import { checksOf } from "../read/checks.ts";

/** What checks of data came to over the run: a warning where one was missed or no attempt saw a row, a note where all were met. */
export function qualityFindings(machine: Machine): Finding[] {
  const all = checksOf(machine) ?? {};
  return machine.parts.flatMap(({ part: { id, title } }) => (all[id] === undefined ? [] : findingsOf(id, title, all[id])));
}

function findingsOf(part: string, name: string, { attempts, failed, rows, badRows, quarantinedRows, checks }: CheckedPart): Finding[] {
  if (attempts === 0) return [];
  const where = `system.parts.${part}`;
  const missed = checks.filter((check) => check.missed > 0);
  const looked = `${name} looked at ${plural(rows, "row")} in ${plural(attempts, "attempt")}`;
  if (rows === 0) {
    const advice =
      "Let it read hours that are over (hours before the interval, or an interval that ends when the run begins), or what is new.";
    const message = `${looked}: nothing was checked. ${advice}`;
    return [{ code: "check.read-nothing", severity: "warning", where: `${where}.settings.reads`, message }];
  }
  if (missed.length === 0)
    return [{ code: "check.rows-pass", severity: "note", where, message: `${looked}; no check was missed.${sameAttempt(checks)}` }];
  const failing = failed === 0 ? "" : ` ${exact(failed)} of them failed for it.`;
  const bad =
    badRows === 0
      ? ""
      : ` ${plural(badRows, "row")} broke a rule${quarantinedRows === 0 ? "" : `; ${exact(quarantinedRows)} ${nounFor(quarantinedRows, "was", "were")} quarantined`}.`;
  return [
    {
      code: "check.rows-miss",
      severity: "warning",
      where,
      message: `${looked}. Missed: ${missed.map(missedOften).join("; ")}.${bad}${failing}${sameAttempt(checks)}`,
    },
  ];
}

/** A key that two runs wrote is met by neither attempt alone. */
function sameAttempt(checks: readonly CheckCount[]): string {
  const unique = checks.find(({ check }) => check === "unique");
  return unique === undefined ? "" : ` Unique ${unique.on} is held among the rows of one attempt: what another has seen is not looked at.`;
}

function missedOften({ check, on, met, missed, unknown }: CheckCount): string {
  return `${check} of ${on} in ${exact(missed)} of ${exact(met + missed + unknown)}`;
}
