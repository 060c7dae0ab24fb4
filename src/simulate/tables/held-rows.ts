import { assert } from "../../base/assert.ts";
import { isListRanker, isListStore } from "../../engine/tables/list-store.ts";
import { LOG } from "../../engine/feeds/log-part.ts";
import type { LogNode } from "../../engine/feeds/log-part.ts";
import type { RunContext } from "../../engine/part/run-context.ts";
import { EVENT, kindOf, rowOf, VECTOR } from "../../engine/rows/rows.ts";
import { SHOWS } from "../../engine/queried/visible-rows.ts";
import type { VisibleRows } from "../../engine/queried/visible-rows.ts";
import type { SinkRecorder } from "../../engine/books/sink-recorder.ts";
import { Int32List } from "../../engine/kernel/number-lists.ts";
import type { Machine } from "../compile/build-machine.ts";

/**
 * Numbers of the rows of a stream (engine/rows/rows.ts) that a part holds at the end of a run; one that lies there twice stands
 * here twice. Of a log it is what retention and compaction have left, of other stores what they show. Null: the part keeps none.
 */
export function heldRows({ nodes, run, recorders }: Machine, part: string, stream: number): Int32Array | null {
  const node = nodes.get(part);
  const [log, shown] = [LOG.of(node), SHOWS.of(node)];
  if (log !== null) return keptRows(log, stream);
  if (shown !== null) return shownRows(shown.visible, stream);
  if (node !== undefined && isListRanker(node)) return stream === VECTOR ? node.heldVectors() : null;
  return node !== undefined && isListStore(node) && stream === EVENT ? savedEvents(run, recorders.get(part)) : null;
}

/** How many those are: rows of which nothing but their number is asked may have been let go of. */
export function heldCount(machine: Machine, part: string, stream: number): number | null {
  const node = machine.nodes.get(part);
  const [log, shown] = [LOG.of(node), SHOWS.of(node)];
  if (log !== null) return Array.from({ length: log.partitionCount() }, (_, p) => log.partition(p).countOf(stream)).reduce(sum, 0);
  if (stream !== EVENT || shown === null) return heldRows(machine, part, stream)?.length ?? null;
  const { batches, looseCount } = shown.visible;
  if (batches.length === 0) return looseCount;
  return batches.reduce((count, batch) => (batch.stream === EVENT ? count + batch.rows : count), 0);
}

function keptRows(log: LogNode, stream: number): Int32Array {
  const found = new Int32List();
  for (let p = 0; p < log.partitionCount(); p++) {
    const held = log.partition(p);
    for (let offset = held.start; offset < held.end; offset++) {
      if (held.gaps?.[offset] === 1) continue;
      const ref = held.refAt(offset);
      if (kindOf(ref) === stream) found.push(rowOf(ref));
    }
  }
  return wholeOf(found);
}

function shownRows(visible: VisibleRows, stream: number): Int32Array {
  const found = new Int32List();
  for (const { refs } of visible.batches) {
    for (let r = 0; r < refs.length; r++) if (kindOf(refs[r]) === stream) found.push(rowOf(refs[r]));
  }
  if (visible.batches.length > 0) return wholeOf(found);
  if (stream !== EVENT) return visible.of(stream).rows.whole();
  assert(visible.looseEvents !== null, "a store is asked which events it shows, and was told that nobody would");
  return visible.looseEvents.whole();
}

/** A table of keys: an event that is written again, or sent again under the same id, replaces itself. */
function savedEvents({ rows: { events } }: RunContext, saved: SinkRecorder | undefined): Int32Array {
  const ids = new Set<number>();
  const found = new Int32List();
  for (let row = 0; row < events.length; row++) {
    if (saved?.has(row) !== true || ids.has(events.eventId.at(row))) continue;
    ids.add(events.eventId.at(row));
    found.push(row);
  }
  return wholeOf(found);
}

const sum = (a: number, b: number): number => a + b;
const wholeOf = (list: Int32List): Int32Array => list.data.slice(0, list.length);
