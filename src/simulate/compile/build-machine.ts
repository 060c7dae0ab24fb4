import { assert, must } from "../../base/assert.ts";
import { groupOf, timeStretches } from "../../base/batched-histogram.ts";
import { createStream } from "../../base/rng.ts";
import type { BuildContext } from "../../catalogue/build-context.ts";
import { heldStreams } from "../../catalogue/drawing/held-streams.ts";
import { streamsOf } from "../../catalogue/drawing/streams.ts";
import { closestStream } from "../../design/check-schema.ts";
import type { Dimensions } from "../../engine/rows/dimensions.ts";
import { OWN_DRAIN_MS, OWN_DURATION_MS } from "../../design/own-workload.ts";
import { recordBytes } from "../../design/sql/sql-types.ts";
import type { Design } from "../../design/types.ts";
import type { EventTrace } from "../../engine/rows/event-trace.ts";
import type { Part } from "../../engine/part/part.ts";
import { RequestDesk } from "../../engine/books/request-desk.ts";
import { createRows } from "../../engine/rows/rows.ts";
import type { RunContext } from "../../engine/part/run-context.ts";
import { RowQueue } from "../../engine/rows/row-queue.ts";
import { Ledger } from "../../engine/books/ledger.ts";
import type { Stage } from "../../engine/kernel/simulation.ts";
import { SinkRecorder } from "../../engine/books/sink-recorder.ts";
import type { VisibleListener } from "../../engine/books/sink-recorder.ts";
import type { Scenario, Workload } from "../../scenario/types.ts";
import { arrayBytesOf, holdsArrays } from "./array-bytes.ts";
import type { NormalPart } from "./normalize.ts";
import { appUsersOf, dimensionsOf, requestClientsOf, servicesOf, socialClientsOf, tasteUsersOf, traceDimensions } from "./population.ts";
import { knowsPersonal, personalColumns } from "./personal-columns.ts";

/** What a design has become: stages in order of consumption, and everything the run will be asked about. */
export type Machine = {
  readonly run: RunContext;
  readonly stages: readonly Stage<Part>[];
  readonly nodes: ReadonlyMap<string, Part>;
  readonly wires: readonly RowQueue[];
  readonly parts: readonly NormalPart[];
  readonly recorders: ReadonlyMap<string, SinkRecorder>;
  /** It is known of a column that it holds personal data. */
  readonly knowsPersonal: boolean;
};

export type RunTimes = {
  readonly startMs: number;
  readonly durationMs: number;
  readonly warmupMs: number;
  readonly drainMs: number;
  readonly epochMs: number;
};

const HOUR_MS = 3_600_000;
/** Tasks of stream processors are numbered below this. */
const STREAM_TASKS = 1024;
/** Bytes of an event where neither schema nor workload says. */
const EVENT_BYTES = 220;

/** When a run of this design begins, ends and is judged: as its file of events, its scenario or the design itself says. */
export function runTimes(design: Design, scenario: Scenario | null, events: EventTrace | null): RunTimes {
  if (events !== null) return traceTimes(events, scenario?.workload.drainMs ?? design.workload?.drainMs ?? OWN_DRAIN_MS);
  if (scenario !== null && scenario.workload.generator !== "none") {
    const { durationMs, warmupMs, drainMs, startAt } = scenario.workload;
    return { startMs: 0, durationMs, warmupMs, drainMs, epochMs: Date.parse(startAt) };
  }
  const own = design.workload;
  const durationMs = own?.durationMs ?? OWN_DURATION_MS;
  return { startMs: 0, durationMs, warmupMs: own?.warmupMs ?? 0, drainMs: own?.drainMs ?? OWN_DRAIN_MS, epochMs: 0 };
}

/**
 * A file is run from the whole hour before its first arrival, so that hours of the run are hours of the calendar, to just after its
 * last. What lies before the first arrival is left out of what is measured.
 */
