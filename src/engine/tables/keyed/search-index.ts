import type { RandomStream } from "../../../base/rng.ts";
import type { Sampler } from "../../../base/sampler.ts";
import { NOTHING } from "../../calls/calls.ts";
import type { Call } from "../../calls/calls.ts";
import { TimeQueue } from "../../kernel/time-queue.ts";
import { CallPart } from "../../part/call-part.ts";
import { amountOf } from "../../part/part.ts";
import type { Strike } from "../../part/part.ts";
import { QuerySlots } from "../../part/query-slots.ts";
import type { RunContext } from "../../part/run-context.ts";
import { Spell } from "../../part/spells.ts";
import { RowQueueReader } from "../../rows/row-queue.ts";
import type { RowQueue } from "../../rows/row-queue.ts";
import { ITEM, refOf, rowOf } from "../../rows/rows.ts";
import { hashOf } from "../shard-map.ts";
import { CopiedRows, DELETED } from "./copied-rows.ts";
import type { SearchIndexRemarks } from "./remarks.ts";

export type SearchIndexSpec = {
  readonly nodes: number;
  readonly coresPerNode: number;
  readonly shards: number;
  /** Copies of a shard beside its primary, each on another node. */
  readonly replicas: number;
  /** What is new is found by searches from the next refresh of a copy on. */
  readonly refreshMs: number;
  /** Core time of a document on each copy, and of a search on each shard. */
  readonly indexMs: number;
  readonly search: Sampler;
  /** Until a copy leads in the place of one whose node is lost. */
  readonly promoteMs: number;
  /** So long a document waits for a primary. */
  readonly waitsMs: number;
};

type Missed = { readonly version: number; readonly copy: number; readonly shard: number };
type Node = { cores: QuerySlots; readonly spell: Spell; awayFrom: number; missed: Missed[] };

/**
 * An index of documents over shards, each a primary and replicas on nodes of their own. A document goes to the shard of its key, is
 * acknowledged when every copy that is up has it, and is found from a copy's next refresh on. A search asks one copy of every shard
 * and waits for the slowest; a shard without a copy that is up is left out, and what lies there is not found. Replicas refresh each
 * at their own time, so two searches may not see the same. In `calls`.
 */
export class SearchIndex extends CallPart<SearchIndexRemarks> {
  private readonly input: RowQueueReader;
  private readonly spec: SearchIndexSpec;
  private readonly members: readonly Node[];
  private readonly versions: CopiedRows;
  private readonly random: RandomStream;
  /** Documents that wait for a primary. */
  private readonly due = new TimeQueue();
  private readonly waiting: (Call | null)[] = [];
  private laid = false;
  private turn = 0;
  private saidPartial = false;
  private searches = 0;
  private indexed = 0;
  private storedBytes = 0;
  private stockBytes = 0;

  constructor(id: string, run: RunContext, wires: { readonly calls: readonly RowQueue[] }, spec: SearchIndexSpec) {
    super(id, run, wires.calls);
    this.spec = spec;
    this.input = new RowQueueReader(wires.calls);
    this.members = Array.from({ length: spec.nodes }, () => ({
      cores: new QuerySlots(spec.coresPerNode),
      spell: new Spell(),
      awayFrom: -Infinity,
      missed: [],
    }));
    this.versions = new CopiedRows(1 + spec.replicas, run.desk.items?.stockItems ?? 64);
    this.random = run.randomStream(id, "searches");
  }

  private layStock(): void {
    if (this.laid) return;
    this.laid = true;
    const { items } = this.run.desk;
    if (items === null) return;
    items.layStock();
    for (let row = 0; row < items.stockItems; row++) {
      this.versions.lay(items.rows.key.data[row], row);
      this.stockBytes += items.rows.rowBytes(row);
    }
  }

  private nodeOf(shard: number, copy: number): Node {
    return this.members[(shard + copy) % this.spec.nodes];
  }

  private shardOf(key: number): number {
    return hashOf(key) % this.spec.shards;
  }

  protected nextOwnAt(): number {
    return Math.min(this.due.time, this.input.peekTime(), this.nextReturn());
  }

  /** When a node is back that has missed something. */
  private nextReturn(): number {
    let next = Infinity;
    for (const { missed, spell } of this.members) if (missed.length > 0 && spell.awayUntil < next) next = spell.awayUntil;
    return next;
  }

  protected moveOwn(at: number): void {
    if (this.nextReturn() <= at) return this.catchUp(at);
    if (this.due.time <= at) {
      const place = this.due.pop();
      const call = this.waiting[place] as Call;
      this.waiting[place] = null;
      return this.index(call, at, true);
    }
    this.input.next(Infinity);
    this.take(this.calls.of(this.input.ref), at);
  }

  private take(call: Call, at: number): void {
    if (this.answersCheck(call, at)) return;
    const { op } = call;
    const isKnown = op === "read" || op === "insert" || op === "write" || op === "delete";
    if (!isKnown || call.lists !== null) return this.calls.refuse(call, at, "not understood", this.place);
    this.layStock();
    this.meter.arrived(call.bytes);
    if (call.trace !== null) this.calls.begun(call, at);
    if (op === "read") this.find(call, at);
    else this.index(call, at, false);
  }

  private work(node: Node, at: number, ms: number): number {
    const serviceMs = ms * node.spell.slowness(at);
    const { doneAt, waitMs } = node.cores.run(at, serviceMs);
    this.meter.served(at, waitMs, serviceMs);
    return doneAt;
  }

