/** How a call ended at a part; open: it had not when its client's request was over. */
export const HOP_ENDS = ["open", "answered", "refused", "passed on"] as const;
export type HopEnd = (typeof HOP_ENDS)[number];

/** A call at one part, from its arrival to its reply. Times are simulated ms, NaN where the moment has not come. */
export class Hop {
  /** Number of the hop whose part made this call; -1: the client did. */
  parent = -1;
  part = "";
  /** Which machine of the part had it, as the part calls it; empty where it has one, or none. */
  machine = "";
  /** What was wanted, as calls name it (calls.ts). */
  op = "read";
  attempt = 0;
  sentAt = 0;
  /** When it was taken in hand; until then it waited in a line of the part. NaN: the part has no line. */
  begunAt = NaN;
  /** Of that time, while the body of the call came in over its client's connection, and a thread waited for it. */
  bodyMs = 0;
  endedAt = NaN;
  end: HopEnd = "open";
  /** Of a refusal: why, and the number of the part that refused. */
  reason = "";
  place = -1;
  /** Whoever made it stopped waiting then. */
  givenUpAt = NaN;
}

/**
 * Every call that is made for one request of a client, while that is under way. Calls carry it on to those made for them; it is used
 * again for another request once this one is over, and calls that outlive their request find by `serial` that it is not theirs any more.
 */
export class CallTrace {
  serial = 0;
  readonly hops: Hop[] = [];
  count = 0;

  /** Of the request itself, as whoever opened it says. */
  number = 0;
  /** Number of the part that asks. */
  client = 0;
  endpoint = 0;
  op = "read";
  key = -1;
  user = 0;
  askedAt = 0;
  lookupMs = 0;
  handshakeMs = 0;
  /** One way between client and edge. */
  wayMs = 0;
  isOpen = false;

  add(parent: number, part: string, op: string, attempt: number, at: number): number {
    const { hops, count } = this;
    if (count === hops.length) hops.push(new Hop());
    const hop = hops[count];
    hop.parent = parent;
    hop.part = part;
    hop.op = op;
    hop.attempt = attempt;
    hop.sentAt = at;
    hop.begunAt = hop.endedAt = hop.givenUpAt = NaN;
    hop.bodyMs = 0;
    hop.end = "open";
    hop.reason = hop.machine = "";
    hop.place = -1;
    return this.count++;
  }
}
