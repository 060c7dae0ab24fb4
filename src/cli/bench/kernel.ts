import { PLAIN_EVENTS } from "../../engine/rows/dimensions.ts";
import { must } from "../../base/assert.ts";
import { timeStretches } from "../../base/batched-histogram.ts";
import { createStream } from "../../base/rng.ts";
import { constant, exponential } from "../../base/sampler.ts";
import type { Sampler } from "../../base/sampler.ts";
import { RequestDesk } from "../../engine/books/request-desk.ts";
import { createRows } from "../../engine/rows/rows.ts";
import type { RunContext } from "../../engine/part/run-context.ts";
import { Sink } from "../../engine/stations/sink.ts";
import { Station } from "../../engine/stations/station.ts";
import { RowQueue, RowQueueReader } from "../../engine/rows/row-queue.ts";
import { Ledger } from "../../engine/books/ledger.ts";
import { SinkRecorder } from "../../engine/books/sink-recorder.ts";
import { Histogram } from "../../base/histogram.ts";
import { simulateByEvents } from "./event-heap.ts";

/** A station of a case: `to` is the index of the one behind it, -1 = the record leaves; a link of `linkMs` lies between. */
type CaseStation = { readonly servers: number; readonly meanMs: number; readonly to: number; readonly linkMs: number };

/** A queueing network both simulators run: records arrive as a Poisson process, evenly over the stations `entries`. */
export type KernelCase = {
  readonly id: string;
  readonly title: string;
  readonly stations: readonly CaseStation[];
  /** Records come in at stations 0 .. entries - 1. */
  readonly entries: number;
  readonly ratePerMs: number;
  /** The end of the network times every record into a histogram. */
  readonly timed: boolean;
  /** How many times the event heap the engine is to be. */
  readonly targetRatio: number;
};

export type Arrivals = { readonly timesMs: Float64Array; readonly entry: Int32Array };

/** Departures of the last station, in order, and the histogram of the end-to-end times where the case has one. */
export type KernelRun = {
  readonly departuresMs: Float64Array;
  readonly p99Ms: number | null;
  /** What each station of the case measured, links aside. */
  readonly stations: readonly StationFigures[];
};

/** What both simulators keep of every record at a station; equal work, so equal figures. */
type StationFigures = {
  readonly arrivals: number;
  readonly served: number;
  readonly waitSumMs: number;
  readonly serviceSumMs: number;
  readonly busyMs: number;
  readonly queueRecordMs: number;
  readonly queueMax: number;
  readonly waitP99Ms: number | null;
  readonly waitP99Bounds: readonly [number, number] | null;
};

const RHO = 0.8;

function queue(servers: number, targetRatio: number): KernelCase {
  const stations = [{ servers, meanMs: 1, to: -1, linkMs: 0 }];
  const id = `mm${servers}`;
  return { id, title: `M/M/${servers}`, stations, entries: 1, ratePerMs: RHO * servers, timed: false, targetRatio };
}

const PARTITIONS = 8;
/** 100,000 records a second: 8 partitions and 64 servers at 80 %, with a link of 5 ms between them (facts/kernel.md 2.4). */
const PIPELINE_RATE_PER_MS = 100;

function pipeline(): KernelCase {
  const partition = { servers: 1, meanMs: (RHO * PARTITIONS) / PIPELINE_RATE_PER_MS, to: PARTITIONS, linkMs: 5 };
  return {
    id: "pipeline",
    title: "8 partitions, 5 ms link, 64 servers",
    stations: [
      ...Array.from({ length: PARTITIONS }, () => partition),
      { servers: 64, meanMs: (RHO * 64) / PIPELINE_RATE_PER_MS, to: -1, linkMs: 0 },
    ],
    entries: PARTITIONS,
    ratePerMs: PIPELINE_RATE_PER_MS,
    timed: true,
    targetRatio: 4,
  };
}

function chain(id: string, title: string, hops: number, servers: number, timed: boolean): KernelCase {
  const stations = Array.from({ length: hops }, (_, i) => ({ servers, meanMs: 1, to: i < hops - 1 ? i + 1 : -1, linkMs: 0 }));
  return { id, title, stations, entries: 1, ratePerMs: RHO * servers, timed, targetRatio: 4 };
}

/** What engines of other tools can be asked, too: each request waits for four servers at each of four hops and is timed from end to end. */
export const REQUEST_CHAIN = chain("chain", "M/M/4, four hops", 4, 4, true);

