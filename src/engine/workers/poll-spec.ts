import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { Feed } from "../feeds/feed.ts";
import type { MemorySpec } from "./instance-memory.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";

/** A commit is a write to a log with acks all (median 2.15 ms, facts/streaming.md 1.1); a transaction ends with two more. */
export const COMMIT_MS = 2.15;
export const END_TRANSACTION_MS = 3 * COMMIT_MS;

export type PollSpec = {
  /** Time one record keeps an instance. */
  readonly work: Sampler;
  readonly maxPollRecords: number;
  readonly fetchWaitMs: number;
  readonly commit: "before" | "after" | "auto" | "transactional";
  readonly autoCommitIntervalMs: number;
  /** The work is done in another thread than the one that polls. */
  readonly handOff: boolean;
  readonly commitOnRevoke: boolean;
  /** Tries of a record that fails before it goes to the dead letters; null = for ever. */
  readonly tries: number | null;
  readonly retryBackoffMs: number;
  readonly transactionTimeoutMs: number;
  /** Without a log in front: a call that is not begun after this long is given up by its caller; null = callers wait for ever. */
  readonly callTimeoutMs: number | null;
  readonly memory: MemorySpec;
};

/** What an instance shares with the others and tells the part it belongs to. */
export type PollHost = {
  readonly feed: Feed;
  readonly group: ConsumerGroup;
  readonly random: RandomStream;
  /** References of records whose every attempt fails. */
  readonly poisoned: Set<number>;
  took(ref: number): void;
  finished(readableAt: number, startedAt: number, serviceMs: number): void;
  failed(partition: number, at: number, tries: number): void;
  lost(ref: number): void;
  retract(ref: number): void;
  /** The partition was given up by this instance, inside its own poll. */
  released(partition: number, at: number, readAgain: number): void;
  /** A transaction could not be committed any more; its records are read again. */
  timedOut(at: number, readAgain: number): void;
  newTransaction(): number;
  /** The user whose vector an instance keeps once it has worked on this record; -1 = it keeps nothing of it. */
  remembers(ref: number): number;
};

/** What leaves an instance, in time order. */
export const OUT = 0;
export const DEAD_LETTER = 1;
export const COMMITS = 2;
export const ABORTS = 3;
export const GIVEN_UP_CALL = 4;
export const KILLED = 5;

/** In hand-off the polling thread stops fetching while this many polls' worth of records wait. */
export const HAND_OFF_POLLS = 2;

/** The most records a poll loop over a log ever has in hand. */
export function mostInHand({ maxPollRecords, handOff }: Pick<PollSpec, "maxPollRecords" | "handOff">): number {
  return handOff ? (HAND_OFF_POLLS + 1) * maxPollRecords - 1 : maxPollRecords;
}
