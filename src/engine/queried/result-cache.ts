import type { RandomStream } from "../../base/rng.ts";
import type { Askers, Granted, QueryTarget } from "./query-target.ts";
import type { VisibleRows } from "./visible-rows.ts";
import type { WatchedColumn } from "../part/watched-column.ts";

export type ResultCacheSpec = {
  /** Questions that differ: tiles, and what viewers choose in them. */
  readonly questions: number;
  /** A result answers the same question for so long. */
  readonly keptMs: number;
  readonly answerMs: number;
};

/** Results of a store's queries, kept by question: who asks what was asked lately is answered without the store, and sees it as it was then. */
export class ResultCache implements QueryTarget {
  readonly id: string;
  private readonly store: QueryTarget;
  private readonly spec: ResultCacheSpec;
  private readonly random: RandomStream;
  /** When each question was asked of the store last, and answered. */
  private readonly askedMs: Float64Array;
  private readonly doneMs: Float64Array;

  constructor(store: QueryTarget, random: RandomStream, spec: ResultCacheSpec) {
    this.id = store.id;
    this.store = store;
    this.random = random;
    this.spec = spec;
    this.askedMs = new Float64Array(spec.questions).fill(-Infinity);
    this.doneMs = new Float64Array(spec.questions);
  }

  get visible(): VisibleRows {
    return this.store.visible;
  }

  get askers(): Askers | null {
    return this.store.askers;
  }

  set askers(askers: Askers | null) {
    this.store.askers = askers;
  }

  get granted(): Granted | undefined {
    return this.store.granted;
  }

  answered(watched: WatchedColumn): number {
    return this.store.answered(watched);
  }

  query(at: number): { readonly doneAt: number } {
    const { askedMs, doneMs, spec } = this;
    const question = this.random.nextBelow(spec.questions);
    // A refusal is kept by nobody.
    if (at - askedMs[question] < spec.keptMs && !Number.isNaN(doneMs[question])) {
      return { doneAt: Math.max(at, doneMs[question]) + spec.answerMs };
    }
    askedMs[question] = at;
    doneMs[question] = this.store.query(at).doneAt;
    return { doneAt: doneMs[question] };
  }
}