function traceTimes({ arrivalTime, rows }: EventTrace, drainMs: number): RunTimes {
  const epochMs = Math.floor(arrivalTime[0] / HOUR_MS) * HOUR_MS;
  const startMs = arrivalTime[0] - epochMs;
  return { startMs, durationMs: arrivalTime[rows - 1] - epochMs + 1, warmupMs: startMs, drainMs, epochMs };
}

/** What a run keeps of its rows: all that tables of them need, and how many a feed keeps before it lets go of what was read. */
type KeptRows = { readonly tables: boolean; readonly rowsLetGo: number; readonly blockRows: number };

/** Phase 4: parts become nodes, upstream first, and are joined by wires. */
export function buildMachine(
  design: Design,
  scenario: Scenario | null,
  seed: number,
  parts: readonly NormalPart[],
  order: readonly string[],
  events: EventTrace | null,
  kept: KeptRows,
): Machine {
  const stated = events === null && scenario !== null && scenario.workload.generator !== "none" ? scenario.workload : null;
  const workload = stated === null ? null : grown(stated, Math.max(1, ...parts.map(({ kind, props }) => kind.growth?.(props) ?? 1)));
  const recorders = new Map<string, SinkRecorder>();
  const run = createContext(design, runTimes(design, scenario, events), workload, scenario?.workload ?? null, events, seed, recorders, {
    ...kept,
    tables: kept.tables || parts.some(({ kind, props }) => kind.erasesUsers?.(props) === true),
  });
  const byId = new Map(parts.map((entry) => [entry.part.id, entry]));
  const wires = new Map(design.system.wires.map((drawn) => [drawn.id, new RowQueue(drawn.id, drawn.to.part)]));
  const nodes = new Map<string, Part>();
  const wiresOf = (end: "from" | "to", part: string, port: string): RowQueue[] =>
    design.system.wires
      .filter((drawn) => drawn[end].part === part && drawn[end].port === port)
      .map((drawn) => must(wires.get(drawn.id), drawn.id));

  const personal = scenario?.workload.personal ?? [];
  const columnsFor = personalColumns(design, personal, run.dimensions);
  for (const id of order) {
    const entry = must(byId.get(id), `no normal part ${id}`);
    const ctx: BuildContext = {
      id,
      run,
      inputs: (port) => wiresOf("to", id, port),
      outputs: (port) => wiresOf("from", id, port),
      upstream: (port) =>
        design.system.wires
          .filter((drawn) => drawn.to.part === id && drawn.to.port === port)
          .map((drawn) => must(nodes.get(drawn.from.part), drawn.from.part)),
      familyAt: (end) => must(byId.get(end.toPart), end.toPart).kind.family,
      recordBytes: bytesAt(design, id, parts, workload),
      population: appUsersOf(workload),
      tasteUsers: tasteUsersOf(workload, design),
      services: servicesOf(workload),
      requestClients: requestClientsOf(workload, design),
      socialClients: socialClientsOf(workload, design),
      endpoints: design.api.endpoints.flatMap(({ id: endpoint, share, reads }) =>
        reads === undefined ? [] : [{ id: endpoint, share, ...reads }],
      ),
      personalColumns: (store, table) => columnsFor(id, store, table),
    };
    const node = entry.kind.behaviour(entry.props, ctx);
    assert(node.id === id, `${entry.kind.id} built a node with another id`);
    nodes.set(id, node);
  }
  const stages = stagesOf(design, order, nodes, wires);
  return { run, nodes, wires: [...wires.values()], parts, recorders, stages, knowsPersonal: knowsPersonal(design, personal) };
}

/** The same rows, each of which stands for so many times more events. */
function grown(workload: Workload, times: number): Workload {
  const { services } = workload;
  return services === undefined || times === 1
    ? workload
    : { ...workload, services: { ...services, eventsPerRow: services.eventsPerRow * times } };
}

