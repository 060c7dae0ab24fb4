import type { WanderingDelay } from "./wandering-delay.ts";
import type { HashRange } from "../../base/hash-ranges.ts";
import { Float64List, Int32List, Uint8List } from "../kernel/number-lists.ts";

/** What one shard takes and gives, in bytes and stored records; the same for every shard. */
export type ShardContract = {
  readonly writeBytesPerSecond: number;
  readonly writeRecordsPerSecond: number;
  /** Shared by every reader that polls. */
  readonly readBytesPerSecond: number;
  readonly readRecordsPerSecond: number;
  readonly readCallsPerSecond: number;
  /** One answer carries at most this much. */
  readonly callBytes: number;
  readonly callRecords: number;
  /** The pipe of one reader that is pushed to. */
  readonly pushBytesPerSecond: number;
};

/** One shard: a range of hash keys, its rows by offset, and what is left of its contract in this second. */
export class Shard {
  readonly refs = new Int32List(256);
  /** When the row was accepted. */
  readonly enteredAt = new Float64List(256);
  /** When a reader can first be given it; never falls. */
  readonly readableAt = new Float64List(256);
  /** 1: the row opens a stored record; 0: it is packed into the one before. */
  readonly opens = new Uint8List(256);
  start = 0;
  bytes = 0;
  /** When it was split or merged; Infinity while it takes records. */
  closedAt = Infinity;
  /** Bytes offered since the last look, for growth. */
  offeredBytes = 0;
  readonly name: string;
  readonly range: HashRange;
  readonly parents: readonly number[];
  readonly openedAt: number;
  private readonly contract: ShardContract;
  private readonly delay: WanderingDelay;
  private second = -1;
  private secondBytes = 0;
  private secondRecords = 0;
  private calls: number;
  private callsAt = 0;
  private readSecond = 0;
  private readBytes = 0;
  private readRecords = 0;

  constructor(
    name: string,
    range: HashRange,
    parents: readonly number[],
    openedAt: number,
    contract: ShardContract,
    delay: WanderingDelay,
  ) {
    this.name = name;
    this.range = range;
    this.parents = parents;
    this.openedAt = openedAt;
    this.contract = contract;
    this.delay = delay;
    this.calls = contract.readCallsPerSecond;
  }

  get open(): boolean {
    return this.closedAt === Infinity;
  }

  /** Takes one stored record out of this second's write contract, of which `share` is left to us; false when it is used up. */
  admits(at: number, bytes: number, share: number): boolean {
    const { writeBytesPerSecond, writeRecordsPerSecond } = this.contract;
    this.turn(Math.floor(at / 1000), 0, 0);
    if (this.secondRecords + 1 > writeRecordsPerSecond * share || this.secondBytes + bytes > writeBytesPerSecond * share) return false;
    this.secondRecords++;
    this.secondBytes += bytes;
    return true;
  }

  /**
   * The same for a row that stands for so many records, which a producer spreads over the time they take: it is taken while anything is
   * left of the second, and what it needs beyond that is not left in the seconds after.
   */
  admitsMany(at: number, bytes: number, records: number, share: number): boolean {
    const mostBytes = this.contract.writeBytesPerSecond * share;
    const mostRecords = this.contract.writeRecordsPerSecond * share;
    this.turn(Math.floor(at / 1000), mostBytes, mostRecords);
    if (this.secondRecords >= mostRecords || this.secondBytes >= mostBytes) return false;
    this.secondRecords += records;
    this.secondBytes += bytes;
    return true;
  }

  /** A new second begins with what those before could not carry of what they had taken. */
  private turn(second: number, bytesEach: number, recordsEach: number): void {
    if (second === this.second) return;
    const seconds = second - this.second;
    this.second = second;
    this.secondBytes = bytesEach === 0 ? 0 : Math.max(0, this.secondBytes - seconds * bytesEach);
    this.secondRecords = recordsEach === 0 ? 0 : Math.max(0, this.secondRecords - seconds * recordsEach);
  }

  append(at: number, ref: number, bytes: number, opens: boolean): number {
    const last = this.readableAt.length === 0 ? 0 : this.readableAt.data[this.readableAt.length - 1];
    const readableAt = Math.max(last, at + this.delay.at(at));
    this.refs.push(ref);
    this.enteredAt.push(at);
    this.readableAt.push(readableAt);
    this.opens.push(opens ? 1 : 0);
    this.bytes += bytes;
    return readableAt;
  }

  /** Whether a call for records at `at` is answered: calls are counted by a token bucket of one second. */
  answers(at: number): boolean {
    const { readCallsPerSecond, readBytesPerSecond, readRecordsPerSecond } = this.contract;
    this.calls = Math.min(readCallsPerSecond, this.calls + ((at - this.callsAt) * readCallsPerSecond) / 1000);
    this.callsAt = at;
    const seconds = Math.floor(at / 1000) - this.readSecond;
    if (seconds > 0) {
      this.readSecond += seconds;
      this.readBytes = Math.max(0, this.readBytes - seconds * readBytesPerSecond);
      this.readRecords = Math.max(0, this.readRecords - seconds * readRecordsPerSecond);
    }
    if (this.calls < 1 || this.readBytes >= readBytesPerSecond || this.readRecords >= readRecordsPerSecond) return false;
    this.calls--;
    return true;
  }

  /** What an answer carried counts against this second and, when it was more, against the next ones. */
  gave(bytes: number, records: number): void {
    this.readBytes += bytes;
    this.readRecords += records;
  }
}
