import { createStream } from "../../src/base/rng.ts";
import type { RandomStream } from "../../src/base/rng.ts";
import type { Sampler } from "../../src/base/sampler.ts";
import { RequestDesk } from "../../src/engine/books/request-desk.ts";
import { NO_ENDPOINT, NOTHING } from "../../src/engine/calls/calls.ts";
import type { Call } from "../../src/engine/calls/calls.ts";
import { Ledger } from "../../src/engine/books/ledger.ts";
import { Simulation } from "../../src/engine/kernel/simulation.ts";
import type { Schedule } from "../../src/engine/kernel/simulation.ts";
import { TimeQueue } from "../../src/engine/kernel/time-queue.ts";
import { CallPart } from "../../src/engine/part/call-part.ts";
import type { Part } from "../../src/engine/part/part.ts";
import type { RunContext } from "../../src/engine/part/run-context.ts";
import { PLAIN_EVENTS } from "../../src/engine/rows/dimensions.ts";
import { RowQueueReader } from "../../src/engine/rows/row-queue.ts";
import type { RowQueue } from "../../src/engine/rows/row-queue.ts";
import { createRows } from "../../src/engine/rows/rows.ts";
import { SinkRecorder } from "../../src/engine/books/sink-recorder.ts";

/** Parts that call each other, without a drawing around them. */
export function callRun(seed: number, durationMs: number, warmupMs = 0): RunContext {
  return {
    seed,
    rows: createRows(),
    ledger: new Ledger(),
    warmupMs,
    durationMs,
    endMs: Infinity,
    steady: true,
    startMs: 0,
    trace: null,
    epochMs: 0,
    randomStream: (node, purpose) => createStream(seed, node, purpose),
    recorder: () => new SinkRecorder(0, () => 0, []),
    whenVisible: () => {},
    doneUnseen: () => undefined,
    readsRowsOf: () => false,
    readsEventsOf: () => false,
    rowsLetGo: 4096,
    blockRows: 64,
    arrayBytes: () => ({}),
    desk: new RequestDesk([], { warmupMs, durationMs, steady: true }),
    dimensions: { ...PLAIN_EVENTS, types: [], users: 0, items: 0 },
    eventsPerRow: 1,
    nextTask: () => 0,
    hourMs: 3_600_000,
  };
}

/** Runs the parts, given in the order of their turns, until nothing is under way. */
export function finish(run: RunContext, parts: readonly Part[], windowMs = 1000, schedule: readonly Schedule[] = []): void {
  const { calls } = run.desk;
  const { durationMs } = run;
  const endMs = Number.MAX_SAFE_INTEGER;
  const stages = parts.map((node) => ({ node, upstream: [], inputEmpty: () => true }));
  const simulation = new Simulation(stages, { windowMs, sampleMs: durationMs, durationMs, endMs, schedule });
  const isOver = (): boolean => simulation.now >= durationMs && calls.open === 0 && parts.every((part) => part.finish(simulation.now));
  while (!isOver()) simulation.step();
  simulation.step();
}

export type CallersSpec = {
  /** Calls of an open, endless crowd per ms; or so many clients who each wait for the reply and then think. */
  readonly load: { readonly perMs: number } | { readonly clients: number; readonly think: Sampler };
  readonly waitMs?: number;
};

/** Where calls begin. Notes how each ended. */
export class Callers extends CallPart {
  readonly responsesMs: number[] = [];
  /** By place and reason. */
  readonly failures = new Map<string, number>();
  /** When each call that failed had been sent. */
  readonly failedSentAt: number[] = [];
  sent = 0;
  private readonly out: RowQueue;
  private readonly spec: CallersSpec;
  private readonly draws: RandomStream;
  private readonly due = new TimeQueue();

  constructor(id: string, run: RunContext, out: RowQueue, spec: CallersSpec) {
    super(id, run, [out]);
    this.out = out;
    this.spec = spec;
    this.draws = run.randomStream(id, "gaps");
    const first = "perMs" in spec.load ? 1 : spec.load.clients;
    for (let client = 0; client < first; client++) this.due.push(this.gap(), client);
  }

  private gap(): number {
    const { load } = this.spec;
    return "perMs" in load ? -Math.log(1 - this.draws.nextUniform()) / load.perMs : load.think.sample(this.draws);
  }

  protected nextOwnAt(): number {
    return this.due.time >= this.run.durationMs ? Infinity : this.due.time;
  }

  protected moveOwn(at: number): void {
    const client = this.due.pop();
    const deadlineAt = at + (this.spec.waitMs ?? Infinity);
    const call = this.calls.make(
      this,
      { parent: null, key: client, op: "read", endpoint: NO_ENDPOINT, row: NOTHING, bytes: 1, deadlineAt },
      at,
    );
    this.sent++;
    this.calls.send(this.out, at, call.ref);
    if ("perMs" in this.spec.load) this.due.push(at + this.gap(), client);
  }

  protected override replied(call: Call, at: number): void {
    if (!("perMs" in this.spec.load)) this.due.push(at + this.gap(), call.key);
    if (call.state === "answered") {
      if (call.sentAt >= this.run.warmupMs) this.responsesMs.push(at - call.sentAt);
      return;
    }
    this.failedSentAt.push(call.sentAt);
    const said = `${this.calls.places[call.place]}: ${call.reason}`;
    this.failures.set(said, (this.failures.get(said) ?? 0) + 1);
  }
}

/** Fails each attempt with a chance of its own, at once, and answers the others. */
export class Coin extends CallPart {
  tossed = 0;
  private readonly input: RowQueueReader;
  private readonly failing: number;
  private readonly draws: RandomStream;

  constructor(id: string, run: RunContext, wires: readonly RowQueue[], failing: number) {
    super(id, run, wires);
    this.input = new RowQueueReader(wires);
    this.failing = failing;
    this.draws = run.randomStream(id, "tosses");
  }

  protected nextOwnAt(): number {
    return this.input.peekTime();
  }

  protected moveOwn(at: number): void {
    this.input.next(Infinity);
    this.tossed++;
    const call = this.calls.of(this.input.ref);
    if (this.draws.nextUniform() < this.failing) this.calls.refuse(call, at, "bad luck", this.place);
    else this.calls.answer(call, at, NOTHING, this.place);
  }
}
