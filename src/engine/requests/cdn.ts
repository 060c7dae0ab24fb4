import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { NO_PLACE } from "../caches/cached-entries.ts";
import { SampledEntries } from "../caches/sampled-entries.ts";
import { NOTHING, onBehalfOf } from "../calls/calls.ts";
import type { Call } from "../calls/calls.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { CallPart } from "../part/call-part.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { ITEM, kindOf, rowOf } from "../rows/rows.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { CdnRemarks } from "./remarks.ts";

export type CdnSpec = {
  /** Places at the edge; clients go to one of them, always the same. */
  readonly edges: number;
  readonly edgeBytes: number;
  /** Of the cache that all edges ask before the origin; null: they ask the origin. */
  readonly regionalBytes: number | null;
  /** What the origin says of each answer: so long it may be given out again. */
  readonly maxAgeMs: number;
  /** A change or a delete that went through here is purged everywhere so long after its reply; null: nothing is purged. */
  readonly purgeMs: number | null;
  /** An answer that is too old is given out where the origin has none. */
  readonly staleIfError: boolean;
  /** At an edge; to the regional cache and back; to the origin and back. */
  readonly edge: Sampler;
  readonly toRegional: Sampler;
  readonly toOrigin: Sampler;
  /** A thing of the run stands for so many. */
  readonly itemsPerRow: number;
};

/** One call on its way: asks the regional cache, asks the origin, is answered; or a key that is purged. */
type Step =
  | { readonly does: "ask"; readonly whom: "regional" | "origin"; readonly call: Call; readonly edge: number }
  | { readonly does: "answer"; readonly call: Call; readonly answer: number }
  | { readonly does: "refuse"; readonly call: Call; readonly reason: string; readonly by: number }
  | { readonly does: "purge"; readonly key: number };

type Edge = { readonly entries: SampledEntries; readonly spell: Spell };

/**
 * Caches near to clients, with one in a region between them and the origin. An answer to a read is kept for its age at every cache on
 * its way; what changes at the origin meanwhile is not seen here until then, or until it is purged. All else goes on to the origin.
 * In `requests`, out `origin`.
 */
export class Cdn extends CallPart<CdnRemarks> {
  hits = 0;
  regionalHits = 0;
  misses = 0;
  private bytesOut = 0;
  private originBytes = 0;
  private purges = 0;
  private readonly input: RowQueueReader;
  private readonly origin: readonly RowQueue[];
  private readonly spec: CdnSpec;
  private readonly edges: readonly Edge[];
  private readonly regional: SampledEntries | null;
  private readonly delays: RandomStream;
  private readonly due = new TimeQueue();
  private readonly steps: (Step | null)[] = [];
  private readonly freeSteps: number[] = [];
  /** The edge of a call that the origin is asked for, by its number. */
  private readonly askedBy = new Map<number, number>();
  private readonly spell = new Spell();

  constructor(
    id: string,
    run: RunContext,
    wires: { readonly requests: readonly RowQueue[]; readonly origin: readonly RowQueue[] },
    spec: CdnSpec,
  ) {
    super(id, run, [...wires.requests, ...wires.origin]);
    this.spec = spec;
    this.input = new RowQueueReader(wires.requests);
    this.origin = wires.origin;
    this.delays = run.randomStream(id, "ways");
    const cacheOf = (maxBytes: number, name: string): SampledEntries =>
      new SampledEntries(
        {
          ...{ maxBytes, policy: "allkeys-lru", samples: SAMPLES, emptyBytes: 0, entriesPerRow: spec.itemsPerRow },
          ...{ entryBytes: (valueBytes) => valueBytes, tableBytes: () => 0 },
        },
        run.randomStream(id, `evictions ${name}`),
      );
    this.edges = Array.from({ length: spec.edges }, (_, n) => ({ entries: cacheOf(spec.edgeBytes, `edge ${n}`), spell: new Spell() }));
    this.regional = spec.regionalBytes === null ? null : cacheOf(spec.regionalBytes, "regional");
  }

