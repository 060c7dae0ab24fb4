import type { ListRanker } from "../tables/list-store.ts";
import { NOTHING } from "../calls/calls.ts";
import type { Call } from "../calls/calls.ts";
import { CallPart } from "../part/call-part.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { RequestMachines } from "../requests/request-machines.ts";
import type { MachineWork } from "../requests/request-machines.ts";
import type { RowInput } from "../rows/row-input.ts";
import { EVENT, LIST, REQUEST, refOf, rowOf, kindOf, VECTOR } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { ServedModels } from "./served-models.ts";
import { UserVectors } from "./user-vectors.ts";
import type { VersionRule } from "./user-vectors.ts";
import { RowQueue, RowQueueReader } from "../rows/row-queue.ts";
import { ItemIndexes, listsFor } from "./maths/item-indexes.ts";
import { comparisonsOfBuild } from "./maths/inverted-file.ts";
import { userVector } from "./maths/item-model.ts";
import type { ModelShelf } from "./maths/model-shelf.ts";
import { UserSteps } from "./maths/user-steps.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { VectorIndexRemarks } from "./remarks.ts";

export type VectorIndexSpec = {
  readonly replicas: number;
  readonly threadsPerReplica: number;
  /** What the vectors of one replica may take. */
  readonly memoryBytes: number;
  /** Lists of the inverted file looked into; null = every item is compared. */
  readonly probes: number | null;
  /** Items a search returns. */
  readonly results: number;
  /** Whether popularity is a dimension of the index. */
  readonly popularity: boolean;
  readonly versions: VersionRule;
  /** Models kept searchable. */
  readonly kept: number;
  readonly withoutVector: "nothing" | "popular";
  /** What has been written can be searched from the next multiple of this on. */
  readonly refreshMs: number;
  /** Of a thread per search beside the comparisons, per number compared, and per written vector and replica. */
  readonly searchMs: number;
  readonly nsPerDimension: number;
  readonly writeMs: number;
  /** Network there and back. */
  readonly reply: Sampler;
  readonly queueLimit: number;
  readonly patienceMs: number;
  /** A build exports, ships and checks for so long beside the clustering, which takes so much per number compared. */
  readonly buildOverheadMs: number;
  readonly buildNsPerDimension: number;
  readonly loadBytesPerSecond: number;
  /** A machine that comes back starts for so long before it loads. */
  readonly restartMs: number;
};

/** What the index takes beside the numbers themselves. */
const OVERHEAD = 1.1;
const BYTES_PER_NUMBER = 4;

/** Why a request got what it got, decided when its search begins. */
type Search = { readonly vector: number; readonly model: number };
/** No vector that may be used. */
const NO_VECTOR = -1;

/**
 * An index over item vectors that is searched at the moment of the request with the user's newest vector it can see. Every
 * published model is built into a new index aside; searches take a thread for as long as the comparisons that were really made.
 * In `vectors` records, `search` requests; out `ranked` requests with candidates, or the answer is given here.
 */
export class VectorIndex extends CallPart<VectorIndexRemarks> implements MachineWork, ListRanker {
  readonly ranksWhenAsked = true;
  readonly models: ServedModels;
  readonly indexes: ItemIndexes;
  readonly machines: RequestMachines;
  searches = 0;
  written = 0;
  /** Requests that found the user unknown, or known only to items that are searchable no more. */
  unknown = 0;
  unmatched = 0;
  private readonly users: UserVectors;
  private readonly vectors: RowInput;
  /** Vectors to be written and requests, in order of time. */
  private readonly tasks: RowQueueReader;
  private readonly ranked: readonly RowQueue[];
  private readonly spec: VectorIndexSpec;
  private readonly incoming = new RowQueue("vectors taken in");
  private readonly copiesLeft = new Map<number, number>();
  private readonly underWay = new Map<number, Search>();
  private readonly makers = new Map<number, number>();
  private readonly replies: RandomStream;
  private readonly noVectorCode: number;
  private readonly knownMakers = new Set<number>();

