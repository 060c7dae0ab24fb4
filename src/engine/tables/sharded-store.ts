import type { Sampler } from "../../base/sampler.ts";
import type { RandomStream } from "../../base/rng.ts";
import { NOTHING, onBehalfOf } from "../calls/calls.ts";
import type { Call } from "../calls/calls.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { CallPart, HAS_HOLDINGS, WAITS_FOR_REPLIES } from "../part/call-part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { ITEM, refOf, rowOf } from "../rows/rows.ts";
import type { RowStoreRemarks, ShardedStoreRemarks } from "./remarks.ts";
import { coresAtWork, RowGroup } from "./row-group.ts";
import type { RowGroupHost, RowStoreSpec } from "./row-group.ts";
import { RowMover } from "./row-mover.ts";
import type { MoverHost, MoverSpec } from "./row-mover.ts";
import { HOLDS_ITEMS } from "./row-store.ts";
import { grownMapOf, hashOf, letterOf, shardMapOf } from "./shard-map.ts";
import type { PlacingSpec, ShardMap } from "./shard-map.ts";

export type ShardedStoreSpec = PlacingSpec & {
  /** Of each shard. */
  readonly store: RowStoreSpec;
  readonly shards: number;
  /** Whose hash or order says where a row is: of its key, or of who owns it. Letters go by what is stored. */
  readonly shardKey: "key" | "owner";
  /** What the router adds to a statement on its way. */
  readonly route: Sampler;
  /** Rows get new places; null: never. `rowsPerSecond` and `rowMs` are in rows of the whole service. */
  readonly reshard: MoverSpec | null;
};

/** A statement for all shards: what they have answered so far. */
type Gather = { open: number; row: number; value: number; reason: string; place: number };

/** Statements looked at together for one shard that has too much of them. */
const BLOCK = 1000;
/** A shard with so many times its share is hot, and so many standard deviations of chance beyond that. */
const HOT = 1.3;
const DEVIATIONS = 3;

/**
 * Rows over several shards, each a primary with replicas of its own (`RowGroup`), behind a router that knows where a row is. A
 * statement that brings what rows are placed by goes to one shard; any other goes to all and waits for the last of them. A key is
 * unique within its shard, and nowhere else. Rows can be moved to more shards while it serves. In `calls`.
 */
export class ShardedStore extends CallPart<ShardedStoreRemarks> implements MoverHost {
  private readonly input: RowQueueReader;
  private readonly spec: ShardedStoreSpec;
  private readonly groups: RowGroup[] = [];
  /** When each of them next does something. */
  private readonly dueAt: number[] = [];
  private readonly routes: RandomStream;
  private readonly routed = new TimeQueue();
  private readonly gathers = new Map<Call, Gather>();
  private map: ShardMap;
  private grown: ShardMap | null = null;
  private mover: RowMover | null = null;
  private readonly switchedPairs = new Set<number>();
  private heldBack: Call[] = [];
  private stockValues = new Float64Array(0);
  private laid = false;
  private rowsAtStart = 0;
  private readonly asked: number[] = [];
  private counted = 0;
  private hot = -1;
  /** Statements that came to the router, and those that have their reply, by whichever shard. */
  private taken = 0;
  private left = 0;

  constructor(id: string, run: RunContext, wires: { calls: readonly RowQueue[] }, spec: ShardedStoreSpec) {
    super(id, run, wires.calls);
    this.spec = spec;
    this.input = new RowQueueReader(wires.calls);
    this.routes = run.randomStream(id, "router");
    this.map = shardMapOf(spec, spec.shards, this.stockValues);
    this.addShards(spec.shards);
    this.tell(HOLDS_ITEMS, this);
    this.tell(WAITS_FOR_REPLIES, () => [{ asker: this, underWay: this.partsOfGathers }]);
    this.tell(HAS_HOLDINGS, () => [{ of: ["statement", "statements"], byBooks: this.taken - this.left, held: this.statementsHeld }]);
  }

  /** Statements of single shards that those for all of them still wait for. */
  private get partsOfGathers(): number {
    let open = 0;
    for (const gather of this.gathers.values()) open += gather.open;
    return open;
  }

