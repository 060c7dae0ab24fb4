import { durationToSecond } from "../../base/duration.ts";
import type { Finding } from "../../base/finding.ts";
import { duration, plural } from "../../catalogue/words.ts";
import type { EventTrace } from "../../engine/rows/event-trace.ts";
import type { NormalPart } from "./normalize.ts";

/** What a run says of the file it replayed: how it was understood, how much of it was set aside, and what is odd about its times. */
export function traceFindings(events: EventTrace | undefined, statedMs: number | null = null): readonly Finding[] {
  if (events === undefined) return [];
  const findings: Finding[] = [
    { code: "trace-understood", severity: "note", where: "events", message: `${events.name}. ${events.understood.join(" ")}` },
    ...aheadOfTheirTime(events),
    ...(statedMs === null ? [] : otherLength(events, statedMs)),
  ];
  const { count, kept } = events.rejects;
  if (count === 0) return findings;
  const listed = kept.length < count ? ` The first ${kept.length.toLocaleString("en-US")} are listed.` : "";
  findings.push({
    code: "trace-rejects",
    severity: "warning",
    where: "events",
    message: `${plural(count, "row")} of ${events.name} could not be read and ${count === 1 ? "was" : "were"} left out; the first is line ${kept[0].line}: ${kept[0].reason}. See the table "rejects".${listed}`,
  });
  return findings;
}

/** Rows that arrive before they happened: clocks were wrong, or columns are taken for each other. */
function aheadOfTheirTime({ name, rows, arrivalTime, eventTime }: EventTrace): Finding[] {
  let ahead = 0;
  let mostMs = 0;
  for (let row = 0; row < rows; row++) {
    const byMs = eventTime[row] - arrivalTime[row];
    if (byMs <= 0) continue;
    ahead++;
    mostMs = Math.max(mostMs, byMs);
  }
  if (ahead === 0) return [];
  const all = ahead === rows ? "All" : plural(ahead, "row");
  return [
    {
      code: "trace-ahead",
      severity: "warning",
      where: "events",
      message: `${ahead === rows ? `All ${plural(rows, "row")}` : all} of ${name} ${ahead === 1 && rows > 1 ? "arrives" : "arrive"} before the event, by up to ${durationToSecond(Math.max(500, mostMs))}: clocks ran ahead, or event_time and arrival_time are taken for each other. They are replayed as they are; look at the mapping of the columns.`,
    },
  ];
}

/** A file so many times longer, or shorter, than the run that was meant deserves a word. */
const FAR = 2;
const VERY_FAR = 24;

/** The file decides how long the run is, whatever the scenario or the design says. */
function otherLength({ name, rows, arrivalTime }: EventTrace, statedMs: number): Finding[] {
  const spanMs = arrivalTime[rows - 1] - arrivalTime[0];
  if (spanMs <= FAR * statedMs) return [];
  return [
    {
      code: "trace-longer",
      severity: spanMs > VERY_FAR * statedMs ? "warning" : "note",
      where: "events",
      message: `${name} lasts ${duration(spanMs)}, and a run was to last ${duration(statedMs)}: all of the file is replayed. Give a shorter part of it if that was meant.`,
    },
  ];
}

/** The gap sessions are judged by where no scenario states one: that of the part which makes sessions. */
export function traceGapMs(parts: readonly NormalPart[], otherwiseMs: number): number {
  const maker = parts.find(({ props }) => typeof props.sessionGapMs === "number" && props.sessionize !== false);
  return typeof maker?.props.sessionGapMs === "number" ? maker.props.sessionGapMs : otherwiseMs;
}