  protected nextOwnAt(): number {
    return Math.min(this.due.time, this.input.peekTime());
  }

  protected moveOwn(at: number): void {
    if (this.due.time <= at) return this.step(at);
    this.input.next(Infinity);
    this.take(this.calls.of(this.input.ref), at);
  }

  private later(at: number, step: Step): void {
    const place = this.freeSteps.pop() ?? this.steps.length;
    this.steps[place] = step;
    this.due.push(at, place);
  }

  private way(sampler: Sampler): number {
    return sampler.sample(this.delays) / 2;
  }

  private take(call: Call, at: number): void {
    if (this.answersCheck(call, at)) return;
    this.meter.arrived(call.bytes);
    const edge = this.edgeOf(call, at);
    if (edge < 0) return this.calls.refuse(call, at, "no edge", this.place);
    const { spec } = this;
    const doneAt = at + spec.edge.sample(this.delays) * this.spell.slowness(at);
    this.meter.served(at, 0, doneAt - at);
    if (call.trace !== null) this.calls.begun(call, at, spec.edges === 1 ? "" : `edge ${edge}`);
    if (call.op !== "read") return this.later(doneAt + this.way(spec.toOrigin), { does: "ask", whom: "origin", call, edge });
    const answer = lookUp(this.edges[edge].entries, call.key, at);
    if (answer !== NOTHING) {
      this.hits++;
      return this.later(doneAt, { does: "answer", call, answer });
    }
    const hasRegional = this.regional !== null;
    const way = this.way(hasRegional ? spec.toRegional : spec.toOrigin);
    this.later(doneAt + way, { does: "ask", whom: hasRegional ? "regional" : "origin", call, edge });
  }

  /** The client's own edge, or the next one that is up; -1 when none is. */
  private edgeOf({ client, key }: Call, at: number): number {
    const { edges } = this;
    const own = client < 0 ? key : client;
    for (let n = 0; n < edges.length; n++) if (!edges[(own + n) % edges.length].spell.isAway(at)) return (own + n) % edges.length;
    return -1;
  }

  private step(at: number): void {
    const place = this.due.pop();
    const step = this.steps[place] as Step;
    this.steps[place] = null;
    this.freeSteps.push(place);
    if (step.does === "purge") return this.purge(step.key);
    if (step.does === "ask") return this[step.whom === "origin" ? "askOrigin" : "askRegional"](step.call, step.edge, at);
    this.meter.departures++;
    if (step.does === "refuse") return this.calls.refuse(step.call, at, step.reason, step.by);
    this.bytesOut += this.bytesOfAnswer(step.answer);
    this.calls.answer(step.call, at, step.answer, this.place);
  }

  private bytesOfAnswer(answer: number): number {
    return answer !== NOTHING && kindOf(answer) === ITEM ? this.run.rows.items.bytes.data[rowOf(answer)] : 0;
  }

  private askRegional(call: Call, edge: number, at: number): void {
    const regional = this.regional as SampledEntries;
    const place = regional.find(call.key);
    if (place === NO_PLACE || !regional.isValid(place, at))
      return this.later(at + this.way(this.spec.toOrigin), { does: "ask", whom: "origin", call, edge });
    this.regionalHits++;
    regional.use(place, at);
    const answer = regional.refAt(place);
    // It is as old here as it is there.
    this.keep(this.edges[edge], call.key, answer, at, regional.expiryAt(place));
    this.later(at + this.way(this.spec.toRegional), { does: "answer", call, answer });
  }

  private askOrigin(call: Call, edge: number, at: number): void {
    if (call.op === "read") this.misses++;
    this.askedBy.set(call.number, edge);
    this.calls.send(this.origin[0], at, this.calls.make(this, onBehalfOf(call, call.deadlineAt), at).ref);
  }