  /** Statements in the router and in the shards; one that went to all of them is one. */
  private get statementsHeld(): number {
    const inShards = this.groups.reduce((sum, { statements }) => sum + statements, 0);
    const partsInShards = this.partsOfGathers - this.repliesUnderWay;
    return this.routed.size + this.heldBack.length + this.gathers.size + (inShards - partsInShards);
  }

  /** Replies of the shards, of which those to the clients' own statements are counted. */
  private repliesOfShards(): RowGroupHost["calls"] {
    const { calls } = this;
    const counted = (call: Call): void => {
      if (call.holder !== this) this.left++;
    };
    return {
      begun: (call, at, machine) => calls.begun(call, at, machine),
      answer: (call, at, answer, place, value) => {
        counted(call);
        calls.answer(call, at, answer, place, value);
      },
      answerList: (call, at, list, place) => {
        counted(call);
        calls.answerList(call, at, list, place);
      },
      refuse: (call, at, reason, place) => {
        counted(call);
        calls.refuse(call, at, reason, place);
      },
    };
  }

  private addShards(upTo: number): void {
    const { place, meter, run, id } = this;
    const calls = this.repliesOfShards();
    for (let shard = this.groups.length; shard < upTo; shard++) {
      const streams = { statements: run.randomStream(id, `statements ${shard}`), lags: run.randomStream(id, `lags ${shard}`) };
      const remark = <C extends keyof RowStoreRemarks>(at: number, code: C, facts: RowStoreRemarks[C], setting?: string): void =>
        this.remark(at, code, { ...facts, shard } as never, setting);
      const committed = (key: number, row: number, at: number): void => this.committed(shard, key, row, at);
      const host = { calls, place, name: `shard ${shard}`, meter, rows: run.rows.items, ...streams, remark, committed };
      this.groups.push(new RowGroup(host, this.spec.store, Math.ceil((run.desk.items?.stockItems ?? 64) / this.spec.shards)));
      this.asked.push(0);
      this.dueAt.push(Infinity);
    }
  }

  rowAt(key: number): number {
    this.layStock();
    if (this.spec.shardKey === "key" && this.spec.placing !== "letters")
      return this.groups[this.placeOf(this.placedBy(key, -1))].rowAt(key);
    for (let shard = 0; shard < this.groups.length; shard++) {
      const row = this.shownAt(shard, this.groups[shard].rowAt(key));
      if (row >= 0) return row;
    }
    return -1;
  }

  /** The row, if this is the shard where it belongs: copies that were moved away stay until somebody cleans up, and count for nothing. */
  private shownAt(shard: number, row: number): number {
    return row >= 0 && this.placeOf(this.placedBy(this.run.rows.items.key.data[row], row)) === shard ? row : -1;
  }

  private layStock(): void {
    if (this.laid) return;
    this.laid = true;
    const { items } = this.run.desk;
    if (items === null) return;
    items.layStock();
    const { key } = items.rows;
    this.stockValues = Float64Array.from({ length: items.stockItems }, (_, row) => this.placedBy(key.data[row], row)).sort();
    this.map = shardMapOf(this.spec, this.spec.shards, this.stockValues);
    for (let row = 0; row < items.stockItems; row++) this.groups[this.placeOf(this.placedBy(key.data[row], row))].lay(key.data[row], row);
  }

  /** What a row is placed by, -1 where it takes the row to know and there is none. */
  private placedBy(key: number, row: number): number {
    const { placing, shardKey } = this.spec;
    const { items } = this.run.rows;
    if (placing === "letters") return row < 0 ? -1 : letterOf(items.content.data[row]);
    if (shardKey === "owner" && row < 0) return -1;
    const value = shardKey === "owner" ? items.owner.data[row] : key;
    return placing === "range" ? value : hashOf(value);
  }

  private placeOf(value: number): number {
    const before = this.map.shardOf(value);
    if (this.grown === null) return before;
    const goal = this.grown.shardOf(value);
    return goal === before || !this.switchedPairs.has(pairOf(before, goal)) ? before : goal;
  }

