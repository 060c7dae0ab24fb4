import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { RunResult } from "../../result/result.ts";
import type { FaultSpec, RunIncident } from "../../result/snapshot.ts";
import { parseRunRecord, runName, RUN_VERSION, type RunRecord } from "../../share/run-record.ts";
import { deleteRun, fetchLastRun, fetchRuns, keepRun, renameRun, RUN_LIMITS, type RunKey } from "../keeping/run-database.ts";
import { keepDocument } from "./autosave.ts";
import { eventsStore } from "./events-store.ts";
import { notify } from "./notice-store.ts";
import { isActive } from "./run-machine.ts";
import { planFaults, resultOf, runStore, showKept, type RunState } from "./run-store.ts";
import { saveStore } from "./save-store.ts";
import { announce } from "./view-store.ts";

/** A kept run in the list; `problem` says why it cannot be shown, and it is left as it is. */
export type RunEntry =
  | { readonly key: RunKey; readonly record: RunRecord; readonly problem: null }
  | { readonly key: RunKey; readonly record: null; readonly problem: string };

/** The runs the browser keeps of the open document, newest first; `entries` is null until they are read. */
export type KeptRuns = {
  readonly documentId: string;
  readonly entries: readonly RunEntry[] | null;
  /** Why the list cannot be had. */
  readonly problem: string | null;
  /** Runs without a name that made room for newer ones since the page was opened. */
  readonly madeRoom: number;
  /** The run that ended last on this page, and what it is kept as. */
  readonly ended: { readonly id: string; readonly result: RunResult } | null;
};

const keptRunsStore = createStore<KeptRuns>()(() => ({ documentId: "", entries: null, problem: null, madeRoom: 0, ended: null }));

export function useKeptRuns<T>(selector: (kept: KeptRuns) => T): T {
  return useStore(keptRunsStore, selector);
}

/** Whether this kept run is the one on screen. */
export function useIsShown({ id }: RunRecord): boolean {
  const ended = useKeptRuns((kept) => (kept.ended?.id === id ? kept.ended.result : null));
  return useStore(runStore, (run) => run.kept?.id === id || (ended !== null && resultOf(run) === ended));
}

/** Keeps a run that has just ended, and its document with it, so that a reload finds both. */
export async function keepEnded(ended: RunState): Promise<void> {
  const record = recordOf(ended);
  if (record === null) return;
  keptRunsStore.setState({ ended: { id: record.id, result: record.result } });
  const { documentId, state } = saveStore.getState();
  if (state === "untouched") await keepDocument();
  const outcome = await keepRun(documentId, record);
  if ("refused" in outcome) {
    const text = outcome.refused === "too-large" ? TOO_LARGE : ALL_NAMED;
    notify({ tone: "warn", title: "This run is not kept.", text });
  } else if (outcome.madeRoom > 0) {
    keptRunsStore.setState(({ madeRoom }) => ({ madeRoom: madeRoom + outcome.madeRoom }));
    announce(`${outcome.madeRoom === 1 ? "An older run" : `${outcome.madeRoom} older runs`} without a name made room for this one.`);
  }
  if (keptRunsStore.getState().documentId === documentId) await refreshRuns();
}

const TOO_LARGE = "Its result is larger than a megabyte. It is on screen until you leave the page.";
const ALL_NAMED = `There is room for ${RUN_LIMITS.ofDesign} runs of a design, and all that are kept have names. Delete one, and run again.`;

function recordOf({ outcome, designRun, faultsRun, latest, eventsRun }: RunState): RunRecord | null {
  if (outcome === null || !("result" in outcome) || designRun === null) return null;
  const endedAtMs = Date.now();
  return {
    format: "quadrant-run",
    version: RUN_VERSION,
    id: runId(endedAtMs),
    name: "",
    endedAtMs,
    status: outcome.status,
    ...(outcome.status === "capped" ? { cap: outcome.cap, limit: outcome.limit } : {}),
    design: designRun,
    faults: { ...faultsRun, pressed: atTheirInstants(faultsRun.pressed, latest?.log ?? []) },
    eventsFile: eventsRun?.name ?? null,
    startAt: eventsRun === null ? null : (eventsStore.getState().look?.startAt ?? null),
    result: outcome.result,
  };
}

/** Ids that stand in the order of time, two of one millisecond too. */
function runId(endedAtMs: number): string {
  const random = [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${String(endedAtMs).padStart(15, "0")}-${random}`;
}

/** What was pressed, with the simulated instant at which the run says it struck. */
export function atTheirInstants(pressed: readonly FaultSpec[], log: readonly RunIncident[]): readonly FaultSpec[] {
  const struck = log.filter(({ kind }) => kind === "pressed");
  return pressed.map((fault) => {
    const at = struck.findIndex(({ part }) => part === fault.part);
    const [incident] = at === -1 ? [] : struck.splice(at, 1);
    return incident === undefined ? fault : { ...fault, atMs: incident.atMs };
  });
}

/** Shows the newest run of the open document that can be read, unless a run has been begun meanwhile. */
export async function showLast(): Promise<void> {
  const { documentId } = saveStore.getState();
  const found = await fetchLastRun(documentId);
  if (found === undefined) return;
  const parsed = parseRunRecord(found);
  const { status, outcome } = runStore.getState();
  if (!parsed.ok || saveStore.getState().documentId !== documentId || isActive(status) || outcome !== null) return;
  // As it was before the reload: what was planned is planned again.
  planFaults(parsed.value.faults.planned);
  showKept(parsed.value);
}

/** Reads the runs of the open document. */
export async function refreshRuns(): Promise<void> {
  const { documentId } = saveStore.getState();
  if (keptRunsStore.getState().documentId !== documentId) keptRunsStore.setState({ documentId, entries: null, problem: null });
  try {
    const found = await fetchRuns(documentId);
    if (saveStore.getState().documentId !== documentId) return;
    keptRunsStore.setState({ documentId, entries: found.map(entryOf), problem: null });
  } catch (error) {
    keptRunsStore.setState({ documentId, entries: [], problem: problemOf(error) });
  }
}

function entryOf({ key, value }: { readonly key: RunKey; readonly value: unknown }): RunEntry {
  const parsed = parseRunRecord(value);
  return parsed.ok ? { key, record: parsed.value, problem: null } : { key, record: null, problem: parsed.error.message };
}

function problemOf(error: unknown): string {
  if (error instanceof DOMException && error.name === "VersionError")
    return "A newer Quadrant has opened the runs this browser keeps. They are all there: close every tab of Quadrant and open it again.";
  return "The browser does not give out the runs it keeps (a private window, or storage is switched off).";
}

/** Names a run, so that it never makes room for others by itself. */
export async function nameRun(key: RunKey, typed: string): Promise<void> {
  const name = runName(typed);
  keptRunsStore.setState(({ entries }) => ({
    entries: (entries ?? []).map((entry) =>
      entry.record !== null && entry.key === key ? { ...entry, record: { ...entry.record, name } } : entry,
    ),
  }));
  await renameRun(key, name.trimEnd()).catch(() => announce("The name could not be kept."));
}

export async function forgetKeptRun(key: RunKey): Promise<void> {
  await deleteRun(key);
  announce("Run deleted.");
  await refreshRuns();
}