export const KERNEL_CASES: readonly KernelCase[] = [
  queue(1, 6),
  queue(4, 4),
  queue(64, 4),
  chain("tandem", "tandem of three", 3, 1, false),
  pipeline(),
];

export function drawArrivals(of: KernelCase, records: number, seed: number): Arrivals {
  const gaps = createStream(seed, of.id, "gaps");
  const places = createStream(seed, of.id, "places");
  const gap = exponential(1 / of.ratePerMs);
  const timesMs = new Float64Array(records);
  const entry = new Int32Array(records);
  let now = 0;
  for (let i = 0; i < records; i++) {
    timesMs[i] = now += gap.sample(gaps);
    entry[i] = of.entries === 1 ? 0 : places.nextBelow(of.entries);
  }
  return { timesMs, entry };
}

/** The network on the heap of events. Both sides draw the services of a station from the same stream, inside their time. */
export function runOnHeap(of: KernelCase, arrivals: Arrivals, seed: number): KernelRun {
  const traces = simulateByEvents(
    of.stations.map(({ servers, meanMs, to, linkMs }, i) => {
      const random = createStream(seed, stationId(i), "service");
      const service = exponential(meanMs);
      return { servers, serviceMs: () => service.sample(random), next: () => to, linkMs };
    }),
    arrivals.timesMs,
    arrivals.entry,
    { fromMs: 0, untilMs: lastOf(arrivals) },
  );
  const last = traces[traces.length - 1];
  const departuresMs = last === undefined ? new Float64Array(0) : Float64Array.from(last.departuresMs);
  const stations = traces.map(({ statistics }): StationFigures => {
    const kept = must(statistics, "stations of the bench keep statistics");
    const { arrivals: came, servedCount: served, waitSumMs, serviceSumMs, busyMs, queueRecordMs, queueMax, waits } = kept;
    const [waitP99Ms, waitP99Bounds] = [waits.quantile(0.99), waits.quantileBounds(0.99)];
    return { arrivals: came, served, waitSumMs, serviceSumMs, busyMs, queueRecordMs, queueMax, waitP99Ms, waitP99Bounds };
  });
  if (!of.timed || last === undefined) return { departuresMs, p99Ms: null, stations };
  const times = new Histogram();
  for (let i = 0; i < departuresMs.length; i++) times.add(departuresMs[i] - arrivals.timesMs[last.customers[i]]);
  return { departuresMs, p99Ms: times.quantile(0.99), stations };
}

/** The network on the engine: its own stations, wires, meters and, where the case is timed, its sink and ledger. */
export class EngineKernel {
  private readonly of: KernelCase;
  private readonly arrivals: Arrivals;
  private readonly run: RunContext;
  private readonly recorder: SinkRecorder;
  private readonly sources: RowQueue[];
  private readonly stations: Station[] = [];
  private readonly out: RowQueue;
  private readonly sink: Sink | null;
  private readonly windowMs: number;
  private readonly rowNumbers: Int32Array;

  /** Builds the network and the rows; the clock of a comparison starts after it. */
  constructor(of: KernelCase, arrivals: Arrivals, seed: number, recordsPerWindow = 1000) {
    this.of = of;
    this.arrivals = arrivals;
    this.windowMs = recordsPerWindow / of.ratePerMs;
    this.rowNumbers = Int32Array.from(arrivals.timesMs, (_, row) => row);
    const stretch = timeStretches(0, lastOf(arrivals));
    this.recorder = new SinkRecorder(0, (_row, happenedAt) => stretch(happenedAt), []);
    this.run = contextOf(arrivals, seed, this.recorder);
    this.sources = Array.from({ length: of.entries }, (_, i) => new RowQueue(`source ${i}`));
    const inputs = of.stations.map((_, i): RowQueue[] => (i < of.entries ? [this.sources[i]] : []));
    const links = new Map<number, RowQueue[]>();
    let out = new RowQueue("out");
    of.stations.forEach(({ servers, meanMs, to, linkMs }, i) => {
      const wire = new RowQueue(`from ${i}`);
      if (to < 0) out = wire;
      else if (linkMs === 0) inputs[to].push(wire);
      else links.set(to, [...(links.get(to) ?? []), wire]);
      const before = links.get(i);
      if (before !== undefined) inputs[i].push(this.addLink(i, before));
      this.addStation(stationId(i), inputs[i], wire, servers, exponential(meanMs));
    });
    this.out = out;
    this.sink = of.timed ? new Sink("sink", this.run, new RowQueueReader([out])) : null;
  }

