/** A named query of the console. It is offered when the run has all the tables it needs. */
export type ExampleQuery = {
  readonly id: string;
  readonly title: string;
  /** What the answer tells, and what to look for. */
  readonly note: string;
  readonly needs: readonly string[];
  readonly sql: string;
  /** The table whose rows it holds against the batch answer, as the result names it. */
  readonly checks?: string;
};