  /** One copy of every shard is asked; the answer is there when the slowest has answered. */
  private find(call: Call, at: number): void {
    const { spec, versions } = this;
    const copies = 1 + spec.replicas;
    const own = this.shardOf(call.key);
    const first = this.turn++;
    let [doneAt, asked, row] = [at, 0, NOTHING];
    for (let shard = 0; shard < spec.shards; shard++) {
      for (let i = 0; i < copies; i++) {
        const copy = (first + i) % copies;
        const node = this.nodeOf(shard, copy);
        if (node.spell.isAway(at)) continue;
        asked++;
        doneAt = Math.max(doneAt, this.work(node, at, spec.search.sample(this.random)));
        if (shard === own) row = versions.rowOf(versions.versionOn(copy, call.key, at));
        break;
      }
    }
    this.searches++;
    this.meter.departures++;
    if (asked === 0) return this.calls.refuse(call, at, "index down", this.place);
    if (asked < spec.shards && !this.saidPartial) {
      this.saidPartial = true;
      this.remark(at, "partial-results", { shards: spec.shards - asked, of: spec.shards }, "replicas");
    }
    this.calls.answer(call, doneAt, row < 0 ? NOTHING : refOf(ITEM, row), this.place);
  }

  /** The primary of a shard is led by somebody from then on; Infinity: a copy is up and leads. */
  private ledFrom(shard: number, at: number): number {
    const { replicas, promoteMs } = this.spec;
    const primary = this.nodeOf(shard, 0);
    if (!primary.spell.isAway(at)) return at;
    let from = primary.spell.awayUntil;
    for (let copy = 1; copy <= replicas; copy++)
      if (!this.nodeOf(shard, copy).spell.isAway(at)) from = Math.min(from, Math.max(at, primary.awayFrom + promoteMs));
    return from;
  }

  private index(call: Call, at: number, hasWaited: boolean): void {
    const { spec, versions } = this;
    const { key, op } = call;
    const shard = this.shardOf(key);
    const ledFrom = this.ledFrom(shard, at);
    if (ledFrom > at) return this.waitFor(call, Math.min(ledFrom, at + spec.waitsMs), ledFrom, at, hasWaited);
    const row = op === "delete" ? DELETED : rowOf(call.row);
    const version = versions.put(key, row);
    let doneAt = at;
    for (let copy = 0; copy <= spec.replicas; copy++) {
      const node = this.nodeOf(shard, copy);
      if (node.spell.isAway(at)) {
        node.missed.push({ version, copy, shard });
        continue;
      }
      const hasAt = this.work(node, at, spec.indexMs);
      versions.arrives(version, copy, this.refreshAfter(shard, copy, hasAt));
      doneAt = Math.max(doneAt, hasAt);
    }
    this.indexed++;
    this.meter.departures++;
    if (row >= 0) this.storedBytes += this.run.rows.items.rowBytes(row);
    this.calls.answer(call, doneAt, op === "delete" ? NOTHING : call.row, this.place);
  }

  private waitFor(call: Call, until: number, ledFrom: number, at: number, hasWaited: boolean): void {
    if (hasWaited || until < ledFrom) {
      this.meter.intervalDropped++;
      return this.calls.refuse(call, hasWaited ? at : until, "no primary of its shard", this.place);
    }
    const place = this.waiting.push(call) - 1;
    this.due.push(until, place);
  }

  /** Copies refresh in turns, each every so often. */
  private refreshAfter(shard: number, copy: number, at: number): number {
    const { refreshMs, shards, replicas } = this.spec;
    const copies = shards * (1 + replicas);
    const offset = (refreshMs * (shard * (1 + replicas) + copy)) / copies;
    return offset + Math.ceil((at - offset) / refreshMs) * refreshMs;
  }

  /** A node that is back is given what it missed by the copies that had it. */
  private catchUp(at: number): void {
    for (const node of this.members) {
      if (node.missed.length === 0 || node.spell.awayUntil > at) continue;
      for (const { version, copy, shard } of node.missed)
        this.versions.arrives(version, copy, this.refreshAfter(shard, copy, this.work(node, at, this.spec.indexMs)));
      node.missed = [];
    }
  }

  override strike(strike: Strike, at: number): void {
    const { spec } = this;
    const number = (strike.index ?? 0) % spec.nodes;
    const node = this.members[number];
    if (strike.fault === "slow") return node.spell.slow(amountOf(strike), at + strike.durationMs);
    if (!node.spell.isAway(at)) node.awayFrom = at;
    node.cores = new QuerySlots(spec.coresPerNode);
    this.meter.downMs += node.spell.stayAway(at, strike.durationMs);
    let lostShards = 0;
    for (let shard = 0; shard < spec.shards; shard++) {
      let up = 0;
      for (let copy = 0; copy <= spec.replicas; copy++) if (!this.nodeOf(shard, copy).spell.isAway(at)) up++;
      if (up === 0) lostShards++;
    }
    this.remark(at, "index-node-lost", { node: number, downMs: strike.durationMs, lostShards, of: spec.shards }, "replicas");
  }

  override isDown(at: number): boolean {
    return this.members.every(({ spell }) => spell.isAway(at));
  }

  override finish(): boolean {
    return this.input.empty && this.due.size === 0;
  }

  override servers(): number {
    return this.spec.nodes * this.spec.coresPerNode;
  }

  override queueLength(): number {
    return this.due.size;
  }

  override figure(at: number): string {
    const lost = this.members.findIndex(({ spell }) => spell.isAway(at));
    return lost < 0 ? "" : `node-${lost} down`;
  }

  override usage(): Record<string, number> {
    const { searches: reads, indexed: writes, storedBytes } = this;
    const stockBytes = this.stockBytes * (this.run.desk.items?.itemsPerRow ?? 1);
    return { ...super.usage(), requests: this.meter.arrivals, reads, writes, storedBytes, stockBytes };
  }
}