  /** The wires that lead to one station share a link: it delays each record by the same time. */
  private addLink(to: number, before: RowQueue[]): RowQueue {
    const wire = new RowQueue(`link to ${to}`);
    const linkMs = this.of.stations.find((station) => station.to === to)?.linkMs ?? 0;
    this.addStation(`link ${to}`, before, wire, LINK_SERVERS, constant(linkMs));
    return wire;
  }

  private addStation(id: string, inputs: readonly RowQueue[], out: RowQueue, servers: number, service: Sampler): void {
    this.stations.push(new Station(id, this.run, new RowQueueReader(inputs), [out], { servers, service, queueLimit: null }));
  }

  /** What comes before `until` goes onto the wires of its entry; the row of a record is its number. */
  private feed(from: number, until: number): number {
    const { timesMs, entry } = this.arrivals;
    let to = from;
    if (this.sources.length === 1) {
      while (to < timesMs.length && timesMs[to] < until) to++;
      this.sources[0].pushMany(timesMs, this.rowNumbers, from, to);
    } else for (; to < timesMs.length && timesMs[to] < until; to++) this.sources[entry[to]].push(timesMs[to], to);
    return to;
  }

  private figures(): StationFigures[] {
    return this.of.stations.flatMap((_, i) => this.stations.filter(({ id }) => id === stationId(i)).map(figuresOf));
  }

  simulate(): KernelRun {
    const { out, sink, arrivals } = this;
    const records = arrivals.timesMs.length;
    const departuresMs = new Float64Array(records);
    let departed = 0;
    let fed = 0;
    for (let until = this.windowMs; departed < records; until += this.windowMs) {
      fed = this.feed(fed, until);
      for (const station of this.stations) station.advance(until);
      departuresMs.set(out.times.subarray(out.head, out.tail), departed);
      departed += out.waiting;
      if (sink === null) out.head = out.tail = 0;
      else sink.advance(Infinity);
    }
    return { departuresMs, p99Ms: sink === null ? null : this.recorder.whole.quantile(0.99), stations: this.figures() };
  }
}

function figuresOf({ meter }: Station): StationFigures {
  const { arrivals, serviceCount, waitSumMs, serviceSumMs, busyMs, queue, queueMax, waits } = meter;
  const [waitP99Ms, waitP99Bounds] = [waits.quantile(0.99), waits.quantileBounds(0.99)];
  const queueRecordMs = queue.recordMs;
  return { arrivals, served: serviceCount, waitSumMs, serviceSumMs, busyMs, queueRecordMs, queueMax, waitP99Ms, waitP99Bounds };
}

function lastOf({ timesMs }: Arrivals): number {
  return timesMs[timesMs.length - 1] ?? 0;
}

/** More than are ever on the link at once: 5 ms at 100 records a ms, and the largest number a service may have. */
const LINK_SERVERS = 10_000;

function stationId(index: number): string {
  return `station ${index}`;
}

function contextOf(arrivals: Arrivals, seed: number, recorder: SinkRecorder): RunContext {
  const rows = createRows();
  const ledger = new Ledger();
  for (let i = 0; i < arrivals.timesMs.length; i++) {
    const row = rows.events.add();
    rows.events.happenedAt.set(row, arrivals.timesMs[i]);
    rows.events.bytes.set(row, 100);
    ledger.produce(row);
  }
  return {
    seed,
    rows,
    ledger,
    warmupMs: 0,
    durationMs: lastOf(arrivals),
    endMs: Infinity,
    steady: true,
    startMs: 0,
    trace: null,
    epochMs: 0,
    randomStream: (node, purpose) => createStream(seed, node, purpose),
    recorder: () => recorder,
    whenVisible: () => {},
    doneUnseen: () => undefined,
    readsRowsOf: () => false,
    readsEventsOf: () => false,
    rowsLetGo: 4096,
    blockRows: 2048,
    arrayBytes: () => ({}),
    desk: new RequestDesk([], { warmupMs: 0, durationMs: 1, steady: true }),
    dimensions: { ...PLAIN_EVENTS, types: [], users: 0, items: 0 },
    eventsPerRow: 1,
    nextTask: () => 0,
    hourMs: 3_600_000,
  };
}
