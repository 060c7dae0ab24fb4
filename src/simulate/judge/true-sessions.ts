/** Numbers and codes of a session stand side by side in 48 bytes, so that an event of it touches one or two cache lines. */
const SLOT_BITS = 13;
const SLOTS = 1 << SLOT_BITS;
const IN_PAGE = SLOTS - 1;
/** In doubles of 8 bytes: where a session begins in a page, then its first and last event. */
const WIDE = 6;
const STARTED_AT = 0;
const LAST_EVENT_AT = 1;
/** In whole numbers of 4 bytes, behind the two doubles. */
const NARROW = 2 * WIDE;
const USER = 4;
const SAMPLE_ROW = 5;
const CELL = 6;
const EVENTS = 7;
/** The first of the workload's counts, of which there are three at most. */
const COUNTS = 8;
/** The next earlier session of the same user, or the next free place. */
const EARLIER = 11;
const NONE = -1;

type Page = { readonly wide: Float64Array; readonly narrow: Int32Array };

function emptyPage(): Page {
  const bytes = new ArrayBuffer(SLOTS * WIDE * 8);
  return { wide: new Float64Array(bytes), narrow: new Int32Array(bytes) };
}

/**
 * Sessions of users, found by joining intervals: an event that lies within the gap of a session widens it, and one that lies within
 * the gap of two joins them. The outcome is that of a pass over a user's events in order of time, in whatever order they come, and
 * takes the room of the sessions, not of the events.
 */
export class TrueSessions {
  /** Sessions there are. */
  count = 0;
  private readonly pages: Page[] = [];
  /** By user, the latest session; the others follow by falling start. */
  private readonly latest: Int32Array;
  private readonly gapMs: number;
  private used = 0;
  private free = NONE;

  constructor(users: number, gapMs: number) {
    this.latest = new Int32Array(users).fill(NONE);
    this.gapMs = gapMs;
  }

  /**
   * An event, told in order of rows; `counters` are the numbers of the workload's counts it counts in, `cell` the finest cell it lies
   * in. Exactly the gap between two events is still one session (Flink's rule).
   */
  add(user: number, at: number, row: number, cell: number, counters: readonly number[]): void {
    // A generator of load beside the workload's users has keys of its own, which have no sessions.
    if (user >= this.latest.length) return;
    const { gapMs } = this;
    let later = NONE;
    let slot = this.latest[user]!;
    while (slot !== NONE && this.startedAt(slot) - at > gapMs) {
      later = slot;
      slot = this.earlierOf(slot);
    }
    if (slot === NONE || at - this.lastEventAt(slot) > gapMs) slot = this.open(user, at, row, cell, later, slot);
    const { wide, narrow } = this.pages[slot >>> SLOT_BITS]!;
    const times = (slot & IN_PAGE) * WIDE;
    const codes = (slot & IN_PAGE) * NARROW;
    narrow[codes + EVENTS]!++;
    for (let c = 0; c < counters.length; c++) narrow[codes + COUNTS + counters[c]!]!++;
    if (at > wide[times + LAST_EVENT_AT]!) wide[times + LAST_EVENT_AT] = at;
    else if (at < wide[times + STARTED_AT]!) {
      wide[times + STARTED_AT] = at;
      const earlier = narrow[codes + EARLIER]!;
      if (earlier !== NONE && at - this.lastEventAt(earlier) <= gapMs) this.absorb(slot, earlier);
    }
  }

  /** A session of one event that is yet to be counted, between its later and its earlier neighbour. */
  private open(user: number, at: number, row: number, cell: number, later: number, earlier: number): number {
    let slot = this.free;
    if (slot === NONE) {
      slot = this.used++;
      if ((slot & IN_PAGE) === 0) this.pages.push(emptyPage());
    } else this.free = this.earlierOf(slot);
    const { wide, narrow } = this.pages[slot >>> SLOT_BITS]!;
    const codes = (slot & IN_PAGE) * NARROW;
    wide[(slot & IN_PAGE) * WIDE + STARTED_AT] = at;
    wide[(slot & IN_PAGE) * WIDE + LAST_EVENT_AT] = at;
    narrow[codes + USER] = user;
    narrow[codes + SAMPLE_ROW] = row;
    narrow[codes + CELL] = cell;
    narrow.fill(0, codes + EVENTS, codes + EARLIER);
    narrow[codes + EARLIER] = earlier;
    if (later === NONE) this.latest[user] = slot;
    else this.pages[later >>> SLOT_BITS]!.narrow[(later & IN_PAGE) * NARROW + EARLIER] = slot;
    this.count++;
    return slot;
  }

  /** The session before `slot` turned out to be its beginning. */
  private absorb(slot: number, earlier: number): void {
    const { wide, narrow } = this.pages[slot >>> SLOT_BITS]!;
    const before = this.pages[earlier >>> SLOT_BITS]!;
    const [codes, codesBefore] = [(slot & IN_PAGE) * NARROW, (earlier & IN_PAGE) * NARROW];
    wide[(slot & IN_PAGE) * WIDE + STARTED_AT] = before.wide[(earlier & IN_PAGE) * WIDE + STARTED_AT]!;
    if (before.narrow[codesBefore + SAMPLE_ROW]! < narrow[codes + SAMPLE_ROW]!) {
      narrow[codes + SAMPLE_ROW] = before.narrow[codesBefore + SAMPLE_ROW]!;
      narrow[codes + CELL] = before.narrow[codesBefore + CELL]!;
    }
    for (let i = EVENTS; i < EARLIER; i++) narrow[codes + i]! += before.narrow[codesBefore + i]!;
    narrow[codes + EARLIER] = before.narrow[codesBefore + EARLIER]!;
    before.narrow[codesBefore + EARLIER] = this.free;
    this.free = earlier;
    this.count--;
  }

  /** The sessions there are, by user and start: by these numbers the others name them. */
  ordered(): Int32Array {
    const slots = new Int32Array(this.count);
    let end = 0;
    for (let user = 0; user < this.latest.length; user++) {
      const from = end;
      for (let slot = this.latest[user]!; slot !== NONE; slot = this.earlierOf(slot)) slots[end++] = slot;
      if (end - from > 1) slots.subarray(from, end).reverse();
    }
    return slots;
  }

  /** In ms of simulated time. */
  startedAt(slot: number): number {
    return this.pages[slot >>> SLOT_BITS]!.wide[(slot & IN_PAGE) * WIDE + STARTED_AT]!;
  }
  /** In ms of simulated time. */
  lastEventAt(slot: number): number {
    return this.pages[slot >>> SLOT_BITS]!.wide[(slot & IN_PAGE) * WIDE + LAST_EVENT_AT]!;
  }
  user(slot: number): number {
    return this.code(slot, USER);
  }
  events(slot: number): number {
    return this.code(slot, EVENTS);
  }
  /** One of the workload's counts, by its number. */
  counted(slot: number, count: number): number {
    return this.code(slot, COUNTS + count);
  }
  /** The finest cell of the event that arrived first: what it carries is what the session carries. */
  cell(slot: number): number {
    return this.code(slot, CELL);
  }
  private earlierOf(slot: number): number {
    return this.code(slot, EARLIER);
  }
  private code(slot: number, code: number): number {
    return this.pages[slot >>> SLOT_BITS]!.narrow[(slot & IN_PAGE) * NARROW + code]!;
  }
}
