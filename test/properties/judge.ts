import { WarehouseCluster } from "../../src/engine/queried/warehouse-cluster.ts";
import { StreamProcessor } from "../../src/engine/processing/stream-processor.ts";
import { balancedLedger } from "../../src/simulate/close-books.ts";
import type { RunResult } from "../../src/result/result.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run, RunInput } from "../../src/simulate/run.ts";
import { smallScenario } from "../support/small-workload.ts";
import { EVENTS } from "./random-designs.ts";
import type { RandomCase } from "./random-designs.ts";

/** Windows between two looks at the books of a run that is under way. */
const LOOK_EVERY = 25;
const MOST_HOPS = 400_000;
/** Windows in a row in which nothing moves that everybody is asked in: more of them say nothing more. */
const MOST_IDLE_ASKED = 1_000_000;

/**
 * What is wrong with a run of this case, in one sentence; null when every promise holds: nothing throws, the books balance
 * while it runs and at its end, what the faults held up has drained, and another cut of time gives the same bytes, though every row that is
 * done with is let go of at once (M1).
 */
export function problemOf(trial: RandomCase, compareWindows: boolean): string | null {
  try {
    const first = finished(trial, trial.windowMs);
    if (typeof first === "string") return first;
    if (first === null || !compareWindows) return null;
    const second = finished(trial, trial.otherWindowMs, { rowsLetGo: 1, tables: false });
    if (second === null) return null;
    if (typeof second === "string") return `with windows of ${trial.otherWindowMs} ms: ${second}`;
    const found = difference(comparable(first, false), comparable(second, false), "result");
    if (found !== null) return found;
    // Everybody is asked in every window, as if nobody had ever told when there is work (E12).
    const third = finished(trial, trial.windowMs, { asksEveryPart: true }, { idleWindows: MOST_IDLE_ASKED });
    if (third === null) return null;
    if (typeof third === "string") return `with every part asked: ${third}`;
    return difference(comparable(first), comparable(third), "result");
  } catch (error) {
    return `threw: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** `isTraced`: both runs write single requests down, which they do only where somebody may ask for their table. */
function comparable(result: RunResult, isTraced = true): unknown {
  const { requests, ...others } = result.tables;
  const tables = isTraced && requests !== undefined ? result.tables : others;
  return JSON.parse(JSON.stringify({ ...result, timing: null, tables })) as unknown;
}

/** The result, or what is wrong; null for a run that is too large to say anything. */
function finished(
  trial: RandomCase,
  windowMs: number,
  kept: Pick<RunInput, "rowsLetGo" | "tables" | "asksEveryPart"> = {},
  limits: RunInput["limits"] = {},
): RunResult | string | null {
  const created = createRun({
    design: trial.design,
    scenario: trial.users === null ? null : smallScenario(trial.users),
    seed: trial.seed,
    faults: trial.faults,
    limits: { recordHops: MOST_HOPS, ...limits },
    ...(trial.replays ? { events: EVENTS } : {}),
    windowMs,
    ...kept,
  });
  if (!created.ok) return `was refused: ${created.error.map(({ message }) => message).join(" ")}`;
  const run = created.value;
  for (let windows = 1; !run.over; windows++) {
    run.step();
    if (windows % LOOK_EVERY === 0 && !balancedLedger(run.machine).balanced) return `the books do not balance at ${run.simulation.now} ms`;
  }
  if (run.cap !== null) return null;
  return undrained(run) ?? run.result(0);
}

/** What is left when a run has ended; everything is at rest but what `mayStay` allows. */
function undrained(run: Run): string | null {
  const { machine, simulation } = run;
  const ledger = balancedLedger(machine);
  if (!ledger.balanced) return "the books do not balance at the end";
  const unbalanced = requestsUnbalanced(run);
  if (unbalanced !== null) return unbalanced;
  if (ledger.inFlight > 0) return `${ledger.inFlight} records are still in flight at ${simulation.now} ms: ${holders(run)}`;
  if (simulation.now >= machine.run.endMs && !isWaitedFor(run)) return `was not over after hours of draining: ${holders(run)}`;
  for (const [id, log] of Object.entries(run.result(0).logs)) {
    const wires = machine.wires.filter((wire) => wire.id.startsWith(`${id}.`)).length;
    if (Object.keys(log.groups).length !== wires) return `${wires} wires leave ${id}, and ${Object.keys(log.groups).length} groups read it`;
    for (const [group, { lagRecords }] of Object.entries(log.groups)) {
      if (lagRecords.end > 0 && !mayLag(run, group)) return `${group} ends with a lag of ${lagRecords.end} records on ${id}`;
    }
  }
  return null;
}

/** Every request has one end, and no call is without its reply. */
function requestsUnbalanced({ machine }: Run): string | null {
  const { endpoints, calls } = machine.run.desk;
  for (const { id, asked, answered, notFound, refused } of endpoints) {
    const ended = answered + notFound + [...refused.values()].reduce((sum, count) => sum + count, 0);
    if (asked !== ended) return `${asked} requests were asked of ${id}, and ${ended} have ended`;
  }
  return calls.open === 0 ? null : `${calls.open} calls have no reply`;
}

/** All that is not over is a cluster its schedule has paused until after the end: what it has not loaded waits for the morning. */
function isWaitedFor({ machine, simulation }: Run): boolean {
  const open = [...machine.nodes.values()].filter((node) => !node.finish(simulation.now));
  return open.length > 0 && open.every((node) => node instanceof WarehouseCluster && node.isDown(simulation.now));
}

/** A processor commits its offsets with its checkpoints: without them its lag is all it ever read. */
function mayLag(run: Run, group: string): boolean {
  const node = run.machine.nodes.get(group);
  return node instanceof StreamProcessor && node.checkpointAgeMs(0) === null;
}

function holders(run: Run): string {
  const nodes = [...run.machine.nodes].map(([id, node]) => [id, node.heldEvents()] as const);
  const wires = run.machine.wires.map((wire) => [`wire ${wire.id}`, wire.waiting] as const);
  return [...nodes, ...wires]
    .filter(([, held]) => held > 0)
    .map(([id, held]) => `${id} holds ${held}`)
    .join(", ");
}

/** The first place where two values differ. */
function difference(a: unknown, b: unknown, path: string): string | null {
  if (Object.is(a, b)) return null;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null)
    return `another window gives ${path} = ${JSON.stringify(b)} instead of ${JSON.stringify(a)}`;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const name of names) {
    const found = difference((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name], `${path}.${name}`);
    if (found !== null) return found;
  }
  const order = JSON.stringify(a) === JSON.stringify(b) ? null : `another window orders ${path} differently`;
  return order;
}
