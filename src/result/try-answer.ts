/** A call of an endpoint with its parameters, as typed. */
export type TryRequest = {
  readonly endpointId: string;
  readonly parameters: { readonly [name: string]: string };
  /** What is to be stored, as it was written; absent: anything. */
  readonly body?: string;
  /** The user who asks, where people follow each other; absent: any. */
  readonly caller?: string;
  /** Simulated time of a look back; now when absent. Lists are looked back at, tables are not. */
  readonly atMs?: number;
};

/** A row of an answer, by column; an array where the column holds one. */
export type TryRow = { readonly [column: string]: string | number | boolean | null | readonly (string | number)[] };

export type TryAnswer =
  | {
      readonly status: 200 | 404;
      readonly latencyMs: number | null;
      /** Simulated time of the newest data the answer could contain. */
      readonly asOfMs: number | null;
      readonly rows: readonly TryRow[];
      /** Why there is nothing, in a sentence. */
      readonly reason?: string;
      /** The list behind the rows, where the endpoint recommends. */
      readonly recommendation?: ServedList;
      /** Some users that have a list. */
      readonly userIds?: readonly string[];
    }
  | { readonly status: 503; readonly reason: string };

/** A list of recommendations as a user is shown it, and how it came about. Times are simulated. */
export type ServedList = {
  readonly user: string;
  readonly lookedAtMs: number;
  /** Ids of the parts that answered and that made the list. */
  readonly answeredBy: string;
  readonly madeBy: string;
  readonly madeAtMs: number;
  /** Number of the item model; 0 stands there before the first training and knows popularity only. */
  readonly model: number;
  /** Number of the item model the user's vector was made in: held against another, a cosine means nothing. */
  readonly vectorModel: number;
  readonly modelSinceMs: number | null;
  /** Best first. */
  readonly items: readonly ListedItem[];
  /** The last thing the user did that the list knows, and what it changed. */
  readonly cause: ListCause | null;
  /** Choices of the user the list does not know, and when the first of them happened. */
  readonly unknown: { readonly events: number; readonly sinceMs: number | null };
  /** Made for a request and kept nowhere: when the user was last answered with it. null = it stood in a store or a cache. */
  readonly answeredAtMs: number | null;
  /** A cache on the way keeps no past: a look back shows what stood in the store behind it. */
  readonly cacheLeftOut: boolean;
};

export type ListedItem = {
  readonly item: string;
  /** What the list is ordered by: cosine plus the weight of popularity. */
  readonly score: number;
  /** Between the user's vector and the item's, before the last event the list knows and with it. */
  readonly cosineBefore: number;
  readonly cosine: number;
  /** The group of items it truly belongs to, which the system is not told; null for a file of events. */
  readonly group: number | null;
};

export type ListCause = {
  readonly type: string;
  readonly item: string;
  readonly group: number | null;
  readonly happenedAtMs: number;
  /** Cosine between the user's vector before and after it; null when there was none before. */
  readonly turn: number | null;
  /** Whether it stood on the list the user would have had before: a hit. */
  readonly wasListed: boolean;
  /** Items on the list because of it, and items that left for it. */
  readonly entered: readonly string[];
  readonly left: readonly string[];
};
