import type { RunContext } from "../part/run-context.ts";
import { FACT, refOf, rowOf, USER_VERSION } from "../rows/rows.ts";

export type DimensionSpec = {
  /** 1: a row for each user, as it is now. 2: a row for each state, with the time it was valid. */
  readonly type: 1 | 2;
  /** Code of the event type that says how a user is; null: every event does. */
  readonly changedBy: number | null;
  /** Events of this type become facts; null: every event does; absent: none. */
  readonly facts?: number | null;
};

/** What a step makes: rows of the dimension that are to be written, and facts. */
export type DimensionRows = { readonly versions: Int32Array; readonly facts: Int32Array };

/** A version while it is worked on; `row`: it stands so in the table already. */
type Version = {
  readonly key: number;
  readonly user: number;
  /** The event whose attributes it has; of a row of the table the attributes are its own. */
  item: number;
  codes: readonly number[];
  fromMs: number;
  toMs: number;
  seenMs: number;
  row: number | null;
};

/** A user of whom nothing was known when the fact happened. */
const UNKNOWN_KEY = 0;

/**
 * The dimension of users a job keeps, and the facts that point into it. Upserting, a run takes the table as it is, brings every change
 * in at its event time, and gives all of it: the same input again changes nothing, and what comes late splits the version it falls
 * into. Appending, a run knows only its input, so a version that stands there is never closed, and is opened again by every re-run.
 */
export class UserDimension {
  private readonly run: RunContext;
  private readonly spec: DimensionSpec;
  /** Rows of the table, by number. */
  private there: readonly number[] = [];
  private lastKey = UNKNOWN_KEY;

  constructor(run: RunContext, spec: DimensionSpec) {
    this.run = run;
    this.spec = spec;
  }

  /** What a run over these events makes. */
  build(events: Int32Array, writes: "append" | "upsert"): DimensionRows {
    const ordered = this.inOrder(events);
    const { changedBy, facts } = this.spec;
    const { type } = this.run.rows.events;
    const changes = ordered.filter((row) => changedBy === null || type.at(row) === changedBy);
    const table = this.tableOf(writes === "upsert" ? this.there : []);
    for (const row of changes) this.change(table, row);
    const versions = [...table.values()].flatMap((list) => list.map((version) => this.rowOf(version)));
    const made = { versions: refsOf(USER_VERSION, versions), facts: new Int32Array(0) };
    if (facts === undefined) return made;
    const seen = writes === "upsert" ? table : this.tableOf([...this.there, ...versions]);
    return {
      ...made,
      facts: this.factsOf(
        ordered.filter((row) => facts === null || type.at(row) === facts),
        seen,
      ),
    };
  }

  /** A run has committed what it made; says of how many users the table now has two current rows. */
  commit({ versions }: DimensionRows, writes: "append" | "upsert"): number {
    const rows = [...versions].map(rowOf);
    this.there = writes === "upsert" ? rows : [...this.there, ...rows];
    const { userVersions } = this.run.rows;
    const current = new Set<number>();
    const twice = new Set<number>();
    for (const row of this.there) {
      const user = userVersions.user.at(row);
      if (userVersions.toMs.at(row) !== Infinity) continue;
      if (current.has(user)) twice.add(user);
      current.add(user);
    }
    return twice.size;
  }

  private inOrder(events: Int32Array): Int32Array {
    const { user, eventTime } = this.run.rows.events;
    return events.filter((row) => user.at(row) >= 0).sort((a, b) => eventTime.at(a) - eventTime.at(b) || a - b);
  }

  /** The versions of each user, the earliest first. */
  private tableOf(rows: readonly number[]): Map<number, Version[]> {
    const { userVersions } = this.run.rows;
    const table = new Map<number, Version[]>();
    for (const row of rows) {
      const user = userVersions.user.at(row);
      const version: Version = {
        ...{
          key: userVersions.key.at(row),
          user,
          item: userVersions.item.at(row),
          codes: userVersions.dimensions.map((codes) => codes.at(row)),
        },
        ...{ fromMs: userVersions.fromMs.at(row), toMs: userVersions.toMs.at(row), seenMs: userVersions.seenMs.at(row), row },
      };
      const list = table.get(user);
      if (list === undefined) table.set(user, [version]);
      else list.push(version);
    }
    for (const list of table.values()) list.sort((a, b) => a.fromMs - b.fromMs);
    return table;
  }

