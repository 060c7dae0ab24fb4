import { nounFor } from "../../base/counted-noun.ts";
import type { Part } from "../../engine/part/part.ts";
import type { StoredFile } from "../../engine/rows/kinds/file.ts";
import type { CauseDecl, FoundCause, Mend, Ran } from "../cause.ts";
import { duration, exact } from "../words.ts";

type Settings = { readonly reads: string; readonly writes?: string; readonly lookbackHours?: number };

type Reader = Part & {
  readonly unreadFiles: readonly number[];
  readonly intervalsLeftFailed: number;
  readonly attempts: { readonly succeeded: number; readonly failed: number; readonly lastGoodBeganMs: number };
};

type Asked = Ran<Settings, Reader>;

const HOUR_MS = 3_600_000;

/** Whoever orders tasks has one of these for the person who begins again what failed. */
const CLEARED_BY = ["clearAfterMs", "redriveAfterMs", "rerunAfterMs"] as const;
/** How soon somebody should have looked, where nobody does. */
const LOOKED_AFTER_MS = 1_800_000;

/** Files that landed when no run looked at their hour any more, or that only runs took which failed. */
export const ROWS_UNREAD: CauseDecl<Settings, Reader> = {
  code: "rows-unread",
  effect: "unread",
  find: (ran) => unread(ran).map((cause) => ({ ...cause, counted: true })),
};

/** The same where a run found nothing at all: no later step has anything to show, ever. */
export const INTERVAL_IS_POINT: CauseDecl<Settings, Reader> = {
  code: "interval-is-point",
  effect: "pipeline",
  find: (ran) => foundNothing(ran).map((cause) => ({ ...cause, weight: ran.run.durationMs, heldMs: ran.run.durationMs, counted: true })),
};

function unread(ran: Asked): FoundCause[] {
  const { props, part, name } = ran;
  const files = part.unreadFiles.map((file) => ran.run.rows.files[file]);
  const weight = rowsOf(files);
  if (weight === 0) return [];
  const nothing = foundNothing(ran);
  if (nothing.length > 0) return nothing.map((cause) => ({ ...cause, weight }));
  const { succeeded, failed } = part.attempts;
  const what = `${exact(weight)} ${nounFor(weight, "row")} that landed ${weight === 1 ? "was" : "were"} in no run of ${name} that ended well.`;
  if (succeeded + failed === 0) return [{ setting: null, weight, text: `${what} None has ended: look at what it waits for.` }];
  // A run that reads by interval is the only one for its hours; any other run takes what those before it have left.
  if (part.intervalsLeftFailed > 0 && (props.reads === "interval" || succeeded === 0)) return [leftFailed(ran, what, weight)];
  const after = rowsOf(files.filter(({ visibleAt }) => visibleAt > part.attempts.lastGoodBeganMs));
  const mostlyAfter = props.reads !== "interval" || 2 * after > weight;
  return [mostlyAfter ? afterTheLast(ran, files, what, weight) : lookedTooEarly(ran, files, what, weight)];
}

/** Today's Airflow begins a run for a point, and what a task reads of it is the hour that begins there. */
function foundNothing({ props, part, name, orderedBy, settingOf }: Asked): FoundCause[] {
  if (props.reads !== "interval" || (props.lookbackHours ?? 0) > 0 || part.meter.arrivals > 0 || part.attempts.succeeded === 0) return [];
  if (orderedBy === null || settingOf(orderedBy, "interval") !== "point") return [];
  return [
    {
      setting: null,
      mends: [{ part: orderedBy, setting: "interval", to: "before" }],
      text: `No run of ${name} found a file of its interval, which is the hour that had just begun: with today's Airflow a run's interval is the point of its tick.`,
    },
  ];
}

function leftFailed({ part, orderedBy, settingOf }: Asked, what: string, weight: number): FoundCause {
  const count = part.intervalsLeftFailed;
  const again = CLEARED_BY.find((setting) => orderedBy !== null && settingOf(orderedBy, setting) === null);
  return {
    setting: null,
    weight,
    mends: orderedBy === null || again === undefined ? [] : [{ part: orderedBy, setting: again, to: LOOKED_AFTER_MS }],
    text: `${what} ${exact(count)} ${nounFor(count, "run")} failed and nobody began ${count === 1 ? "it" : "them"} again. Retry, clear what failed, or let later runs look back over its hours.`,
  };
}

/** Where runs append, looking back alone would write the same hours again and again. */
function lookedTooEarly({ props }: Asked, files: readonly StoredFile[], what: string, weight: number): FoundCause {
  const back = files.reduce((most, { visibleAt, hour }) => Math.max(most, Math.ceil(visibleAt / HOUR_MS) - 1 - hour), 1);
  const hours = Math.min(MOST_HOURS_BACK, Math.max(back, (props.lookbackHours ?? 0) + 1));
  const replaces: readonly Mend[] = props.writes === "append" ? [{ setting: "writes", to: "overwrite-partitions" }] : [];
  return {
    setting: "lookbackHours",
    mends: [{ setting: "lookbackHours", to: hours }, ...replaces],
    weight,
    text: `${what} They came when the runs that read their hour had begun. Let runs look back some hours, or begin later.`,
  };
}

const MOST_HOURS_BACK = 24;

/** A bookmark leaves nothing but what lands after the last run has begun: the open files of its last hour, and what comes late. */
function afterTheLast({ part, orderedBy, settingOf }: Asked, files: readonly StoredFile[], what: string, weight: number): FoundCause {
  const { lastGoodBeganMs } = part.attempts;
  const behindMs = lateness(files, lastGoodBeganMs);
  const text = `${what} They landed after the last of them had begun, 95 of 100 within ${duration(Math.max(1000, Math.ceil(behindMs / 1000) * 1000))}: a run at the tick comes before the last files of its hour.`;
  const mends = orderedBy === null ? [] : laterBegin(orderedBy, behindMs, settingOf);
  return { setting: null, weight, mends, text };
}

/** The next quarter of an hour by which they would have been there, where the period has room for it. */
function laterBegin(orderedBy: string, behindMs: number, settingOf: Asked["settingOf"]): Mend[] {
  const [offsetMs, everyMs] = [settingOf(orderedBy, "offsetMs"), settingOf(orderedBy, "everyMs")];
  if (typeof offsetMs !== "number" || typeof everyMs !== "number") return [];
  const to = Math.ceil((offsetMs + behindMs) / QUARTER_MS) * QUARTER_MS;
  return to < everyMs ? [{ part: orderedBy, setting: "offsetMs", to }] : [];
}

const QUARTER_MS = 900_000;

/** By when after an instant 95 of 100 of the rows had landed, ms. */
function lateness(files: readonly StoredFile[], sinceMs: number): number {
  const landed = files.toSorted((a, b) => a.visibleAt - b.visibleAt);
  const due = 0.95 * rowsOf(files);
  let rows = 0;
  for (const { visibleAt, rows: each } of landed) {
    rows += each;
    if (rows >= due) return Math.max(1, visibleAt - sinceMs);
  }
  return 1;
}

function rowsOf(files: readonly StoredFile[]): number {
  return files.reduce((sum, { rows }) => sum + rows, 0);
}
