import { WATCHES } from "../../engine/part/monitor.ts";
import type { Watches } from "../../engine/part/monitor.ts";
import type { Part } from "../../engine/part/part.ts";
import { Float64List } from "../../engine/kernel/number-lists.ts";
import type { Machine } from "../compile/build-machine.ts";
import { groupsOf } from "../read/groups.ts";
import type { ReadGroup } from "../read/groups.ts";
import type { NodeSample, NodeState, RunIncident, SeriesChunk, WireSample } from "../../result/snapshot.ts";
import { activeUntilMs } from "../read/production.ts";
import { servingStores } from "../read/stores.ts";
import type { Store } from "../read/stores.ts";

/** Utilisation is smoothed with this time constant of samples, so that a status stays long enough to be read. */
const SMOOTHING = 0.4;
const WARN_AT = 0.6;
const BAD_AT = 0.85;

/** What is looked at of a part, and the columns it goes to: names made once, as there are hundreds of samples. */
type NodeColumns = {
  readonly id: string;
  readonly node: Part;
  readonly rate: string;
  readonly utilisation: string;
  readonly queue: string;
  readonly instances: string;
};
type GroupColumns = ReadGroup & { readonly lag: string; readonly lagMs: string; readonly partitions: string[] };

function nodeColumns(id: string, node: Part): NodeColumns {
  return { id, node, rate: `rate.${id}`, utilisation: `utilisation.${id}`, queue: `queue.${id}`, instances: `instances.${id}` };
}

function groupColumns({ log, group }: ReadGroup): GroupColumns {
  return { log, group, lag: `lag.${group.id}`, lagMs: `lagMs.${group.id}`, partitions: [] };
}

/** Looks at a machine at every sample: the series of the charts, the figures on parts and wires. */
export class Observer {
  peakPerSecond = 0;
  readonly times = new Float64List(512);
  readonly columns = new Map<string, Float64List>();
  readonly incidents: RunIncident[] = [];
  private readonly machine: Machine;
  private readonly smoothed = new Map<string, number>();
  private readonly rates = new Map<string, number>();
  private readonly carried = new Map<string, number>();
  private wireRates = new Map<string, number>();
  private lastAt = 0;
  private sent = 0;
  private lastDelivered = 0;
  private lastProduced = 0;
  private lastDropped = 0;
  private alertsSeen = 0;
  /** Who is looked at does not change while a run goes on. */
  private readonly groups: readonly ReadGroup[];
  private readonly nodeColumns: readonly NodeColumns[];
  private readonly groupColumns: readonly GroupColumns[];
  private readonly stores: readonly Store[];
  private readonly watching: readonly Watches[];

  constructor(machine: Machine) {
    this.machine = machine;
    this.groups = groupsOf(machine);
    this.nodeColumns = [...machine.nodes].map(([id, node]) => nodeColumns(id, node));
    this.groupColumns = this.groups.map(groupColumns);
    this.stores = servingStores(machine);
    this.watching = WATCHES.all(machine.nodes.values());
  }

  sample(atMs: number): void {
    const seconds = (atMs - this.lastAt) / 1000;
    if (seconds <= 0) return;
    this.lastAt = atMs;
    this.times.push(atMs);
    this.sampleLedger(seconds);
    this.sampleFreshness();
    this.sampleGroups(atMs);
    for (const node of this.nodeColumns) this.sampleNode(node, atMs, seconds);
    for (const wire of this.machine.wires) {
      this.wireRates.set(wire.id, (wire.carried - (this.carried.get(wire.id) ?? 0)) / seconds);
      this.carried.set(wire.id, wire.carried);
    }
    this.collectAlerts();
  }

  private put(name: string, value: number): void {
    let column = this.columns.get(name);
    if (column === undefined) {
      column = new Float64List(512);
      for (let i = 1; i < this.times.length; i++) column.push(NaN);
      this.columns.set(name, column);
    }
    column.push(value);
  }

  private sampleLedger(seconds: number): void {
    const totals = this.machine.run.ledger.totals();
    let dropped = totals.expired;
    for (const reasons of Object.values(totals.dropped)) for (const count of Object.values(reasons)) dropped += count;
    const producedRate = (totals.produced - this.lastProduced) / seconds;
    if (producedRate > this.peakPerSecond) this.peakPerSecond = producedRate;
    this.put("rate.produced", producedRate);
    this.put("rate.delivered", (totals.delivered - this.lastDelivered) / seconds);
    this.put("dropped", dropped);
    this.put("dropped.interval", dropped - this.lastDropped);
    this.lastProduced = totals.produced;
    this.lastDelivered = totals.delivered;
    this.lastDropped = dropped;
  }

  private sampleFreshness(): void {
    let p50 = NaN;
    let p95 = NaN;
    for (const store of this.stores) {
      const recorder = this.machine.recorders.get(store.id);
      const median = recorder?.interval.quantile(0.5) ?? null;
      const tail = recorder?.interval.quantile(0.95) ?? null;
      if (median !== null && !(median <= p50)) p50 = median;
      if (tail !== null && !(tail <= p95)) p95 = tail;
    }
    for (const recorder of this.machine.recorders.values()) recorder.interval.clear();
    // Without a dashboard nothing has a freshness, and charts show something else.
    if (this.stores.length === 0) return;
    this.put("freshness.p50Ms", p50);
    this.put("freshness.p95Ms", p95);
  }

