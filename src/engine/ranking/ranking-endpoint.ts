import { InstanceScaler } from "../fleets/instance-scaler.ts";
import type { ScalerSpec } from "../fleets/instance-scaler.ts";
import { InstanceHours } from "../fleets/instance-hours.ts";
import type { ListRanker } from "../tables/list-store.ts";
import { NOTHING } from "../calls/calls.ts";
import type { Call } from "../calls/calls.ts";
import { CallPart } from "../part/call-part.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { RequestMachines } from "../requests/request-machines.ts";
import type { MachineWork } from "../requests/request-machines.ts";
import type { RowInput } from "../rows/row-input.ts";
import { EVENT, LIST, refOf, rowOf, kindOf, VECTOR } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { ServedModels } from "./served-models.ts";
import { UserVectors } from "./user-vectors.ts";
import type { VersionRule } from "./user-vectors.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { ItemIndexes } from "./maths/item-indexes.ts";
import type { ModelShelf } from "./maths/model-shelf.ts";
import { UserSteps } from "./maths/user-steps.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { EndpointRemarks } from "./remarks.ts";

export type RankingEndpointSpec = ScalerSpec & {
  readonly threadsPerInstance: number;
  /** From the wish for one more instance until it answers. */
  readonly scaleOutMs: number;
  /** From a new model's publication until it answers; the one before serves meanwhile. */
  readonly deployMs: number;
  readonly versions: VersionRule;
  readonly kept: number;
  readonly popularity: boolean;
  readonly withoutVector: "nothing" | "popular";
  readonly length: number;
  /** Of a thread: per call, and per item that is scored. */
  readonly handlerMs: number;
  readonly scoreMs: number;
  /** A read of the user's vector from the store beside it, of a thread too; only where vectors are led here. */
  readonly lookup: Sampler;
  /** Routing and network of a call, of no thread. */
  readonly overhead: Sampler;
  readonly queueLimit: number;
  readonly timeoutMs: number;
};

/** Of whom and in which version a list is ranked. */
type Person = { readonly maker: number; readonly step: number; readonly vectorModel: number };
type Ranking = { readonly person: Person | null; readonly model: number; readonly asFound: boolean };

/**
 * A model behind an endpoint: it scores the candidates that come with a call, or every item when none do, on instances that come
 * and go with the load. In `invoke` requests, which are answered here, `vectors` records for the store of features beside it.
 */
export class RankingEndpoint extends CallPart<EndpointRemarks> implements MachineWork, ListRanker {
  readonly ranksWhenAsked = true;
  readonly models: ServedModels;
  readonly machines: RequestMachines;
  readonly hours = new InstanceHours();
  invocations = 0;
  scored = 0;
  private features = { writes: 0, reads: 0 };
  private readonly indexes: ItemIndexes;
  private readonly users: UserVectors | null;
  private readonly vectors: RowInput;
  private readonly requests: RowQueueReader;
  private readonly spec: RankingEndpointSpec;
  private readonly scaler: InstanceScaler;
  private readonly underWay = new Map<number, Ranking>();
  private readonly makers = new Map<string, number>();
  private readonly lookups: RandomStream;
  private readonly overheads: RandomStream;
  private readonly noVectorCode: number;

  constructor(
    id: string,
    run: RunContext,
    inputs: { invoke: readonly RowQueue[]; vectors: RowInput; takesVectors: boolean; shelf: ModelShelf },
    spec: RankingEndpointSpec,
  ) {
    super(id, run, inputs.invoke);
    this.spec = spec;
    this.vectors = inputs.vectors;
    this.requests = new RowQueueReader(inputs.invoke);
    this.users = inputs.takesVectors ? new UserVectors(run) : null;
    this.indexes = new ItemIndexes(inputs.shelf, spec.popularity, (model) => run.randomStream(id, `index ${model}`));
    this.models = new ServedModels(inputs.shelf, {
      kept: spec.versions === "newest" ? 1 : spec.kept,
      buildMs: () => spec.deployMs,
      // A deployment is blue/green: as many new instances stand beside the old ones until they take over.
      served: () => this.hours.beside(this.machines.size, spec.deployMs),
      failed: () => {},
    });
    this.scaler = new InstanceScaler(spec);
    const { threadsPerInstance: threads, queueLimit, timeoutMs: patienceMs } = spec;
    this.machines = new RequestMachines({ threads, queueLimit, patienceMs }, this, this.meter);
    for (let instance = 0; instance < spec.least; instance++) this.hours.begin(this.machines.add(-Infinity), 0);
    this.lookups = run.randomStream(id, "lookups");
    this.overheads = run.randomStream(id, "overheads");
    this.noVectorCode = run.ledger.code("filtered", id, "no vector");
  }