  constructor(
    id: string,
    run: RunContext,
    inputs: { vectors: RowInput; search: readonly RowQueue[]; ranked: readonly RowQueue[]; shelf: ModelShelf },
    spec: VectorIndexSpec,
  ) {
    super(id, run, [...inputs.search, ...inputs.ranked]);
    this.spec = spec;
    this.vectors = inputs.vectors;
    this.tasks = new RowQueueReader([this.incoming, ...inputs.search]);
    this.ranked = inputs.ranked;
    this.users = new UserVectors(run);
    this.indexes = new ItemIndexes(inputs.shelf, spec.popularity, (model) => run.randomStream(id, `index ${model}`));
    this.models = new ServedModels(inputs.shelf, {
      kept: spec.versions === "newest" ? 1 : spec.kept,
      buildMs: (model) => this.buildMs(model),
      served: (model, at) => this.tookOver(model, at),
      failed: (model, at) => this.buildFailed(model, at),
    });
    const { threadsPerReplica: threads, queueLimit, patienceMs } = spec;
    this.machines = new RequestMachines({ threads, queueLimit, patienceMs }, this, this.meter);
    for (let replica = 0; replica < spec.replicas; replica++) this.machines.add(-Infinity);
    this.replies = run.randomStream(id, "replies");
    this.noVectorCode = run.ledger.code("filtered", id, "no vector");
  }

  override gather(until: number): void {
    while (this.vectors.next(until)) this.takeIn(this.vectors.ref, this.vectors.time);
  }

  override gathersFrom(): number {
    return this.vectors.peekTime();
  }

  protected nextOwnAt(): number {
    return Math.min(this.machines.time, this.tasks.peekTime());
  }

  protected moveOwn(at: number): void {
    const { machines, tasks } = this;
    this.models.follow(at);
    if (machines.time === at) return machines.move();
    tasks.next(Infinity);
    if (kindOf(tasks.ref) === VECTOR) this.write(tasks.ref, at);
    else this.ask(tasks.ref, at);
  }

  /** Only vectors can be kept here; anything else ends. */
  private takeIn(ref: number, at: number): void {
    this.meter.arrived(this.bytesOf(ref));
    if (kindOf(ref) === VECTOR) {
      this.knowMaker(rowOf(ref), at);
      return this.incoming.push(at, ref);
    }
    if (kindOf(ref) === EVENT) this.run.ledger.end(ref, this.noVectorCode);
  }

  /** Vectors of another training lie in another space: nothing they are held against here means anything. */
  private knowMaker(row: number, at: number): void {
    const { vectors, makers } = this.run.rows;
    const maker = vectors.maker.data[row];
    if (this.knownMakers.has(maker)) return;
    this.knownMakers.add(maker);
    const { shelf, part } = makers[maker];
    if (shelf === this.models.shelf) return;
    this.remark(at, "other-training", { maker: part });
  }

  /** Every replica takes it in. */
  private write(ref: number, at: number): void {
    this.written++;
    this.copiesLeft.set(rowOf(ref), this.spec.replicas);
    for (let copy = 0; copy < this.spec.replicas; copy++) this.machines.arrive(ref, at);
  }

  private ask(ref: number, at: number): void {
    this.meter.arrived(this.bytesOf(ref));
    if (!this.machines.anyUp(at)) return this.refuse(ref, at + 1, "no replica up");
    if (!this.machines.arrive(ref, at)) this.refuse(ref, at + 1, "search queue full");
  }

  private refuse(ref: number, at: number, reason: string): void {
    this.underWay.delete(ref);
    this.calls.refuse(this.calls.of(ref), at, reason, this.place);
  }

  begin(ref: number, at: number): number {
    if (kindOf(ref) !== REQUEST) return this.spec.writeMs;
    this.searches++;
    const { key: user } = this.calls.of(ref);
    const vector = this.users.pick(user, at, this.spec.versions, this.models);
    const model = vector < 0 || this.spec.versions === "newest" ? this.models.newest : this.run.rows.vectors.model.data[vector];
    this.underWay.set(ref, { vector, model });
    if (vector < 0) {
      if (this.users.pick(user, at, "newest", this.models) < 0) this.unknown++;
      else this.unmatched++;
      return this.spec.searchMs;
    }
    return this.spec.searchMs + (this.comparedWith(vector, model) * this.dimensionsOf(model) * this.spec.nsPerDimension) / 1e6;
  }

