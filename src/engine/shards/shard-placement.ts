import { assert } from "../../base/assert.ts";
import { HashRangePlacement } from "../../base/hash-ranges.ts";
import { md5Text } from "../../base/md5.ts";
import type { RandomStream } from "../../base/rng.ts";
import { EVENT, kindOf, userOfRow } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import type { Shard } from "./shard.ts";
import { userText } from "../rows/trace-names.ts";

export type ShardKey = "user_id" | "event_type" | "none";

/** Users whose shard is remembered; hashing again gives the same. */
const REMEMBERED = 1 << 21;

/**
 * Which open shard a record goes to: MD5 of its partition key as a number of 128 bits, looked up in the ranges of the open
 * shards. Without a key every record draws its own.
 */
export class ShardPlacement {
  private readonly run: RunContext;
  private readonly key: ShardKey;
  private readonly random: RandomStream;
  private ranges: HashRangePlacement | null = null;
  /** Shard number by place in hash order. */
  private order: number[] = [];
  private readonly ofUser: Int32Array;
  private ofType: number[] = [];
  private readonly words = new Uint32Array(4);

  constructor(id: string, run: RunContext, key: ShardKey) {
    this.run = run;
    this.key = key;
    this.random = run.randomStream(id, "partition-key");
    this.ofUser = new Int32Array(Math.min(REMEMBERED, run.dimensions.users + 1));
  }

  /** Shards were opened or closed. */
  change(shards: readonly Shard[]): void {
    const open = shards.map((shard, index) => ({ shard, index })).filter(({ shard }) => shard.open);
    open.sort((a, b) => (a.shard.range.start < b.shard.range.start ? -1 : 1));
    this.order = open.map(({ index }) => index);
    this.ranges = new HashRangePlacement(open.map(({ shard }) => shard.range));
    this.ofUser.fill(-1);
    this.ofType = this.run.dimensions.types.map((type) => this.shardOfText(type));
  }

  place(ref: number): number {
    const { rows } = this.run;
    const stream = kindOf(ref);
    if (stream === EVENT) {
      if (this.key === "event_type") return this.ofType[rows.events.type.at(ref)];
      const user = rows.events.user.at(ref);
      if (this.key === "user_id" && user >= 0) return this.shardOfUser(user);
    } else if (this.key === "user_id") {
      const user = userOfRow(rows, ref);
      if (user >= 0) return this.shardOfUser(user);
    }
    for (let word = 0; word < 4; word++) this.words[word] = this.random.nextU32();
    return this.shardOfWords(this.words);
  }

  private shardOfUser(user: number): number {
    if (user >= this.ofUser.length) return this.shardOfText(userText(this.run.trace?.users ?? null, user));
    const known = this.ofUser[user];
    return known >= 0 ? known : (this.ofUser[user] = this.shardOfText(userText(this.run.trace?.users ?? null, user)));
  }

  private shardOfText(key: string): number {
    return this.shardOfWords(md5Text(key));
  }

  private shardOfWords(words: Uint32Array): number {
    assert(this.ranges !== null, "no shard is open");
    return this.order[this.ranges.ofWords(words)];
  }
}
