/** What became of one of the questions that people ask of stores, over the judged part of a run. */
export type AskedQuestion = {
  /** As it was written. */
  readonly question: string;
  readonly asked: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Read for each, on average; null where the store answers every question as its own. */
  readonly bytesEach: number | null;
  readonly blocksEach: number | null;
  /** Mean share of the true answer that an answer had right, of those that were compared; null where none was. */
  readonly exactShare: number | null;
  readonly compared: number;
  /** How old the newest event was that an answer could show, median. */
  readonly ageP50Ms: number | null;
};