  override gather(until: number): void {
    while (this.vectors.next(until)) this.takeIn(this.vectors.ref, this.vectors.time);
  }

  override gathersFrom(): number {
    return this.vectors.peekTime();
  }

  protected nextOwnAt(): number {
    return Math.min(this.machines.time, this.scaler.nextAt, this.requests.peekTime());
  }

  protected moveOwn(at: number): void {
    const { machines, requests, scaler } = this;
    this.models.follow(at);
    if (machines.time === at) machines.move();
    else if (scaler.nextAt === at) this.scale(at);
    else {
      requests.next(Infinity);
      this.ask(requests.ref, at);
    }
  }

  override passed(until: number): void {
    this.hours.moveTo(until);
  }

  private takeIn(ref: number, at: number): void {
    this.meter.arrived(this.bytesOf(ref));
    if (kindOf(ref) === EVENT) this.run.ledger.end(ref, this.noVectorCode);
    if (kindOf(ref) !== VECTOR) return;
    this.features.writes++;
    this.users?.show(rowOf(ref), at);
  }

  private scale(at: number): void {
    if (at > this.run.durationMs) {
      this.scaler.nextAt = Infinity;
      return;
    }
    const { machines, hours, spec } = this;
    const before = machines.size;
    const wished = this.scaler.decide(machines.countUp(at), before);
    for (let more = before; more < wished; more++) hours.begin(machines.add(at + spec.scaleOutMs), at + spec.scaleOutMs);
    for (let less = before; less > wished; less--) hours.end(machines.remove(), at);
    if (wished > before) this.remark(at, "scaled-out", { moreInstances: wished - before, scaleOutMs: spec.scaleOutMs }, "scaleOutMs");
  }

  private ask(ref: number, at: number): void {
    if (this.answersCheck(this.calls.of(ref), at)) return;
    this.meter.arrived(this.bytesOf(ref));
    this.scaler.count();
    if (!this.machines.anyUp(at)) return this.refuse(ref, at + 1, "no instance up");
    if (!this.machines.arrive(ref, at)) this.refuse(ref, at + 1, "endpoint busy");
  }

  private refuse(ref: number, at: number, reason: string): void {
    this.underWay.delete(ref);
    this.calls.refuse(this.calls.of(ref), at, reason, this.place);
  }

  begin(ref: number, at: number): number {
    this.invocations++;
    const call = this.calls.of(ref);
    const ranking = this.rankingOf(call, at);
    this.underWay.set(ref, ranking);
    const scored = ranking.person === null || ranking.asFound ? 0 : this.itemsFor(call, ranking.model);
    this.scored += scored;
    if (this.users !== null) this.features.reads++;
    const lookupMs = this.users === null ? 0 : this.spec.lookup.sample(this.lookups);
    return lookupMs + this.spec.handlerMs + scored * this.spec.scoreMs;
  }

  /** Items to be scored: those that came with the call, else all there are. */
  private itemsFor({ request }: Call, model: number): number {
    const candidates = this.run.desk.rows.candidates.data[request];
    const { items } = this.indexes.model(model);
    const { rows } = this.run;
    return candidates < 0 ? items : Math.min(items, rows.makers[rows.lists.maker.data[candidates]].length);
  }

  /** The newest state of the user that can be seen here, and the model it is ranked with. */
  private rankingOf({ request, key: user }: Call, at: number): Ranking {
    const { desk, rows } = this.run;
    const { versions } = this.spec;
    const candidates = desk.rows.candidates.data[request];
    const vector = this.users?.pick(user, at, versions, this.models) ?? -1;
    if (vector >= 0) {
      const vectorModel = rows.vectors.model.data[vector];
      const person = { maker: rows.vectors.maker.data[vector], step: rows.vectors.step.data[vector], vectorModel };
      return { person, model: versions === "newest" ? this.models.newest : vectorModel, asFound: false };
    }
    if (candidates < 0) return { person: null, model: this.models.newest, asFound: false };
    const { maker, step, vectorModel, model } = rows.lists;
    const person = { maker: maker.data[candidates], step: step.data[candidates], vectorModel: vectorModel.data[candidates] };
    const asFound: Ranking = { person, model: model.data[candidates], asFound: true };
    if (person.step < 0) return asFound;
    if (versions === "newest") return { person, model: this.models.newest, asFound: false };
    const matches = rows.makers[person.maker].shelf === this.models.shelf && this.models.serves(person.vectorModel);
    return matches ? { person, model: person.vectorModel, asFound: false } : asFound;
  }