  protected nextOwnAt(): number {
    let next = Math.min(this.routed.time, this.input.peekTime(), this.mover?.time ?? this.spec.reshard?.atMs ?? Infinity);
    const { dueAt } = this;
    for (let shard = 0; shard < dueAt.length; shard++) if (dueAt[shard] < next) next = dueAt[shard];
    return next;
  }

  protected moveOwn(at: number): void {
    const { dueAt } = this;
    for (let shard = 0; shard < dueAt.length; shard++) {
      if (dueAt[shard] > at) continue;
      this.groups[shard].move(at);
      dueAt[shard] = this.groups[shard].time;
      return;
    }
    if (this.mover !== null && this.mover.time <= at) return this.mover.move(at);
    if (this.mover === null && this.spec.reshard !== null && this.spec.reshard.atMs <= at) return this.beginMove(this.spec.reshard, at);
    if (this.routed.time <= at) return this.arrive(this.calls.of(this.routed.pop()), at);
    this.input.next(Infinity);
    this.take(this.calls.of(this.input.ref), at);
  }

  private take(call: Call, at: number): void {
    if (this.answersCheck(call, at)) return;
    if (call.op === "keys" || call.lists !== null) return this.calls.refuse(call, at, "not understood", this.place);
    this.layStock();
    this.meter.arrived(call.bytes);
    this.taken++;
    this.routed.push(at + this.spec.route.sample(this.routes), call.ref);
  }

  /** The router sends it to where its row is or will be, or to all shards. */
  private arrive(call: Call, at: number): void {
    const value = call.op === "purge" ? -1 : this.placedBy(call.key, call.row === NOTHING ? -1 : rowOf(call.row));
    if (value < 0) return this.askAll(call, at);
    const goal = this.grown?.shardOf(value);
    if (goal !== undefined && this.mover?.holdsBack(this.map.shardOf(value), goal) === true) {
      this.heldBack.push(call);
      return;
    }
    this.askOne(this.placeOf(value), call, at);
  }

  private askOne(shard: number, call: Call, at: number): void {
    this.groups[shard].take(call, at);
    this.dueAt[shard] = this.groups[shard].time;
    this.asked[shard]++;
    if (++this.counted < BLOCK) return;
    const most = Math.max(...this.asked);
    const share = most / BLOCK;
    const fair = BLOCK / this.groups.length;
    const isHot = most > HOT * fair + DEVIATIONS * Math.sqrt(fair);
    const busiest = this.asked.indexOf(most);
    if (isHot && this.hot !== busiest) this.remark(at, "hot-shard", { shard: busiest, share, shards: this.groups.length }, "placing");
    if (isHot) this.hot = busiest;
    this.asked.fill(0);
    this.counted = 0;
  }

  private askAll(call: Call, at: number): void {
    this.gathers.set(call, { open: this.groups.length, row: -1, value: 0, reason: "", place: this.place });
    // Each shard has a statement of its own for it; one of them was counted when it came.
    for (let shard = 1; shard < this.groups.length; shard++) this.meter.arrived(call.bytes);
    for (let shard = 0; shard < this.groups.length; shard++) {
      const one = this.calls.make(this, onBehalfOf(call, call.deadlineAt), at);
      one.attempt = shard;
      this.calls.taken(one, this.id, at);
      this.groups[shard].take(one, at);
      this.dueAt[shard] = this.groups[shard].time;
    }
  }

  /** A shard has answered a statement that went to all: the last one says what it came to. */
  protected override replied(one: Call, at: number): void {
    const call = one.parent as Call;
    const gather = this.gathers.get(call) as Gather;
    gather.open--;
    gather.value += one.value;
    if (one.state === "refused") gather.reason = one.reason;
    else if (one.answer !== NOTHING) gather.row = Math.max(gather.row, this.shownAt(one.attempt, rowOf(one.answer)));
    if (gather.open > 0) return;
    this.gathers.delete(call);
    this.left++;
    if (gather.reason !== "") this.calls.refuse(call, at, gather.reason, gather.place);
    else this.calls.answer(call, at, gather.row < 0 ? NOTHING : refOf(ITEM, gather.row), this.place, gather.value);
  }