  /** Vectors a search is held against: all items, or the centres and what lies in the lists looked into. */
  private comparedWith(row: number, model: number): number {
    const { probes } = this.spec;
    if (probes === null) return this.indexes.model(model).items;
    const { vectors, makers } = this.run.rows;
    const { shelf, steps, decay } = makers[vectors.maker.data[row]];
    if (!this.fits(row, model)) return 0;
    const vector = userVector(shelf.model(vectors.model.data[row]), steps.recentItems(vectors.step.data[row]), decay);
    return this.indexes.file(model).comparedWith(vector, probes);
  }

  private dimensionsOf(model: number): number {
    return this.indexes.model(model).dims + (this.spec.popularity ? 1 : 0);
  }

  end(ref: number, at: number): void {
    this.meter.departures++;
    if (kindOf(ref) !== REQUEST) return this.copied(rowOf(ref), at);
    const call = this.calls.of(ref);
    const { vector, model } = this.underWay.get(ref) as Search;
    this.underWay.delete(ref);
    if (vector !== NO_VECTOR && !this.fits(vector, model)) return this.refuse(ref, at, "the vector does not fit the index");
    const list = vector === NO_VECTOR && this.spec.withoutVector === "nothing" ? -1 : this.listOf(call, vector, model, at);
    if (this.ranked.length === 0) {
      const answer = list < 0 ? NOTHING : refOf(LIST, list);
      return this.calls.answer(call, at + this.spec.reply.sample(this.replies), answer, this.place);
    }
    this.run.desk.rows.candidates.data[call.request] = list;
    for (const wire of this.ranked) this.calls.send(wire, at, ref);
  }

  /** The first copy that is written is found from the next refresh on. */
  private copied(row: number, at: number): void {
    const left = this.copiesLeft.get(row) as number;
    if (left === this.spec.replicas) {
      const { refreshMs } = this.spec;
      this.users.show(row, refreshMs === 0 ? at : Math.ceil(at / refreshMs) * refreshMs);
    }
    if (left > 1) this.copiesLeft.set(row, left - 1);
    else this.copiesLeft.delete(row);
  }

  private fits(row: number, model: number): boolean {
    const { vectors, makers } = this.run.rows;
    return makers[vectors.maker.data[row]].shelf.model(vectors.model.data[row]).dims === this.indexes.model(model).dims;
  }

  private listOf({ key: user }: Call, vector: number, model: number, at: number): number {
    const { vectors, lists } = this.run.rows;
    const known = vector !== NO_VECTOR;
    return lists.add({
      user,
      step: known ? vectors.step.data[vector] : -1,
      vectorModel: known ? vectors.model.data[vector] : model,
      model,
      madeAt: at,
      maker: this.makerOf(known ? vectors.maker.data[vector] : -1),
      from: -1,
    });
  }

  /** This part as a maker of lists, by the maker of the vectors; -1 = of users nothing is known of. */
  private makerOf(vectorMaker: number): number {
    let own = this.makers.get(vectorMaker);
    if (own !== undefined) return own;
    const { makers } = this.run.rows;
    const { results: length, probes } = this.spec;
    const { shelf } = this.indexes;
    own = makers.push(
      vectorMaker >= 0
        ? { ...makers[vectorMaker], part: this.id, length, probes, indexes: this.indexes }
        : {
            part: this.id,
            steps: new UserSteps(0),
            shelf,
            decay: 0,
            length,
            probes: null,
            indexes: new ItemIndexes(shelf, true, () => this.replies),
          },
    );
    this.makers.set(vectorMaker, own - 1);
    return own - 1;
  }

  lost(ref: number, at: number): void {
    if (kindOf(ref) === REQUEST) this.refuse(ref, at, "replica crashed");
  }

  gaveUp(ref: number, at: number): void {
    this.refuse(ref, at, "search timed out");
  }

  heldVectors(): Int32Array {
    return this.users.held();
  }

