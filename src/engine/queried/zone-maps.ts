import type { RunContext } from "../part/run-context.ts";
import { columnsOf } from "../rows/row-kind.ts";
import { EVENT, hourOfRow, rowOf } from "../rows/rows.ts";
import type { LyingRows, SortedRun } from "./lying-rows.ts";
import type { RowBatch } from "../rows/kinds/file.ts";
import type { VisibleRows } from "./visible-rows.ts";

/** How the rows of a table lie. */
export type TableLayout = {
  /** Rows of a load are put in this order before they are cut into blocks. */
  readonly sortedBy: "arrival" | "time" | "user";
  /** Rows go to slices in turn, or all of a user to one. */
  readonly spreadBy: "even" | "user";
  readonly slices: number;
  /** What is counted as read: bytes as they are stored, or as the rows came. */
  readonly counts: "stored" | "raw";
  /** Stored bytes of a block, which holds one column; null: what a load made of a file is one block of all columns. */
  readonly blockBytes: number | null;
};

/** What a query asks for. */
export type QueryShape = {
  readonly looksAt: "everything" | "last-hours" | "one-user";
  readonly hours: number;
  /** Share of the bytes of all columns that it reads. */
  readonly columnShare: number;
  /** It joins each row with its user's. */
  readonly joinsUsers: boolean;
};

/** What a query has read. */
export type Scan = {
  readonly rows: number;
  /** The same if every slice had as many as the busiest one. */
  readonly rowsAsBusiest: number;
  readonly bytes: number;
  /** Blocks read, and those there are, of the columns it reads. */
  readonly blocks: number;
  readonly ofBlocks: number;
  /** Bytes that went from one slice to another, because rows that belong together did not lie together. */
  readonly movedBytes: number;
};

/** Rows of one slice that lie in the same block, and what the block says of them. */
type Zone = {
  readonly slice: number;
  readonly rows: number;
  readonly bytes: number;
  readonly blocks: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly fromUser: number;
  readonly toUser: number;
};

/**
 * The least and the greatest time and user of every block, by which a query leaves out blocks that cannot hold a row of it: Redshift's
 * zone maps, Snowflake's micro-partitions, a clustered table of BigQuery. From the rows as they really lie.
 */
export class ZoneMaps {
  private readonly run: RunContext;
  private readonly visible: VisibleRows;
  private readonly layout: TableLayout;
  /** Null: rows lie there while they are shown, each load by itself. */
  private readonly lying: LyingRows | null;
  private readonly known = new WeakMap<RowBatch | SortedRun, readonly Zone[]>();
  private zones: readonly Zone[] = [];
  private version = -1;
  private readonly bySlice: Float64Array;

  constructor(run: RunContext, visible: VisibleRows, layout: TableLayout, lying: LyingRows | null = null) {
    this.lying = lying;
    this.run = run;
    this.visible = visible;
    this.layout = layout;
    this.bySlice = new Float64Array(layout.slices);
  }

  /** What a query of this shape, asked at `at` for this user where it asks for one, reads. */
  scan({ looksAt, hours, columnShare, joinsUsers }: QueryShape, at: number, user: number): Scan {
    this.refresh();
    const { bySlice, layout } = this;
    bySlice.fill(0);
    const sinceMs = at - hours * this.run.hourMs;
    const only = looksAt === "one-user" && layout.spreadBy === "user" ? sliceOf(user, layout.slices) : -1;
    let [rows, bytes, blocks, ofBlocks] = [0, 0, 0, 0];
    for (const zone of this.zones) {
      ofBlocks += zone.blocks;
      if (looksAt === "last-hours" && (zone.toMs < sinceMs || zone.fromMs > at)) continue;
      if (looksAt === "one-user" && (user < zone.fromUser || user > zone.toUser || (only >= 0 && only !== zone.slice))) continue;
      rows += zone.rows;
      bytes += zone.bytes;
      blocks += zone.blocks;
      bySlice[zone.slice] += zone.rows;
    }
    const busiest = layout.spreadBy === "even" ? rows / layout.slices : bySlice.reduce((most, each) => Math.max(most, each), 0);
    const read = bytes * columnShare;
    const movedBytes = joinsUsers && layout.spreadBy !== "user" ? (read * (layout.slices - 1)) / layout.slices : 0;
    return {
      ...{ rows, rowsAsBusiest: busiest * layout.slices, bytes: read, movedBytes },
      ...{ blocks: blocks * columnShare, ofBlocks: ofBlocks * columnShare },
    };
  }

  private refresh(): void {
    const { lying, visible } = this;
    lying?.look();
    const version = lying === null ? visible.version : lying.version;
    if (this.version === version) return;
    this.version = version;
    this.zones =
      lying === null ? visible.batches.flatMap((batch) => this.zonesIn(batch)) : lying.runs.flatMap((run) => this.zonesOfRun(run));
  }