  private beginMove(spec: MoverSpec, at: number): void {
    this.layStock();
    const { itemsPerRow = 1 } = this.run.desk.items ?? {};
    this.addShards(spec.to);
    this.grown = grownMapOf(this.spec, this.spec.shards, spec.to, this.stockValues);
    this.rowsAtStart = this.groups.reduce((sum, group) => sum + group.keysHeld().length, 0);
    const pairs = [];
    for (let from = 0; from < this.spec.shards; from++) for (let to = 0; to < spec.to; to++) if (from !== to) pairs.push({ from, to });
    // A row of the run stands for several, and takes the time of all of them.
    const scaled = { ...spec, rowsPerSecond: spec.rowsPerSecond / itemsPerRow, rowMs: spec.rowMs * itemsPerRow };
    this.mover = new RowMover(scaled, this, pairs, at);
  }

  groupAt(shard: number): RowGroup {
    return this.groups[shard];
  }

  goalOf(key: number, row: number): number {
    return (this.grown as ShardMap).shardOf(this.placedBy(key, row));
  }

  private committed(shard: number, key: number, row: number, at: number): void {
    if (this.grown === null || this.mover === null) return;
    const value = this.placedBy(key, row);
    if (value < 0) return this.mover.deletedAt(shard, key);
    const goal = this.grown.shardOf(value);
    if (goal === shard) return;
    // What was under way when its shard gave the key away is handed on.
    if (this.switchedPairs.has(pairOf(shard, goal))) this.groups[goal].change(key, row, at);
    else this.mover.changedAt(shard, goal, key);
  }

  switched(from: number, to: number, at: number): void {
    this.switchedPairs.add(pairOf(from, to));
    const held = this.heldBack;
    this.heldBack = [];
    for (const call of held) this.askOne(to, call, at);
  }

  copiedAgain(from: number, to: number, at: number): void {
    this.remark(at, "move-again", { from, to });
    const held = this.heldBack;
    this.heldBack = [];
    for (const call of held) this.askOne(from, call, at);
  }

  ended(movedRows: number, at: number): void {
    const { atMs, to } = this.spec.reshard as MoverSpec;
    this.remark(at, "resharded", { from: this.spec.shards, to, movedRows, ofRows: this.rowsAtStart, tookMs: at - atMs });
  }

  /** Machine n is the primary of shard n; beyond them come the replicas, shard by shard. */
  override strike(strike: Strike, at: number): void {
    const { index = 0 } = strike;
    const { shards, store } = this.spec;
    const [shard, node] =
      index < shards
        ? [index, 0]
        : [Math.floor((index - shards) / Math.max(1, store.replicas)), 1 + ((index - shards) % Math.max(1, store.replicas))];
    const struck = shard % this.groups.length;
    this.groups[struck].strike({ ...strike, index: node }, at);
    this.dueAt[struck] = this.groups[struck].time;
  }

  override isDown(at: number): boolean {
    return this.groups.every((group) => group.isDown(at));
  }

  override finish(): boolean {
    const { input, routed, gathers, heldBack, groups } = this;
    return input.empty && routed.size === 0 && gathers.size === 0 && heldBack.length === 0 && groups.every(({ idle }) => idle);
  }

  override servers(): number {
    return this.groups.length * coresAtWork(this.spec.store);
  }

  override queueLength(): number {
    return this.groups.reduce((sum, { waiting }) => sum + waiting, this.heldBack.length);
  }

  override usage(): Record<string, number> {
    const sum = { reads: 0, writes: 0, storedBytes: 0, stockBytes: 0 };
    for (const { reads, writes, storedBytes, stockBytes } of this.groups) {
      sum.reads += reads;
      sum.writes += writes;
      sum.storedBytes += Math.max(0, storedBytes);
      sum.stockBytes += stockBytes * (this.run.desk.items?.itemsPerRow ?? 1);
    }
    return { ...super.usage(), requests: this.meter.arrivals, ...sum, shards: this.groups.length };
  }
}

function pairOf(from: number, to: number): number {
  return from * 65_536 + to;
}