  protected override replied(reply: Call, at: number): void {
    const call = reply.parent as Call;
    const edge = this.askedBy.get(call.number) as number;
    this.askedBy.delete(call.number);
    const { spec } = this;
    const backAt = at + this.way(spec.toOrigin) + (this.regional === null || call.op !== "read" ? 0 : this.way(spec.toRegional));
    if (reply.state === "refused") return this.failed(call, edge, reply, backAt);
    this.originBytes += this.bytesOfAnswer(reply.answer);
    if (call.op !== "read") {
      if (spec.purgeMs !== null && call.op !== "insert") this.later(at + spec.purgeMs, { does: "purge", key: call.key });
    } else if (reply.answer !== NOTHING) {
      const expiresAt = at + spec.maxAgeMs;
      if (this.regional !== null) put(this.regional, call.key, reply.answer, this.bytesOfAnswer(reply.answer), at, expiresAt);
      this.keep(this.edges[edge], call.key, reply.answer, at, expiresAt);
    }
    this.later(backAt, { does: "answer", call, answer: reply.answer });
  }

  /** The origin has no answer: an old one is better than none, where that is allowed. */
  private failed(call: Call, edge: number, reply: Call, backAt: number): void {
    const old = this.spec.staleIfError && call.op === "read" ? this.oldAnswer(call.key, edge) : NOTHING;
    if (old !== NOTHING) return this.later(backAt, { does: "answer", call, answer: old });
    this.later(backAt, { does: "refuse", call, reason: reply.reason, by: reply.place });
  }

  private oldAnswer(key: number, edge: number): number {
    for (const entries of [this.edges[edge].entries, this.regional]) {
      const place = entries?.find(key) ?? NO_PLACE;
      if (entries !== null && place !== NO_PLACE) return entries.refAt(place);
    }
    return NOTHING;
  }

  private keep({ entries, spell }: Edge, key: number, answer: number, at: number, expiresAt: number): void {
    if (!spell.isAway(at)) put(entries, key, answer, this.bytesOfAnswer(answer), at, expiresAt);
  }

  private purge(key: number): void {
    this.purges++;
    for (const { entries } of this.edges) entries.delete(key);
    this.regional?.delete(key);
  }

  override strike(strike: Strike, at: number): void {
    const { fault, durationMs, index = 0 } = strike;
    if (fault === "slow") return this.spell.slow(amountOf(strike), at + durationMs);
    if (fault === "restart") {
      let lostEntries = this.regional?.size ?? 0;
      for (const { entries } of this.edges) {
        lostEntries += entries.size;
        entries.clear();
      }
      this.regional?.clear();
      return this.remark(at, "all-purged", { lostEntries });
    }
    const edge = this.edges[index % this.edges.length];
    const lostEntries = edge.entries.size;
    edge.entries.clear();
    const downMs = edge.spell.stayAway(at, durationMs);
    if (this.edges.length === 1) this.meter.downMs += downMs;
    this.remark(at, "edge-lost", { edge: index % this.edges.length, downMs: durationMs, lostEntries, others: this.edges.length - 1 });
  }

  override isDown(at: number): boolean {
    return this.edges.every(({ spell }) => spell.isAway(at));
  }

  override finish(): boolean {
    return this.input.empty && this.due.size === 0 && this.askedBy.size === 0;
  }

  override figure(): string {
    const all = this.hits + this.regionalHits + this.misses;
    return all === 0 ? "" : `edge ${((100 * this.hits) / all).toFixed(1)} %, origin ${((100 * this.misses) / all).toFixed(1)} %`;
  }

  override usage(): Record<string, number> {
    const { hits, misses, bytesOut, originBytes, purges } = this;
    return { ...super.usage(), requests: this.meter.arrivals, hits, misses, bytesOut, originBytes, purges };
  }
}

const SAMPLES = 10;

function lookUp(entries: SampledEntries, key: number, at: number): number {
  const place = entries.find(key);
  if (place === NO_PLACE || !entries.isValid(place, at)) return NOTHING;
  entries.use(place, at);
  return entries.refAt(place);
}

function put(entries: SampledEntries, key: number, answer: number, bytes: number, at: number, expiresAt: number): void {
  entries.put(key, answer, bytes, at, expiresAt);
}