  /** Bytes of one model's index on a replica. */
  bytesOfModel(model: number): number {
    const { items } = this.indexes.model(model);
    const centres = this.spec.probes === null ? 0 : listsFor(items);
    return OVERHEAD * BYTES_PER_NUMBER * this.dimensionsOf(model) * (items + centres);
  }

  /** Bytes a replica holds while a new model is loaded beside those that serve. */
  private bytesWhileLoading(model: number): number {
    const kept = this.spec.versions === "newest" ? 1 : this.spec.kept;
    return (kept + 1) * this.bytesOfModel(model) + this.bytesOfUsers(model);
  }

  private bytesOfUsers(model: number): number {
    return OVERHEAD * BYTES_PER_NUMBER * this.indexes.model(model).dims * this.run.dimensions.users;
  }

  private loadMs(bytes: number): number {
    return (bytes * 1000) / this.spec.loadBytesPerSecond;
  }

  private buildMs(model: number): number | null {
    if (this.bytesWhileLoading(model) > this.spec.memoryBytes) return null;
    const { items } = this.indexes.model(model);
    const compared = this.spec.probes === null ? 0 : comparisonsOfBuild(items, listsFor(items));
    const clusteringMs = (compared * this.dimensionsOf(model) * this.spec.buildNsPerDimension) / 1e6;
    return this.spec.buildOverheadMs + clusteringMs + this.loadMs(this.bytesOfModel(model));
  }

  private buildFailed(model: number, at: number): void {
    const wantedBytes = this.bytesWhileLoading(model);
    this.remark(
      at,
      "index-too-big",
      { model, wantedBytes, memoryBytes: this.spec.memoryBytes, servingModel: this.models.newest },
      "instance",
    );
  }

  private tookOver(model: number, at: number): void {
    if (this.spec.versions === "matching") return;
    const strangers = this.users.strangersTo(model, this.models);
    if (strangers === 0) return;
    this.remark(at, "version-skew", { model, strangeUsers: strangers }, "versions");
  }

  override strike(strike: Strike, at: number): void {
    const { replicas, restartMs } = this.spec;
    const index = strike.index ?? 0;
    const struck = Array.from({ length: replicas }, (_, replica) => replica).filter((replica) =>
      strike.fault === "zone-loss" ? replica % 3 === index % 3 : replica === index % replicas,
    );
    if (strike.fault === "slow") {
      for (const replica of struck) this.machines.slow(replica, at + strike.durationMs, amountOf(strike));
      return;
    }
    const model = this.models.newest;
    const loadMs = this.loadMs(this.bytesWhileLoading(model) - this.bytesOfModel(model));
    const awayMs = strike.durationMs + restartMs + loadMs;
    const lost = struck.reduce((sum, replica) => sum + this.machines.crash(replica, at, at + awayMs), 0);
    this.meter.downMs += struck.length * awayMs;
    if (struck.length === 0) return;
    const left = this.machines.countUp(at);
    const lostReplicas = struck.map((replica) => `replica-${replica}`);
    const [downMs, loadingMs] = [strike.durationMs, awayMs - strike.durationMs];
    this.remark(at, "replica-lost", { lostReplicas, downMs, loadingMs, brokenSearches: lost, left, replicas }, "replicas");
  }

  override isDown(at: number): boolean {
    return this.machines.countUp(at) < this.spec.replicas;
  }

  override finish(at: number): boolean {
    if (!this.vectors.empty || !this.tasks.empty || !this.machines.idle) return false;
    if (this.run.desk.rows.length === 0) this.remark(at, "nobody-asked", {});
    if (this.unmatched > 0) this.remark(at, "version-gone", { unmatchedSearches: this.unmatched, searches: this.searches }, "kept");
    return true;
  }

  override servers(): number {
    return this.spec.replicas * this.spec.threadsPerReplica;
  }

  override queueLength(): number {
    return this.machines.waiting;
  }

  override figure(at: number): string {
    const up = this.machines.countUp(at);
    return up < this.spec.replicas ? `${up} of ${this.spec.replicas} replicas` : `model ${this.models.newest}`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), searches: this.searches, writes: this.written, jobHours: this.models.buildMs / 3_600_000 };
  }
}
