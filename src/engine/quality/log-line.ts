import { nounFor } from "../../base/counted-noun.ts";
import { durationToSecond } from "../../base/duration.ts";
import type { CheckOutcome } from "../tasks/check-outcome.ts";
import type { CheckedAttempt } from "./checks.ts";

/** The line the log of an attempt closes with. */
export function lineOf({
  outcomes,
  rows,
  badRows,
  quarantinedRows,
  ended,
}: Omit<CheckedAttempt, "number" | "interval" | "beganMs" | "endedMs">): string {
  const of = (verdict: CheckOutcome["verdict"]): readonly CheckOutcome[] => outcomes.filter((each) => each.verdict === verdict);
  const [missed, unknown] = [of("missed"), of("unknown")];
  const counts = [
    `${of("met").length} of ${outcomes.length} ${nounFor(outcomes.length, "check")} met over ${whole(rows)} ${nounFor(rows, "row")}`,
    ...(unknown.length === 0 ? [] : [`${unknown.length} with nothing to look at`]),
    ...missed.map(missOf),
  ].join("; ");
  return `${ended === "fail" ? "Failed" : "Checked"}: ${counts}${asideOf(ended, badRows, quarantinedRows)}.`;
}

function asideOf(ended: CheckedAttempt["ended"], badRows: number, quarantinedRows: number): string {
  if (ended !== "quarantine") return "";
  if (quarantinedRows === 0) return `; ${whole(badRows)} ${nounFor(badRows, "row")} left out`;
  return `; ${whole(quarantinedRows)} ${nounFor(quarantinedRows, "row")} quarantined`;
}

function missOf({ check, on, measured, unit, least, most }: CheckOutcome): string {
  const say = (value: number | null): string => (value === null ? "nothing there" : unit === "ms" ? durationToSecond(value) : whole(value));
  const bound =
    least !== null && most !== null
      ? `wanted ${say(least)} to ${say(most)}`
      : least === null
        ? `at most ${say(most)}`
        : `at least ${say(least)}`;
  return `${check} of ${on} missed: ${say(measured)}, ${bound}`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
