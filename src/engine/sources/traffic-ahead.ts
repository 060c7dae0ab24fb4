import { Facet } from "../part/facet.ts";
import type { ArrivingColumns } from "./arriving-events.ts";
import { BUCKET_MS, PhoneTraffic, sendUntilMs, STRAGGLERS_MS } from "./phone-traffic.ts";
import type { PlannedStrike, TrafficOrder } from "./phone-traffic.ts";

/** A piece has so many events unless said otherwise, or a few more … */
const EVENTS_OF_PIECE = 1 << 14;
/** The first piece is this small, and each twice as large as the one before up to that: a run begins with what comes first. */
const EVENTS_OF_FIRST_PIECE = 1 << 9;
/** … or covers so many buckets, where hardly anybody does anything. */
const BUCKETS_OF_PIECE = 1 << 15;

/** The traffic of some buckets of time that follow each other, as plain data. */
export type TrafficPiece = {
  /** Start of the first bucket, ms. */
  readonly fromMs: number;
  /** By bucket, how many events there are up to its end. */
  readonly ends: Int32Array;
  /** By bucket, whether anything is in the air at its end. */
  readonly waits: Uint8Array;
  readonly events: ArrivingColumns;
  /** How many of them are lost. */
  readonly lost: number;
  /** Nothing comes after it. */
  readonly isLast: boolean;
};

/** Makes the traffic of a source by itself, piece by piece. */
export class TrafficMaker {
  private readonly traffic: PhoneTraffic;
  private readonly eventsOfPiece: number;
  private readonly endMs: number;
  private made = 0;
  private events = EVENTS_OF_FIRST_PIECE;

  constructor(order: TrafficOrder, eventsOfPiece = EVENTS_OF_PIECE) {
    this.traffic = new PhoneTraffic(order);
    this.eventsOfPiece = eventsOfPiece;
    this.endMs = sendUntilMs(order) + STRAGGLERS_MS;
  }

  get over(): boolean {
    return this.traffic.bucketAt > this.endMs;
  }

  /** The next piece; there is one while it is not over. */
  next(): TrafficPiece {
    const { traffic, made } = this;
    const { arriving } = traffic;
    const fromMs = traffic.bucketAt;
    const ends: number[] = [];
    const waits: number[] = [];
    arriving.clear();
    const enough = Math.min(this.events, this.eventsOfPiece);
    this.events *= 2;
    while (!this.over && arriving.count < enough && ends.length < BUCKETS_OF_PIECE) {
      traffic.next(made);
      ends.push(arriving.count);
      waits.push(traffic.waits ? 1 : 0);
    }
    this.made += arriving.count;
    return {
      fromMs,
      ends: Int32Array.from(ends),
      waits: Uint8Array.from(waits),
      events: arriving.copied(),
      lost: arriving.lost,
      isLast: this.over,
    };
  }
}

/** Traffic that somebody else makes for a source, as far as it has come. */
export class TrafficAhead {
  /** Called whenever a piece is used up. */
  onUsed: () => void = () => undefined;
  /** All buckets before this instant are here, ms. */
  reachesMs = 0;
  private readonly pieces: TrafficPiece[] = [];

  add(piece: TrafficPiece): void {
    this.pieces.push(piece);
    this.reachesMs = piece.isLast ? Infinity : piece.fromMs + piece.ends.length * BUCKET_MS;
  }

  /** The piece at hand; null where it has not come yet, or nothing will. */
  get piece(): TrafficPiece | null {
    return this.pieces[0] ?? null;
  }

  /** The piece at hand is used up. */
  used(): void {
    this.pieces.shift();
    this.onUsed();
  }
}

/** A source whose traffic can be made by somebody else. */
export type MadeAhead = {
  /** What to make, when these faults will strike it. */
  order(strikes: readonly PlannedStrike[]): TrafficOrder;
  /** Takes the traffic of that order from `ahead` from now on, as long as no other fault strikes and it is there in time; null: makes its own. */
  follow(ahead: TrafficAhead | null, strikes: readonly PlannedStrike[]): void;
  /** Whether everything earlier than `until` can be taken at once. */
  isReady(until: number): boolean;
};

export const MADE_AHEAD = new Facet<MadeAhead>("made ahead");
