import { assert } from "../../base/assert.ts";

/** What the run loop needs of a part; part/part.ts has the whole contract. */
export type Steppable = {
  readonly id: string;
  advance(until: number): void;
  nextWorkMs(): number;
  rest(until: number): void;
  nextChangeMs(): number;
  change(at: number): void;
  finish(at: number): boolean;
};

/** A part with its place in the drawing: indexes of what feeds it, and whether input still waits on its wires. */
export type Stage<N extends Steppable = Steppable> = {
  readonly node: N;
  readonly upstream: readonly number[];
  readonly inputEmpty: () => boolean;
  /** Done before the part consumes: links that are cut keep back what is on them. */
  readonly before?: () => void;
};

export type Schedule = { readonly atMs: number; readonly apply: (at: number) => void };

const FINISH_EVERY_MS = 1000;

/**
 * Virtual time in windows (ENGINE.md 2). In a window every part, in topological order, consumes what is earlier than the
 * window's end. Windows end at faults, at instants a part has named, at samples and at the end of production, so that
 * each of these happens at its exact time; the length in between changes nothing but speed. A part without work in a window is
 * left out of it, and a time in which no part has any is passed over at once: a run costs what happens in it, not how long it lasts.
 */
export class Simulation<N extends Steppable = Steppable> {
  now = 0;
  windows = 0;
  readonly stages: readonly Stage<N>[];
  /** No window is longer, but for those that begin with a time without work. */
  readonly windowMs: number;
  private readonly asksEveryPart: boolean;
  private readonly sampleMs: number;
  private readonly durationMs: number;
  private readonly endMs: number;
  private readonly schedule: Schedule[];
  private readonly ended: boolean[];
  private nextSample: number;
  /** Ends of input are looked for at these instants only, so that they do not depend on windows either. */
  private nextFinish: number;

  constructor(
    stages: readonly Stage<N>[],
    options: {
      windowMs: number;
      asksEveryPart?: boolean;
      sampleMs: number;
      durationMs: number;
      endMs: number;
      schedule: readonly Schedule[];
    },
  ) {
    assert(options.windowMs > 0 && options.sampleMs > 0, "windows and samples take time");
    this.stages = stages;
    this.windowMs = options.windowMs;
    this.asksEveryPart = options.asksEveryPart ?? false;
    this.sampleMs = options.sampleMs;
    this.durationMs = options.durationMs;
    this.endMs = options.endMs;
    this.schedule = [...options.schedule].sort((a, b) => a.atMs - b.atMs);
    this.ended = stages.map(() => false);
    this.nextSample = options.sampleMs;
    this.nextFinish = options.durationMs;
  }

  get over(): boolean {
    return this.now >= this.endMs || (this.now >= this.durationMs && this.ended.every(Boolean));
  }

  /** Strikes at the next instant that is not yet simulated. */
  insert(entry: Schedule): void {
    const at = this.schedule.findIndex((other) => other.atMs > entry.atMs);
    this.schedule.splice(at < 0 ? this.schedule.length : at, 0, entry);
  }

  /** One window. Answers whether a sample is due at its end. */
  step(limit = Infinity): boolean {
    const until = this.windowEnd(limit);
    for (const { node, before } of this.stages) {
      before?.();
      if (node.nextWorkMs() > until && !this.asksEveryPart) node.rest(until);
      else node.advance(until);
    }
    this.now = until;
    this.windows++;
    while (this.schedule.length > 0 && this.schedule[0].atMs <= until) this.schedule.shift()?.apply(until);
    for (const { node } of this.stages) {
      for (let guard = 0; node.nextChangeMs() <= until; guard++) {
        assert(guard < 100_000, `${node.id} keeps changing at ${until} ms`);
        node.change(until);
      }
    }
    if (until >= this.nextFinish) {
      this.nextFinish += FINISH_EVERY_MS;
      this.finish(until);
    }
    if (until < this.nextSample) return false;
    while (this.nextSample <= until) this.nextSample += this.sampleMs;
    return true;
  }

  private windowEnd(limit: number): number {
    let until = Math.min(this.nextSample, this.nextFinish, this.endMs, Math.max(limit, this.now));
    if (this.schedule.length > 0) until = Math.min(until, Math.max(this.now, this.schedule[0].atMs));
    for (const { node } of this.stages) until = Math.min(until, Math.max(this.now, node.nextChangeMs()));
    return until <= this.now + this.windowMs ? until : Math.min(until, this.nextWorkMs() + this.windowMs);
  }

  /** When the first part has something to do; before it nothing is under way that anybody could hear of (E4). */
  private nextWorkMs(): number {
    if (this.asksEveryPart) return this.now;
    let next = Infinity;
    for (const { node } of this.stages) {
      const at = node.nextWorkMs();
      if (at <= this.now) return this.now;
      if (at < next) next = at;
    }
    return next;
  }

  /** Ends what has nothing more to come, from the sources on. */
  private finish(at: number): void {
    this.stages.forEach(({ node, upstream, inputEmpty }, index) => {
      if (this.ended[index] || !upstream.every((u) => this.ended[u]) || !inputEmpty()) return;
      this.ended[index] = node.finish(at);
    });
  }
}
