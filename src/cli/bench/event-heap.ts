import { StationStatistics } from "./station-statistics.ts";

/**
 * The textbook simulator the engine is compared with: one heap of events, one event at a time. It shares no code with
 * the engine. First-come-first-served stations with c servers, joined by links, without loops.
 */
export type ReferenceStation = {
  readonly servers: number;
  /** Service time of a customer, asked once when it arrives here, in order of arrival. */
  readonly serviceMs: (customer: number) => number;
  /** Where it goes then: index of a station, or -1 to leave. */
  readonly next: (customer: number) => number;
  readonly linkMs: number;
  /** At most this many wait; who comes then is turned away. Absent = no limit. */
  readonly queueLimit?: number;
};

/** What happened at one station, in order of departure. */
export type StationTrace = {
  readonly customers: number[];
  readonly departuresMs: number[];
  /** Time between arrival and start of service. */
  readonly waitsMs: number[];
  /** Turned away, in order of arrival. */
  readonly dropped: number[];
  /** What the engine's stations measure as well; null where nobody asked for it. */
  readonly statistics: StationStatistics | null;
};

/** The span of production in ms, where stations are to keep the statistics the engine's keep. */
export type MeasuredSpan = { readonly fromMs: number; readonly untilMs: number };

/** Completions go before arrivals of the same time, so that a server that falls free can take the newcomer. */
const ARRIVAL = 4503599627370496; // 2^52: added to the sequence number of an arrival

/** Outside arrivals: customer i comes to station `stations[i]` at `timesMs[i]` (rising). */
export function simulateByEvents(
  network: readonly ReferenceStation[],
  timesMs: Float64Array,
  stations: Int32Array,
  measured: MeasuredSpan | null = null,
): StationTrace[] {
  const events = new EventQueue();
  const states = network.map((station) => new StationState(station, measured));
  let sequence = 0;
  let outside = 0;
  const complete = (index: number, state: StationState, customer: number, serviceMs: number, waitMs: number, now: number): void => {
    state.busy++;
    state.trace.statistics?.begun(now - waitMs, waitMs, serviceMs, now);
    events.push(now + serviceMs, sequence++, index, customer, waitMs);
  };
  const arrive = (index: number, customer: number, now: number): void => {
    const state = states[index]!;
    const { station } = state;
    if (state.busy >= station.servers && station.queueLimit !== undefined && state.waiting >= station.queueLimit) {
      state.trace.dropped.push(customer);
      return;
    }
    const serviceMs = station.serviceMs(customer);
    state.trace.statistics?.arrived();
    if (state.busy < station.servers) complete(index, state, customer, serviceMs, 0, now);
    else {
      state.trace.statistics?.queued(now, state.waiting + 1);
      state.enqueue(customer, serviceMs, now);
    }
  };
  while (events.size > 0 || outside < timesMs.length) {
    const next = outside < timesMs.length ? timesMs[outside]! : Infinity;
    // At equal times completions go first, then what comes from outside, then what comes over links.
    if (events.size === 0 || next < events.timeMs || (next === events.timeMs && events.order >= ARRIVAL)) {
      arrive(stations[outside]!, outside, next);
      outside++;
      continue;
    }
    const now = events.timeMs;
    const { order, station: index, customer, waitMs } = events;
    events.pop();
    if (order >= ARRIVAL) {
      arrive(index, customer, now);
      continue;
    }
    const state = states[index]!;
    state.busy--;
    state.trace.customers.push(customer);
    state.trace.departuresMs.push(now);
    state.trace.waitsMs.push(waitMs);
    const target = state.station.next(customer);
    if (target >= 0) events.push(now + state.station.linkMs, ARRIVAL + sequence++, target, customer, 0);
    if (state.waiting > 0) {
      state.trace.statistics?.dequeued(now, state.waiting);
      state.dequeue();
      complete(index, state, state.headCustomer, state.headService, now - state.headArrival, now);
    }
  }
  return states.map((state) => state.trace);
}

/** Who waits at a station, in a ring that grows. */
class StationState {
  readonly station: ReferenceStation;
  readonly trace: StationTrace;
  busy = 0;
  waiting = 0;
  headCustomer = 0;
  headService = 0;
  headArrival = 0;
  private customers = new Int32Array(64);
  private services = new Float64Array(64);
  private arrivals = new Float64Array(64);
  private head = 0;