  private sampleGroups(atMs: number): void {
    for (const { log, group, lag, lagMs, partitions } of this.groupColumns) {
      const { records, ms } = group.measure(atMs);
      this.put(lag, records);
      this.put(lagMs, ms);
      for (let p = 0; p < log.partitionCount(); p++)
        this.put((partitions[p] ??= `lag.${group.id}.${log.partition(p).name}`), group.lagRecords(p));
    }
  }

  private sampleNode({ id, node, rate, utilisation: used, queue, instances }: NodeColumns, atMs: number, seconds: number): void {
    const { meter } = node;
    this.rates.set(id, meter.intervalArrivals / seconds);
    this.put(rate, meter.intervalArrivals / seconds);
    const servers = node.serversAt(atMs);
    if (servers !== null) {
      const utilisation = Math.min(1, meter.intervalBusyMs / (seconds * 1000 * servers));
      const before = this.smoothed.get(id) ?? utilisation;
      this.smoothed.set(id, before + SMOOTHING * (utilisation - before));
      this.put(used, utilisation);
    }
    const up = node.instancesUp(atMs);
    if (up !== null) this.put(instances, up);
    const waiting = node.queueLength(atMs);
    this.put(queue, waiting);
    // Stations know their own peak exactly; for the others it is the largest seen at a sample.
    if (waiting > meter.queueMax) meter.queueMax = waiting;
    meter.intervalArrivals = 0;
    meter.intervalBusyMs = 0;
    meter.intervalDropped = 0;
  }

  private collectAlerts(): void {
    if (this.watching.length === 0) return;
    const alerts = this.watching.flatMap(({ alerts: raised }) => raised);
    for (const alert of alerts.slice(this.alertsSeen))
      this.incidents.push({ atMs: alert.atMs, label: alert.label, kind: "alert", part: alert.part });
    this.alertsSeen = alerts.length;
  }

  /**
   * When the run is over its last second says nothing: figures then become those of the whole of production, rates over its
   * length and utilisation since the warm-up.
   */
  closeBooks(): void {
    const { machine } = this;
    const { startMs, warmupMs } = machine.run;
    const activeMs = new Map([...machine.nodes].map(([id, node]) => [id, activeUntilMs(machine, node, Infinity) - startMs]));
    for (const [id, node] of machine.nodes) {
      const ownMs = activeMs.get(id) as number;
      const spanMs = ownMs + startMs - warmupMs;
      this.rates.set(id, (node.meter.arrivals * 1000) / ownMs);
      const servers = node.servers();
      if (servers !== null && spanMs > 0) this.smoothed.set(id, Math.min(1, node.meter.busyMs / (servers * spanMs)));
    }
    for (const wire of machine.wires) this.wireRates.set(wire.id, (wire.carried * 1000) / (activeMs.get(wire.toPart) as number));
  }

  nodeSamples(atMs: number): { [id: string]: NodeSample } {
    const samples: Record<string, NodeSample> = {};
    const { dropped } = this.machine.run.ledger.totals();
    for (const [id, node] of this.machine.nodes) {
      const utilisation = this.smoothed.get(id) ?? null;
      const losses = Object.entries(dropped[id] ?? {}).filter(([reason]) => reason !== "late");
      const worst = losses.reduce<[string, number] | null>((most, entry) => (most === null || entry[1] > most[1] ? entry : most), null);
      samples[id] = {
        ratePerSecond: this.rates.get(id) ?? 0,
        utilisation,
        queue: node.queueLength(atMs),
        state: stateOf(node, atMs, utilisation, this.rates.get(id) ?? 0),
        figure: node.figure(atMs),
        badge: worst === null ? null : { count: worst[1], reason: worst[0] },
      };
    }
    return samples;
  }

  wireSamples(): { [id: string]: WireSample } {
    const samples: Record<string, WireSample> = {};
    const lags = new Map(this.groups.map(({ log, group }) => [`${log.id}/${group.id}`, group]));
    for (const wire of this.machine.wires) samples[wire.id] = { ratePerSecond: this.wireRates.get(wire.id) ?? 0, backlog: wire.waiting };
    for (const { id, from, to } of this.drawn) {
      const group = lags.get(`${from}/${to}`);
      if (group === undefined) continue;
      let records = 0;
      for (let p = 0; p < group.position.length; p++) records += group.lagRecords(p);
      // A log's wire carries nothing by itself: the reader takes rows from the partitions.
      samples[id] = { ratePerSecond: this.rates.get(to) ?? 0, backlog: records };
    }
    return samples;
  }

  private drawn: readonly { id: string; from: string; to: string }[] = [];

  describeWires(drawn: readonly { id: string; from: string; to: string }[]): void {
    this.drawn = drawn;
  }

  /** Points since the last call. */
  takeSeries(): SeriesChunk {
    const from = this.sent;
    this.sent = this.times.length;
    const columns: Record<string, Float64Array> = {};
    for (const [name, column] of this.columns) columns[name] = column.data.slice(from, column.length);
    return { atMs: this.times.data.slice(from, this.times.length), columns };
  }
}

function stateOf(node: Part, atMs: number, utilisation: number | null, rate: number): NodeState {
  if (node.isDown(atMs)) return "down";
  if (utilisation !== null && utilisation >= BAD_AT) return "bad";
  if (utilisation !== null && utilisation >= WARN_AT) return "warn";
  return rate === 0 && node.meter.arrivals === 0 ? "idle" : "ok";
}
