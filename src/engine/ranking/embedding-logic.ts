import { saysLiking } from "./item-learner.ts";
import type { RecordLogic } from "../workers/record-logic.ts";
import { addMaker } from "./list-makers.ts";
import { EVENT, LIST, refOf, rowOf, kindOf, VECTOR } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { UserSteps } from "./maths/user-steps.ts";
import type { ModelShelf } from "./maths/model-shelf.ts";

/** Where no worker that makes lists says otherwise. */
const DEFAULT_LENGTH = 10;

export type UpdateSpec = {
  /** What is left of a user's past with every event. */
  readonly decay: number;
  /** Event types that move a user; empty = all that are about an item. */
  readonly learnsFrom: ReadonlySet<number>;
  /** store: all instances share the vectors. memory: each knows only what it has read itself, and forgets it when it dies. */
  readonly state: "store" | "memory";
};

/** update-embeddings: every event moves its user's vector, and the moved vector goes on. */
export class UpdateEmbeddings implements RecordLogic {
  private readonly run: RunContext;
  private readonly shelf: ModelShelf;
  private readonly spec: UpdateSpec;
  private readonly steps: readonly UserSteps[];
  private readonly makers: readonly number[];

  constructor(part: string, run: RunContext, shelf: ModelShelf, instances: number, spec: UpdateSpec) {
    this.run = run;
    this.shelf = shelf;
    this.spec = spec;
    this.steps = Array.from({ length: spec.state === "store" ? 1 : instances }, () => new UserSteps(run.dimensions.users));
    this.makers = this.steps.map((steps) => {
      return addMaker(run, { part, steps, shelf, decay: spec.decay, length: DEFAULT_LENGTH, probes: null });
    });
  }

  remembers(ref: number): number {
    return this.spec.state === "memory" && this.moves(ref) ? this.run.rows.events.user.at(ref) : -1;
  }

  /** Whether this record moves its user. */
  private moves(ref: number): boolean {
    return kindOf(ref) === EVENT && saysLiking(this.run.rows.events, ref, this.spec.learnsFrom);
  }

  done(ref: number, instance: number, at: number, out: (ref: number) => void): void {
    if (!this.moves(ref)) return;
    const { events, vectors } = this.run.rows;
    const user = events.user.at(ref);
    const item = events.item.at(ref);
    const own = this.steps.length === 1 ? 0 : instance;
    vectors.user.push(user);
    vectors.step.push(this.steps[own].take(user, item, ref));
    vectors.model.push(this.shelf.newestAt(at));
    vectors.madeAt.push(at);
    vectors.maker.push(this.makers[own]);
    out(refOf(VECTOR, vectors.length - 1));
  }

  died(instance: number): void {
    if (this.spec.state === "memory") this.steps[instance].forgetAll();
  }
}

export type ListSpec = {
  /** Vectors of a user for one new list. */
  readonly everyVectors: number;
  readonly length: number;
  readonly probes: number | null;
};

/** gen-recommendations: the list nearest to a vector, for every nth vector of its user. */
export class GenerateLists implements RecordLogic {
  private readonly run: RunContext;
  private readonly part: string;
  private readonly spec: ListSpec;
  private readonly since: Int32Array;
  /** This worker's way of making lists, by the maker of the vectors. */
  private readonly makers = new Map<number, number>();

  constructor(part: string, run: RunContext, spec: ListSpec) {
    this.part = part;
    this.run = run;
    this.spec = spec;
    // The first vector of a user makes a list at once.
    this.since = new Int32Array(run.dimensions.users).fill(spec.everyVectors - 1);
  }

  done(ref: number, _instance: number, at: number, out: (ref: number) => void): void {
    if (kindOf(ref) !== VECTOR) return;
    const { vectors, lists } = this.run.rows;
    const row = rowOf(ref);
    const user = vectors.user.data[row];
    if (++this.since[user] < this.spec.everyVectors) return;
    this.since[user] = 0;
    const model = vectors.model.data[row];
    const maker = this.makerOf(vectors.maker.data[row]);
    out(refOf(LIST, lists.add({ user, step: vectors.step.data[row], vectorModel: model, model, madeAt: at, maker, from: -1 })));
  }

  private makerOf(vectorMaker: number): number {
    let own = this.makers.get(vectorMaker);
    if (own !== undefined) return own;
    const { makers } = this.run.rows;
    own = addMaker(this.run, { ...makers[vectorMaker], part: this.part, length: this.spec.length, probes: this.spec.probes });
    this.makers.set(vectorMaker, own);
    return own;
  }

  remembers(): number {
    return -1;
  }

  died(): void {}
}
