import { BatchedHistogram, groupOf } from "../../base/batched-histogram.ts";
import { Histogram } from "../../base/histogram.ts";
import type { RandomStream } from "../../base/rng.ts";
import { Facet } from "../part/facet.ts";
import type { RunContext } from "../part/run-context.ts";
import type { Groups, Question } from "./question-answers.ts";
import type { WatchedColumn } from "../part/watched-column.ts";
import type { Askers, Granted, QueryTarget } from "./query-target.ts";
import type { VisibleRows } from "./visible-rows.ts";

/** What a store says to a question. */
export type Answered = {
  readonly doneAt: number;
  readonly bytes: number;
  readonly blocks: number;
  /** Its rows, counted by group, where somebody wants to see them; null where nobody does, or the store cannot say. */
  readonly groups: Groups | null;
};

/** A store that answers questions of any shape from its rows. `wantsGroups`: its answer is compared with the truth. */
export type AnswersQuestions = { ask(at: number, question: Question, wantsGroups: boolean): Answered };

/** What became of one question. */
export type QuestionBook = {
  readonly question: Question;
  asked: number;
  bytes: number;
  blocks: number;
  /** A store said what it read. */
  isRead: boolean;
  readonly responses: BatchedHistogram;
  /** How old the newest event was that an answer could show. */
  readonly ages: Histogram;
  /** Some answers and when they were asked for, to be held against the truth once all that had happened by then is known. */
  readonly answers: { readonly at: number; readonly groups: Groups }[];
};

export const QUESTIONS = new Facet<readonly QuestionBook[]>("questions");

/** Answers of a question that are kept and compared with the truth, at most: as many stretches of the run. */
const COMPARED_AT_MOST = 12;

export function booksOf(questions: readonly Question[]): readonly QuestionBook[] {
  return questions.map((question) => ({
    ...{ question, asked: 0, bytes: 0, blocks: 0, isRead: false },
    ...{ responses: new BatchedHistogram(), ages: new Histogram(), answers: [] },
  }));
}

/** A store asked by people whose queries have shapes of their own: each query is one of their questions, drawn by how often they are asked. */
export class QuestionedStore implements QueryTarget {
  readonly id: string;
  private readonly store: QueryTarget & Partial<AnswersQuestions>;
  private readonly run: RunContext;
  private readonly random: RandomStream;
  private readonly books: readonly QuestionBook[];
  private readonly weights: number;
  /** The stretch of the run in which an answer of each question was compared last. */
  private readonly comparedIn: Int32Array;

  constructor(store: QueryTarget & Partial<AnswersQuestions>, run: RunContext, random: RandomStream, books: readonly QuestionBook[]) {
    this.id = store.id;
    this.store = store;
    this.run = run;
    this.random = random;
    this.books = books;
    this.weights = books.reduce((sum, { question }) => sum + question.weight, 0);
    this.comparedIn = new Int32Array(books.length).fill(-1);
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
    let left = this.random.nextUniform32() * this.weights;
    const drawn = this.books.findIndex(({ question }) => (left -= question.weight) < 0);
    const place = drawn < 0 ? this.books.length - 1 : drawn;
    const book = this.books[place];
    const { store, run } = this;
    const isJudged = at >= run.warmupMs;
    const newestAt = this.visible.newestEventAt;
    if (store.ask === undefined) {
      const { doneAt } = store.query(at);
      if (isJudged && !Number.isNaN(doneAt)) count(book, at, { doneAt, bytes: 0, blocks: 0, groups: null }, newestAt);
      return { doneAt };
    }
    const stretch = Math.floor((at * COMPARED_AT_MOST) / run.durationMs);
    const wantsGroups = isJudged && stretch !== this.comparedIn[place];
    book.isRead = true;
    const answered = store.ask(at, book.question, wantsGroups);
    if (isJudged && !Number.isNaN(answered.doneAt)) count(book, at, answered, newestAt);
    if (answered.groups !== null) {
      this.comparedIn[place] = stretch;
      book.answers.push({ at, groups: answered.groups });
    }
    return { doneAt: answered.doneAt };
  }
}

function count(book: QuestionBook, at: number, { doneAt, bytes, blocks }: Answered, newestAt: number): void {
  book.asked++;
  book.bytes += bytes;
  book.blocks += blocks;
  book.responses.add(groupOf(book.asked), doneAt - at);
  if (newestAt > -Infinity) book.ages.add(Math.max(0, at - newestAt));
}
