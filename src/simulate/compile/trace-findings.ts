import type { Finding } from "../../base/finding.ts";
import type { EventTrace } from "../../engine/rows/event-trace.ts";
import type { NormalPart } from "./normalize.ts";

/** What a run says of the file it replayed: how it was understood, and how much of it was set aside. */
export function traceFindings(events: EventTrace | undefined): readonly Finding[] {
  if (events === undefined) return [];
  const findings: Finding[] = [
    { code: "trace-understood", severity: "note", where: "events", message: `${events.name}. ${events.understood.join(" ")}` },
  ];
  const { count, kept } = events.rejects;
  if (count === 0) return findings;
  const many = count.toLocaleString("en-US");
  const listed = kept.length < count ? ` The first ${kept.length.toLocaleString("en-US")} are listed.` : "";
  findings.push({
    code: "trace-rejects",
    severity: "warning",
    where: "events",
    message: `${many} ${count === 1 ? "row" : "rows"} of ${events.name} could not be read and ${count === 1 ? "was" : "were"} left out; the first is line ${kept[0].line}: ${kept[0].reason}. See the table "rejects".${listed}`,
  });
  return findings;
}

/** The gap sessions are judged by where no scenario states one: that of the part which makes sessions. */
export function traceGapMs(parts: readonly NormalPart[], otherwiseMs: number): number {
  const maker = parts.find(({ props }) => typeof props.sessionGapMs === "number" && props.sessionize !== false);
  return typeof maker?.props.sessionGapMs === "number" ? maker.props.sessionGapMs : otherwiseMs;
}
