import { Facet } from "../part/facet.ts";
import type { AskedColumn, Askers, Granted, QueryTarget } from "./query-target.ts";
import type { Question } from "./question-answers.ts";
import type { Answered, AnswersQuestions } from "./questions.ts";
import type { VisibleRows } from "./visible-rows.ts";
import type { WatchedColumn } from "../part/watched-column.ts";

/**
 * A store as one reader may ask it. A query names every column of the tables it asks; one of them that the reader was not granted
 * refuses all of it, at once and without a slot of the store. What is answered is counted cell by cell. Masks are the same for the same value,
 * so that a masked key still joins and counts.
 */
export class GrantedReads implements QueryTarget, Granted {
  readonly id: string;
  readonly columns: readonly AskedColumn[];
  readonly refuses: boolean;
  readonly cells: Float64Array;
  readonly visible: VisibleRows;
  queries = 0;
  refused = 0;
  /** There where the store answers questions. */
  readonly ask?: AnswersQuestions["ask"];
  private readonly store: QueryTarget;
  private readonly watched: readonly WatchedColumn[];

  constructor(store: QueryTarget & Partial<AnswersQuestions>, columns: readonly AskedColumn[]) {
    this.id = store.id;
    this.store = store;
    this.visible = store.visible;
    this.columns = columns;
    this.refuses = columns.some(({ sees }) => sees === "none");
    this.cells = new Float64Array(columns.length);
    const answers = store.ask === undefined ? null : { ask: store.ask.bind(store) };
    if (answers !== null) this.ask = (at, question, wantsGroups) => this.askAsGranted(answers, at, question, wantsGroups);
    this.watched = columns.map(({ kind, column }) => store.visible.watch(kind, column));
  }

  get granted(): Granted {
    return this;
  }

  get askers(): Askers | null {
    return this.store.askers;
  }

  set askers(askers: Askers | null) {
    this.store.askers = askers;
  }

  answered(watched: WatchedColumn): number {
    return this.refuses ? 0 : this.store.answered(watched);
  }

  /** A question names the columns it counts by and joins by; one for rows names all of them. */
  private askAsGranted(answers: AnswersQuestions, at: number, question: Question, wantsGroups: boolean): Answered {
    const { asks, column } = question;
    const isForRows = asks === "all" || asks === "user";
    const named = this.columns.map((each) => isForRows || each.column === column || (asks === "join" && each.column === "user_id"));
    this.queries++;
    if (this.columns.some(({ sees }, c) => named[c] && sees === "none")) {
      this.refused++;
      return { doneAt: NaN, bytes: 0, blocks: 0, groups: null };
    }
    const countsBy = isForRows ? -1 : this.columns.findIndex((each) => each.column === column);
    const answered = answers.ask(at, question, wantsGroups || countsBy >= 0);
    if (isForRows) for (let c = 0; c < this.watched.length; c++) this.cells[c] += this.store.answered(this.watched[c]);
    else if (countsBy >= 0) for (const key of answered.groups?.counts.keys() ?? []) if (key >= 0) this.cells[countsBy]++;
    return wantsGroups ? answered : { ...answered, groups: null };
  }

  query(at: number): { readonly doneAt: number } {
    this.queries++;
    if (this.refuses) {
      this.refused++;
      return { doneAt: NaN };
    }
    const answer = this.store.query(at);
    for (let c = 0; c < this.watched.length; c++) this.cells[c] += this.store.answered(this.watched[c]);
    return answer;
  }
}

/** A part that asks stores for what somebody may not see: what it asked them, each as it may. */
export const GRANTED = new Facet<readonly Granted[]>("granted");

/** Of the stores a reader asks, those that hold personal data for it. */
export function grantedAmong(targets: Iterable<QueryTarget>): readonly Granted[] {
  return [...new Set([...targets].flatMap(({ granted }) => granted ?? []))];
}

/** The columns a reader was refused for, as remarks name them. */
export function refusedColumns({ columns }: Granted): readonly string[] {
  return [...new Set(columns.filter(({ sees }) => sees === "none").map(({ table, column }) => `${table}.${column}`))];
}