  private zonesOfRun(run: SortedRun): readonly Zone[] {
    if (run.length === 1) return this.zonesIn(run[0]);
    let zones = this.known.get(run);
    if (zones === undefined) {
      const streams = [...new Set(run.map(({ stream }) => stream))];
      zones = streams.flatMap((stream) =>
        this.zonesOf(
          together(
            stream,
            run.filter((batch) => batch.stream === stream),
          ),
        ),
      );
      this.known.set(run, zones);
    }
    return zones;
  }

  private zonesIn(batch: RowBatch): readonly Zone[] {
    let zones = this.known.get(batch);
    if (zones === undefined) this.known.set(batch, (zones = this.zonesOf(batch)));
    return zones;
  }

  /** Whether a row of one run belongs between rows of the other, by what the table is sorted by. */
  overlaps(run: SortedRun, other: SortedRun): boolean {
    const [from, to] = this.keysOf(run);
    const [otherFrom, otherTo] = this.keysOf(other);
    return from <= otherTo && otherFrom <= to;
  }

  private keysOf(run: SortedRun): readonly [number, number] {
    const isTime = this.layout.sortedBy === "time";
    let [from, to] = [Infinity, -Infinity];
    for (const { fromMs, toMs, fromUser, toUser } of this.zonesOfRun(run)) {
      from = Math.min(from, isTime ? fromMs : fromUser);
      to = Math.max(to, isTime ? toMs : toUser);
    }
    return [from, to];
  }

  private zonesOf(batch: RowBatch): readonly Zone[] {
    const { run, layout } = this;
    const { stream, refs, storedBytes, rawBytes } = batch;
    if (refs.length === 0) return [];
    const kind = run.rows.kinds[stream];
    const columns = columnsOf(kind, run.dimensions).length;
    const bytesEach = (layout.counts === "raw" ? rawBytes : storedBytes) / refs.length;
    const inOneBlock = layout.blockBytes === null ? Infinity : Math.max(1, Math.floor((layout.blockBytes * columns) / bytesEach));
    const users = Int32Array.from(refs, (ref) => kind.userOf(run.rows, rowOf(ref)));
    const times = Float64Array.from(refs, (ref) => this.timeOf(stream, ref));
    const places = Int32Array.from(refs, (_, place) => place);
    if (layout.sortedBy !== "arrival") {
      const by = layout.sortedBy === "time" ? times : users;
      places.sort((a, b) => by[a] - by[b] || a - b);
    }
    const ofSlice = new Map<number, number[]>();
    places.forEach((place, i) => {
      const slice = layout.spreadBy === "user" ? sliceOf(users[place], layout.slices) : i % layout.slices;
      const lying = ofSlice.get(slice);
      if (lying === undefined) ofSlice.set(slice, [place]);
      else lying.push(place);
    });
    const zones: Zone[] = [];
    for (const [slice, lying] of ofSlice)
      for (let from = 0; from < lying.length; from += inOneBlock)
        zones.push(
          zoneOf(lying.slice(from, from + inOneBlock), {
            slice,
            times,
            users,
            bytesEach,
            blocks: layout.blockBytes === null ? 1 : columns,
          }),
        );
    return zones;
  }

  private timeOf(stream: number, ref: number): number {
    const { rows, hourMs } = this.run;
    return stream === EVENT ? rows.events.eventTime.at(rowOf(ref)) : hourOfRow(rows, ref, hourMs) * hourMs;
  }
}

/** Batches of rows of one kind as one. */
function together(stream: number, batches: readonly RowBatch[]): RowBatch {
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  const refs = new Int32Array(rows);
  let at = 0;
  for (const batch of batches) {
    refs.set(batch.refs, at);
    at += batch.refs.length;
  }
  const sum = (of: (batch: RowBatch) => number): number => batches.reduce((total, batch) => total + of(batch), 0);
  return { stream, refs, rows, storedBytes: sum(({ storedBytes }) => storedBytes), rawBytes: sum(({ rawBytes }) => rawBytes) };
}

type Lying = {
  readonly slice: number;
  readonly times: Float64Array;
  readonly users: Int32Array;
  readonly bytesEach: number;
  readonly blocks: number;
};

function zoneOf(places: readonly number[], { slice, times, users, bytesEach, blocks }: Lying): Zone {
  let [fromMs, toMs, fromUser, toUser] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const place of places) {
    fromMs = Math.min(fromMs, times[place]);
    toMs = Math.max(toMs, times[place]);
    fromUser = Math.min(fromUser, users[place]);
    toUser = Math.max(toUser, users[place]);
  }
  return { slice, rows: places.length, bytes: places.length * bytesEach, blocks, fromMs, toMs, fromUser, toUser };
}

/** Multiplied by a large odd number, so that users who follow each other lie on different slices. */
function sliceOf(user: number, slices: number): number {
  return (Math.imul(user, 0x9e3779b1) >>> 0) % slices;
}