function stagesOf(
  design: Design,
  order: readonly string[],
  nodes: ReadonlyMap<string, Part>,
  wires: ReadonlyMap<string, RowQueue>,
): Stage<Part>[] {
  return order.map((id) => {
    const into = design.system.wires.filter((drawn) => drawn.to.part === id);
    const inputs = into.map((drawn) => must(wires.get(drawn.id), drawn.id));
    return {
      node: must(nodes.get(id), id),
      upstream: [...new Set(into.map((drawn) => order.indexOf(drawn.from.part)))],
      inputEmpty: () => inputs.every((input) => input.waiting === 0),
      before: () => {
        for (const input of inputs) input.hold();
      },
    };
  });
}

function createContext(
  design: Design,
  times: RunTimes,
  workload: Workload | null,
  counted: Workload | null,
  trace: EventTrace | null,
  seed: number,
  recorders: Map<string, SinkRecorder>,
  kept: KeptRows,
): RunContext {
  const listeners: VisibleListener[] = [];
  let task = STREAM_TASKS;
  const dimensions = trace === null ? dimensionsOf(workload) : traceDimensions(trace, counted);
  const rows = createRows(dimensions);
  const streamsCounted = streamsOfTables(design, dimensions);
  const steady = workload === null && trace === null;
  const stretch = timeStretches(times.warmupMs, times.durationMs);
  const batchOf = steady
    ? (_row: number, happenedAt: number): number => stretch(happenedAt)
    : (row: number): number => groupOf(rows.events.user.at(row));
  return {
    seed,
    rows,
    steady,
    ledger: new Ledger(),
    warmupMs: times.warmupMs,
    startMs: times.startMs,
    durationMs: times.durationMs,
    endMs: times.durationMs + times.drainMs,
    epochMs: times.epochMs,
    randomStream: (node, purpose) => createStream(seed, node, purpose),
    recorder: (sink) => {
      let recorder = recorders.get(sink);
      if (recorder === undefined) recorders.set(sink, (recorder = new SinkRecorder(times.warmupMs, batchOf, listeners)));
      return recorder;
    },
    whenVisible: (listener) => listeners.push(listener),
    doneUnseen: (row, at) => {
      for (let i = 0; i < listeners.length; i++) listeners[i](row, at);
    },
    readsRowsOf: (part) => kept.tables || streamsCounted(part).some((stream) => stream !== "event"),
    readsEventsOf: (part) => kept.tables || streamsCounted(part).some((stream) => stream === "user" || stream === "item"),
    nextTask: () => task++,
    rowsLetGo: kept.rowsLetGo,
    blockRows: kept.blockRows,
    arrayBytes: arrayBytesOf(design),
    desk: new RequestDesk(
      design.api.endpoints.map((endpoint) => endpoint.id),
      { warmupMs: times.warmupMs, durationMs: times.durationMs, steady, traced: kept.tables },
    ),
    dimensions,
    trace,
    eventsPerRow: trace === null ? (workload?.services?.eventsPerRow ?? 1) : 1,
    hourMs: HOUR_MS,
  };
}

/** What fills the tables of the schema that stand at a part: a result counts their rows though nobody asks for the tables. */
function streamsOfTables(design: Design, dimensions: Dimensions): (part: string) => readonly string[] {
  const streamsAt = heldStreams(design.system, streamsOf(dimensions));
  return (part) => {
    const streams = streamsAt(part) ?? [];
    const tables = design.schema.tables.filter((table) => table.part === part && table.columns.length > 0);
    return streams.length === 0 ? [] : tables.map((table) => closestStream(table, streams).id);
  };
}

/** S3: the types of a stream's table give the bytes of a record: the part's own table, else that of a log; else the workload says. */
function bytesAt(design: Design, part: string, parts: readonly NormalPart[], workload: Workload | null): number {
  const streams = design.schema.tables.filter((table) => table.role === "stream" && table.columns.length > 0 && !holdsArrays(table));
  const logs = new Set(parts.filter(({ kind }) => kind.family === "log").map((entry) => entry.part.id));
  const table =
    streams.find((candidate) => candidate.part === part) ??
    streams.find((candidate) => candidate.part !== undefined && logs.has(candidate.part));
  if (table !== undefined) return Math.max(1, Math.round(recordBytes(table)));
  return workload?.eventBytes ?? EVENT_BYTES;
}
