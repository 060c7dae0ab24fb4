import type { Block, Selection } from "./block.ts";
import type { BlockEffects } from "./block-effects.ts";
import type { Collector, Verdict } from "./collector.ts";
import type { Facet } from "../part/facet.ts";

/**
 * The contract of an operator in a stream processor. A chain runs record by record or block by block: each operator either lets a
 * record pass (0) or ends it with one of the codes of collector.ts. State is a pure function of what was processed, in order, since
 * the start; `snapshot` is a copy of it, `restore` puts it back.
 */
export interface Operator {
  /** One event record, by row; `watermarkMs` is where event time stands. */
  process(row: number, watermarkMs: number, out: Collector): Verdict;
  /**
   * As `process` for the selected rows of a block, one after the other: what is ended leaves the selection. Without it rows are
   * processed one by one. Before it emits, spends or asks, an operator says by `out.place` at which row it does so.
   */
  processBlock?(block: Block, selection: Selection, watermarkMs: number, out: BlockEffects): void;
  /** Event time has moved: fire what is due into the collector. */
  onWatermark(watermarkMs: number, out: Collector): void;
  /** Processing time has moved past a multiple of the operator's own period. */
  onTimer?(at: number, out: Collector): void;
  readonly timerMs?: number;
  /** The next timer would find nothing to do but to count itself: so many of them can be passed by at once. Without it no timer can. */
  readonly timerIsQuiet?: boolean;
  /** As `count` quiet timers. */
  passTimers?(count: number): void;
  /** What it tells of itself under a facet, as a part does; undefined where it says nothing. */
  told?(facet: Facet<unknown>): unknown;
  /** The operator itself, where this one only sets its clock. */
  readonly inner?: Operator;
  /** The lowest event row that state holds, Infinity when it holds none. An operator that does not tell keeps all events. */
  eventsNeededFrom?(): number;
  /** Bytes of keyed state, for the length of a checkpoint. */
  stateBytes(): number;
  snapshot(): unknown;
  restore(snapshot: unknown): void;
}
