import type { Ledger } from "../books/ledger.ts";
import type { EventTrace } from "../rows/event-trace.ts";
import type { RequestDesk } from "../books/request-desk.ts";
import type { Dimensions } from "../rows/dimensions.ts";
import type { Rows } from "../rows/rows.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { SinkRecorder, VisibleListener } from "../books/sink-recorder.ts";

/** What every part of one run shares. No module state: two runs in one thread never meet. */
export type RunContext = {
  readonly seed: number;
  readonly rows: Rows;
  readonly ledger: Ledger;
  readonly warmupMs: number;
  /** Sources begin at this simulated time: 0, but for a file whose first row arrives within the hour. */
  readonly startMs: number;
  /** Sources stop at this simulated time; what is under way may drain until `endMs`. */
  readonly durationMs: number;
  readonly endMs: number;
  /** The load does not change on purpose: intervals may come from stretches of time (base/batched-histogram.ts). */
  readonly steady: boolean;
  /** Simulated time 0 in ms since the Unix epoch. */
  readonly epochMs: number;
  /** Random numbers of one part and purpose (E7): adding a part leaves every other draw unchanged. */
  randomStream(node: string, purpose: string): RandomStream;
  /** Event-to-visible times, by sink. */
  recorder(sink: string): SinkRecorder;
  /** Has `listener` told whenever a copy of an event becomes visible at a sink, or is done with where nobody sees it. */
  whenVisible(listener: VisibleListener): void;
  /** A copy of event `row` was delivered at `at` to a part that shows nothing: whoever waits for the event hears of it. */
  doneUnseen(row: number, at: number): void;
  /** Whether anybody asks, once the run is over, which rows lie in a part: its tables are wanted, or counting those of the schema takes them. */
  readsRowsOf(part: string): boolean;
  /** Whether anybody asks, once the run is over, which events lie in a part, and looks at them. */
  readsEventsOf(part: string): boolean;
  /** Feeds let go of rows that no reader comes back to when there are so many of them; results do not depend on it. */
  readonly rowsLetGo: number;
  /** A number for one go at a batch of rows: what it makes stands beside what others make, as the rows of another task do. */
  nextTask(): number;
  /** Rows that go through a chain of operators together, at most; results do not depend on it. */
  readonly blockRows: number;
  /** Bytes of rows that hold an array, as a part keeps them: the types of its own tables say it. */
  arrayBytes(part: string): ArrayBytes;
  /** The books of requests and their answers. */
  readonly desk: RequestDesk;
  /** Names behind the dimension codes of the event rows. */
  readonly dimensions: Dimensions;
  /** The file that is replayed instead of a generator. */
  readonly trace: EventTrace | null;
  /** A row of the run stands for so many events: what counts or bills single records takes its bytes apart. */
  readonly eventsPerRow: number;
  /** Length of an hour partition; a parameter so that tests can shrink it. */
  readonly hourMs: number;
};

/** By the id of the kind. */
export type ArrayBytes = { readonly [kind: string]: ArrayRowBytes };

/** Bytes beside the array, and for each of its entries. `perEntry` rows: the array is kept as a row for each entry. */
export type ArrayRowBytes = { readonly fixed: number; readonly entry: number; readonly rows: "one" | "perEntry" };