  private change(table: Map<number, Version[]>, event: number): void {
    const { user, eventTime, item, dimensions } = this.run.rows.events;
    const atMs = eventTime.at(event);
    const said = { item: item.at(event), codes: dimensions.map((codes) => codes.at(event)) };
    const who = user.at(event);
    let list = table.get(who);
    if (list === undefined) table.set(who, (list = []));
    if (this.spec.type === 1) this.overwrite(list, who, said, atMs);
    else this.insert(list, who, said, atMs);
  }

  /** The newest that was said of the user stays, whenever it comes. */
  private overwrite(list: Version[], user: number, said: Attributes, atMs: number): void {
    const [version] = list;
    if (version === undefined) list.push(this.open(user, said, atMs, Infinity, atMs));
    else if (atMs >= version.fromMs && (atMs > version.fromMs || !isSame(version, said)))
      Object.assign(version, { ...said, fromMs: atMs, seenMs: atMs, row: null });
  }

  private insert(list: Version[], user: number, said: Attributes, atMs: number): void {
    let place = list.length - 1;
    while (place >= 0 && list[place].fromMs > atMs) place--;
    const version = list[place];
    if (version !== undefined && isSame(version, said)) {
      if (atMs > version.seenMs) Object.assign(version, { seenMs: atMs, row: null });
      return;
    }
    if (version !== undefined && version.fromMs === atMs) {
      Object.assign(version, { ...said, row: null });
      return;
    }
    const next = list[place + 1];
    // What was seen after `atMs` of the version it falls into goes on from there.
    const goesOn = version !== undefined && version.seenMs > atMs;
    if (!goesOn && next !== undefined && isSame(next, said)) {
      Object.assign(next, { fromMs: atMs, row: null });
      if (version !== undefined) Object.assign(version, { toMs: atMs, row: null });
      return;
    }
    const endMs = version?.toMs ?? next?.fromMs ?? Infinity;
    const opened = this.open(user, said, atMs, goesOn ? version.seenMs : endMs, atMs);
    const rest = goesOn ? [this.open(user, version, version.seenMs, endMs, version.seenMs)] : [];
    // Nothing is known of when the old state was seen last before; it was when it began.
    if (version !== undefined)
      Object.assign(version, { toMs: atMs, seenMs: Math.min(version.seenMs, goesOn ? version.fromMs : atMs), row: null });
    list.splice(place + 1, 0, opened, ...rest);
  }

  private open(user: number, { item, codes }: Attributes, fromMs: number, toMs: number, seenMs: number): Version {
    this.lastKey++;
    return { key: this.lastKey, user, item, codes, fromMs, toMs, seenMs, row: null };
  }

  /** Its row of the table: the one that stands there, or a new one. */
  private rowOf(version: Version): number {
    if (version.row !== null) return version.row;
    const { userVersions } = this.run.rows;
    userVersions.key.push(version.key);
    userVersions.user.push(version.user);
    userVersions.item.push(version.item);
    userVersions.dimensions.forEach((codes, d) => codes.push(version.codes[d]));
    userVersions.fromMs.push(version.fromMs);
    userVersions.toMs.push(version.toMs);
    userVersions.seenMs.push(version.seenMs);
    return userVersions.length - 1;
  }

  /** A fact for every version an event meets: one where versions follow each other, more where one was opened twice. */
  private factsOf(events: Int32Array, table: ReadonlyMap<number, readonly Version[]>): Int32Array {
    const { events: all, facts } = this.run.rows;
    const made: number[] = [];
    for (const event of events) {
      const atMs = all.eventTime.at(event);
      const versions = table.get(all.user.at(event)) ?? [];
      const met = this.spec.type === 1 ? versions : versions.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
      for (const key of met.length === 0 ? [UNKNOWN_KEY] : met.map((version) => version.key)) {
        facts.event.push(event);
        facts.userKey.push(key);
        made.push(facts.length - 1);
      }
    }
    return refsOf(FACT, made);
  }
}

type Attributes = Pick<Version, "item" | "codes">;

function isSame(a: Attributes, b: Attributes): boolean {
  return a.item === b.item && a.codes.every((code, d) => code === b.codes[d]);
}

function refsOf(kind: number, rows: readonly number[]): Int32Array {
  return Int32Array.from(rows, (row) => refOf(kind, row));
}