  constructor(station: ReferenceStation, measured: MeasuredSpan | null) {
    this.station = station;
    const statistics = measured === null ? null : new StationStatistics(measured.fromMs, measured.untilMs);
    this.trace = { customers: [], departuresMs: [], waitsMs: [], dropped: [], statistics };
  }

  enqueue(customer: number, serviceMs: number, now: number): void {
    if (this.waiting === this.customers.length) this.grow();
    const at = (this.head + this.waiting++) & (this.customers.length - 1);
    this.customers[at] = customer;
    this.services[at] = serviceMs;
    this.arrivals[at] = now;
  }

  dequeue(): void {
    this.headCustomer = this.customers[this.head]!;
    this.headService = this.services[this.head]!;
    this.headArrival = this.arrivals[this.head]!;
    this.head = (this.head + 1) & (this.customers.length - 1);
    this.waiting--;
  }

  private grow(): void {
    const size = this.customers.length;
    const customers = new Int32Array(2 * size);
    const services = new Float64Array(2 * size);
    const arrivals = new Float64Array(2 * size);
    for (let i = 0; i < size; i++) {
      const from = (this.head + i) & (size - 1);
      customers[i] = this.customers[from]!;
      services[i] = this.services[from]!;
      arrivals[i] = this.arrivals[from]!;
    }
    this.customers = customers;
    this.services = services;
    this.arrivals = arrivals;
    this.head = 0;
  }
}

/** A binary heap of events by (time, order) in parallel typed arrays. The first event shows in the fields. */
class EventQueue {
  size = 0;
  private times = new Float64Array(1024);
  private orders = new Float64Array(1024);
  private waits = new Float64Array(1024);
  private stations = new Int32Array(1024);
  private customers = new Int32Array(1024);

  get timeMs(): number {
    return this.times[0]!;
  }

  get order(): number {
    return this.orders[0]!;
  }

  get station(): number {
    return this.stations[0]!;
  }

  get customer(): number {
    return this.customers[0]!;
  }

  get waitMs(): number {
    return this.waits[0]!;
  }

  push(timeMs: number, order: number, station: number, customer: number, waitMs: number): void {
    if (this.size === this.times.length) this.grow();
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = this.times[parent]!;
      if (other < timeMs || (other === timeMs && this.orders[parent]! < order)) break;
      this.move(parent, at);
      at = parent;
    }
    this.put(at, timeMs, order, station, customer, waitMs);
  }

  pop(): void {
    const last = --this.size;
    if (last === 0) return;
    const timeMs = this.times[last]!;
    const order = this.orders[last]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      if (child + 1 < last && this.before(child + 1, child)) child++;
      const other = this.times[child]!;
      if (timeMs < other || (timeMs === other && order < this.orders[child]!)) break;
      this.move(child, at);
      at = child;
    }
    this.put(at, timeMs, order, this.stations[last]!, this.customers[last]!, this.waits[last]!);
  }

  private before(a: number, b: number): boolean {
    return this.times[a]! < this.times[b]! || (this.times[a]! === this.times[b]! && this.orders[a]! < this.orders[b]!);
  }

  private put(at: number, timeMs: number, order: number, station: number, customer: number, waitMs: number): void {
    this.times[at] = timeMs;
    this.orders[at] = order;
    this.stations[at] = station;
    this.customers[at] = customer;
    this.waits[at] = waitMs;
  }

  private move(from: number, to: number): void {
    this.times[to] = this.times[from]!;
    this.orders[to] = this.orders[from]!;
    this.stations[to] = this.stations[from]!;
    this.customers[to] = this.customers[from]!;
    this.waits[to] = this.waits[from]!;
  }

  private grow(): void {
    const wider = <T extends Float64Array | Int32Array>(column: T, grown: T): T => {
      grown.set(column);
      return grown;
    };
    const size = 2 * this.times.length;
    this.times = wider(this.times, new Float64Array(size));
    this.orders = wider(this.orders, new Float64Array(size));
    this.waits = wider(this.waits, new Float64Array(size));
    this.stations = wider(this.stations, new Int32Array(size));
    this.customers = wider(this.customers, new Int32Array(size));
  }
}