  end(ref: number, at: number): void {
    const call = this.calls.of(ref);
    this.meter.departures++;
    const ranking = this.underWay.get(ref) as Ranking;
    this.underWay.delete(ref);
    if (ranking.person !== null && !ranking.asFound && !this.fits(ranking.person, ranking.model))
      return this.refuse(ref, at, "the vector does not fit the model");
    const doneAt = at + this.spec.overhead.sample(this.overheads);
    const unknown = ranking.person === null && this.spec.withoutVector === "nothing";
    this.calls.answer(call, doneAt, unknown ? NOTHING : refOf(LIST, this.listOf(call, ranking, at)), this.place);
  }

  private fits({ maker, vectorModel }: Person, model: number): boolean {
    return this.run.rows.makers[maker].shelf.model(vectorModel).dims === this.indexes.model(model).dims;
  }

  private listOf({ request, key: user }: Call, { person, model, asFound }: Ranking, at: number): number {
    const { desk, rows } = this.run;
    return rows.lists.add({
      user,
      step: person?.step ?? -1,
      vectorModel: person?.vectorModel ?? model,
      model,
      madeAt: at,
      maker: this.makerOf(person?.maker ?? -1, asFound),
      from: desk.rows.candidates.data[request],
    });
  }

  /** This part as a maker of lists, by whoever made the vectors; as found, in the order the candidates came in. */
  private makerOf(vectorMaker: number, asFound: boolean): number {
    const key = `${vectorMaker} ${asFound}`;
    let own = this.makers.get(key);
    if (own !== undefined) return own;
    const { makers } = this.run.rows;
    const { shelf } = this.indexes;
    const ours = { part: this.id, length: this.spec.length, probes: null };
    const popular = { steps: new UserSteps(0), shelf, decay: 0, indexes: new ItemIndexes(shelf, true, () => this.lookups) };
    const from = vectorMaker < 0 ? popular : makers[vectorMaker];
    own = makers.push({ ...from, ...ours, ...(vectorMaker < 0 || asFound ? {} : { indexes: this.indexes }) }) - 1;
    this.makers.set(key, own);
    return own;
  }

  lost(ref: number, at: number): void {
    this.refuse(ref, at, "instance crashed");
  }

  gaveUp(ref: number, at: number): void {
    this.refuse(ref, at, "invocation timed out");
  }

  heldVectors(): Int32Array {
    return this.users?.held() ?? new Int32Array();
  }

  override strike(strike: Strike, at: number): void {
    const struck = this.struckBy(strike, at);
    if (strike.fault === "slow") {
      for (const instance of struck) this.machines.slow(instance, at + strike.durationMs, amountOf(strike));
      return;
    }
    const lost = struck.reduce((sum, instance) => sum + this.machines.crash(instance, at, at + strike.durationMs), 0);
    this.meter.downMs += struck.length * strike.durationMs;
    if (struck.length === 0) return;
    const facts = { lostInstances: struck.length, downMs: strike.durationMs, brokenCalls: lost, left: this.machines.countUp(at) };
    this.remark(at, "instance-lost", facts, "instances");
  }

  private struckBy({ fault, index = 0 }: Strike, at: number): readonly number[] {
    const up = this.machines.upAt(at);
    if (fault === "outage") return up;
    if (fault === "zone-loss") return up.filter((instance) => instance % 3 === index % 3);
    return up.length === 0 ? [] : [up[index % up.length]];
  }

  override isDown(at: number): boolean {
    return !this.machines.anyUp(at);
  }

  override finish(at: number): boolean {
    if (!this.vectors.empty || !this.requests.empty || !this.machines.idle) return false;
    if (this.run.desk.rows.length === 0) this.remark(at, "nobody-asked", {});
    return true;
  }

  /** Threads there were on average. */
  override servers(): number {
    return this.spec.threadsPerInstance * this.hours.mean(this.spec.least);
  }

  override queueLength(): number {
    return this.machines.waiting;
  }

  override figure(at: number): string {
    const up = this.machines.countUp(at);
    return `${up} ${up === 1 ? "instance" : "instances"} · model ${this.models.newest}`;
  }

  override usage(): Record<string, number> {
    const { writes, reads } = this.features;
    return {
      ...super.usage(),
      invocations: this.invocations,
      instanceHours: this.hours.upTo(this.run.durationMs) / 3_600_000,
      writes,
      reads,
    };
  }
}
