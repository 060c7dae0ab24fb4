import type { RandomStream } from "../../base/rng.ts";
import type { ConsumerGroup, OpenFeed } from "../feeds/consumer-group.ts";
import { WireFeed } from "../feeds/wire-feed.ts";
import { FileWriter } from "../files/file-writer.ts";
import type { Compression } from "../files/file-writer.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { chainOf } from "../operators/steps.ts";
import type { Step } from "../operators/steps.ts";
import type { Operator } from "../processing/operator.ts";
import { DUPLICATE, FILTERED, PASS } from "../processing/collector.ts";
import type { Collector, Verdict } from "../processing/collector.ts";
import { amountOf, OutPort, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Agenda } from "../part/spells.ts";
import { EVENT, kindOf, rowOf } from "../rows/rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { eventsIn } from "./connection.ts";
import type { FlowFile, Thresholds } from "./connection.ts";
import { DealtPartitions } from "./dealt-partitions.ts";
import { CHANGE, FlowNode, MERGE, PUT, TAKE } from "./flow-node.ts";
import type { Bin, Session } from "./flow-node.ts";
import { NodeTimes } from "./node-times.ts";
import type { Begins } from "./node-times.ts";
import type { FlowRemarks } from "./remarks.ts";

export type FlowSpec = {
  readonly nodes: number;
  /** Threads of a node, and sessions of each of its processors at most. */
  readonly threads: number;
  readonly tasks: number;
  readonly thresholds: Thresholds;
  /** The first node reads alone; all do. */
  readonly takes: "primary-node" | "all-nodes";
  /** What was taken is dealt out to all nodes. */
  readonly balances: boolean;
  /** Records of a flow file at most, as one poll gives them. */
  readonly fileRecords: number;
  /** A session, whatever it holds, and each record where records are changed. */
  readonly sessionMs: number;
  readonly recordMs: number;
  readonly diskBytesPerSecond: number;
  readonly merge: { readonly bytes: number; readonly ageMs: number };
  readonly steps: readonly Step[];
  readonly compression: Compression;
  /** A flow file whose hand-over failed waits so long. */
  readonly penaltyMs: number;
  /** A node that says nothing for so long is left out. */
  readonly noticeMs: number;
  readonly provenanceBytes: number;
};

/** What a session does at an instant to come: it hands on, or is committed. */
type Due = { readonly node: FlowNode; readonly session: Session; readonly puts: boolean };

const PROCESSORS = ["take", "change", "merge", "put"] as const;
/** Nobody derives rows here. */
const NOTHING: Collector = { emit: () => {}, spend: () => {} };

/**
 * Flow files through a chain of processors, on every node of a cluster: what is between two processors waits in a connection, and who fills it is
 * not scheduled while it is full, back to the source. Each step is a session that is committed or rolled back; content and queues lie on the node's disk,
 * so a node that dies keeps them until it is back, and hands on twice what it had handed on without a commit. In records, out files or records.
 */
export class FlowCluster extends Part<FlowRemarks> {
  private readonly spec: FlowSpec;
  private readonly feed: OpenFeed;
  private readonly wires: WireFeed | null;
  private readonly group: ConsumerGroup;
  private readonly nodes: readonly FlowNode[];
  private readonly times: NodeTimes;
  private readonly dealt: DealtPartitions;
  private readonly operators: readonly Operator[];
  private readonly out: OutPort;
  private readonly writer: FileWriter | null;
  private readonly random: RandomStream;
  private readonly codes: { readonly filtered: number; readonly duplicate: number };
  private readonly ends = new TimeQueue();
  private readonly due: (Due | null)[] = [];
  private readonly freeDue: number[] = [];
  private readonly penalized = new TimeQueue();
  private readonly penalties: { readonly node: FlowNode; readonly file: FlowFile }[] = [];
  private penalizedEvents = 0;
  /** Records whose session of the source was broken off: taken again before all others. */
  private returned: FlowFile[] = [];
  private readonly agenda = new Agenda();
  private readonly said = new Set<string>();
  private turn = 0;
  private loseShare = 0;
  private loseUntil = -Infinity;
  private now = 0;
  private provenance = 0;
  private flowFiles = 0;

  constructor(
    id: string,
    run: RunContext,
    feed: OpenFeed,
    ports: { readonly out: readonly RowQueue[]; readonly files: readonly RowQueue[] },
    spec: FlowSpec,
  ) {
    super(id, run);
    this.spec = spec;
    this.feed = feed;
    this.wires = feed instanceof WireFeed ? feed : null;
    this.group = feed.join(id, id);
    this.nodes = Array.from({ length: spec.nodes }, (_, index) => new FlowNode(index, spec));
    this.dealt = new DealtPartitions(feed, this.group, this.nodes, { takes: spec.takes, fromWires: this.wires !== null });
    this.times = new NodeTimes(this.nodes, (node) => this.beginsOf(node));
    this.operators = chainOf(run, spec.steps, run.nextTask()).map(({ operator }) => operator);
    this.out = new OutPort(this, run, ports.out);
    this.writer = ports.files.length > 0 ? new FileWriter(this, run, ports.files, spec.compression) : null;
    this.random = run.randomStream(id, "answers");
    this.codes = {
      filtered: run.ledger.code("filtered", id, "failed validation"),
      duplicate: run.ledger.code("deduplicated", id, "seen before"),
    };
  }

  // ---- Time --------------------------------------------------------------------------------------------------
  advance(until: number): void {
    this.wires?.pull(until);
    for (let at = this.nextStepMs(); at < until; at = this.nextStepMs()) this.step(at);
  }

  override nextWorkMs(): number {
    return Math.min(this.nextStepMs(), this.wires?.nextArrivalMs() ?? Infinity);
  }

  /** When something ends, is there again, or can be begun. */
  private nextStepMs(): number {
    const takeMs = this.returned.length > 0 ? this.times.nextTakesMs : this.dealt.nextTakeMs(this.times);
    return Math.max(Math.min(this.ends.time, this.penalized.time, this.times.nextOwnMs, takeMs), this.now);
  }

  private beginsOf(node: FlowNode): Begins {
    const { awayUntil } = node.spell;
    let next = this.runnable(node, Infinity) === null ? Infinity : -Infinity;
    for (const { sinceMs } of node.bins.values()) if (node.mayRun(MERGE, Infinity)) next = Math.min(next, sinceMs + this.spec.merge.ageMs);
    const takes = this.dealt.isReader(node) && node.mayRun(TAKE, Infinity);
    return { ownMs: Math.max(next, awayUntil), takesMs: takes ? awayUntil : Infinity };
  }

  private step(at: number): void {
    this.now = at;
    while (this.penalized.time <= at) {
      const { node, file } = this.penalties[this.penalized.pop()];
      this.penalizedEvents -= eventsIn(file);
      node.before[PUT].push(file);
      this.times.touch(node);
    }
    while (this.ends.time <= at) {
      const place = this.ends.pop();
      const due = this.due[place];
      this.due[place] = null;
      this.freeDue.push(place);
      if (due === null || due.session.ended) continue;
      if (due.puts) this.put(due.session, at);
      else this.commit(due.node, due.session, at);
    }
    // On no other node can anything be begun: only time, or what happens to a node, lets it.
    const { times, dealt } = this;
    const anyMayTake = this.returned.length > 0 || (dealt.areShared && dealt.readableMs(this.nodes[0]) <= at);
    for (const node of this.nodes) {
      const takes = times.takesFromMs(node) <= at && (anyMayTake || (!dealt.areShared && dealt.readableMs(node) <= at));
      if (takes || times.isDue(node, at)) this.schedule(node, at);
    }
  }

  /** Begins whatever the node can begin at `at`, from the end of the flow on, so that room comes before what fills it. */
  private schedule(node: FlowNode, at: number): void {
    for (;;) {
      const processor = this.runnable(node, at);
      if (processor === null) break;
      const file = node.before[processor].shift();
      if (file === null) break;
      if (processor === MERGE) this.gather(node, file, at);
      else this.begin(node, { processor, from: node.before[processor], files: [file], bin: null }, at);
    }
    for (const [key, bin] of node.bins) {
      if (!node.mayRun(MERGE, at)) break;
      if (bin.sinceMs + this.spec.merge.ageMs <= at || bin.bytes >= this.spec.merge.bytes) this.close(node, key, bin, at);
    }
    while (node.mayRun(TAKE, at) && this.readableMs(node) <= at) this.take(node, at);
    this.tellFull(node, at);
    this.times.scheduled(node);
  }

  /** The last processor that has something to take and may run; gathering needs no session, closing a bin does. */
  private runnable(node: FlowNode, at: number): number | null {
    for (const processor of [PUT, MERGE, CHANGE]) if (node.before[processor].length > 0 && node.mayRun(processor, at)) return processor;
    return null;
  }

  // ---- Sessions ----------------------------------------------------------------------------------------------
  private begin(node: FlowNode, what: Pick<Session, "processor" | "from" | "files" | "bin">, at: number): void {
    const { spec } = this;
    const session: Session = { ...what, beganMs: at, hasPut: false, ended: false };
    node.begin(session);
    this.times.touch(node);
    let [records, bytes] = [0, 0];
    for (const file of session.files) {
      records += file.refs.length;
      bytes += file.bytes;
    }
    const recordsMs = session.processor === CHANGE ? spec.recordMs * records : 0;
    const workedMs = at + (spec.sessionMs + recordsMs) * node.spell.slowness(at);
    // What is handed on is read from the cache of the system; all others write it anew.
    const endMs =
      session.processor === PUT ? workedMs + spec.sessionMs : Math.max(workedMs, node.write(bytes, at, spec.diskBytesPerSecond));
    if (session.processor === PUT) this.endAt(node, session, workedMs, true);
    this.endAt(node, session, endMs, false);
    this.meter.served(at, 0, endMs - at);
  }

  private endAt(node: FlowNode, session: Session, at: number, puts: boolean): void {
    const place = this.freeDue.pop() ?? this.due.push(null) - 1;
    this.due[place] = { node, session, puts };
    this.ends.push(at, place);
  }

  private commit(node: FlowNode, session: Session, at: number): void {
    node.end(session);
    this.times.touch(node);
    const { processor, files, bin } = session;
    this.provenance += files.length;
    if (processor === TAKE) for (const file of files) this.taken(node, file);
    else if (processor === CHANGE) for (const file of files) this.changed(node, file, at);
    else if (processor === MERGE && bin !== null) node.before[PUT].push(mergedOf(bin));
    else if (!session.hasPut) for (const file of files) this.penalize(node, file, at);
  }

  // ---- Taking in ---------------------------------------------------------------------------------------------
  /** When the node can take something more in. */
  private readableMs(node: FlowNode): number {
    if (!this.dealt.isReader(node)) return Infinity;
    if (this.returned.length > 0) return -Infinity;
    return this.dealt.readableMs(node);
  }

  private take(node: FlowNode, at: number): void {
    const again = this.returned.shift();
    const files = again === undefined ? this.read(node, at) : [again];
    this.begin(node, { processor: TAKE, from: null, files, bin: null }, at);
  }

  /** One poll: a flow file for each kind of row in it. */
  private read(node: FlowNode, at: number): FlowFile[] {
    const { feed, group, spec } = this;
    const refs = new Map<number, number[]>();
    let records = 0;
    for (const p of this.dealt.of(node)) {
      const gaps = feed.gaps(p);
      while (records < spec.fileRecords && group.position[p] < feed.end(p)) {
        if (gaps?.[group.position[p]] === 1) {
          group.moveTo(p, group.position[p] + 1);
          continue;
        }
        const readableMs = Math.max(feed.times(p)[group.position[p] - feed.base(p)], feed.readableFrom(p), group.cutUntil);
        if (readableMs > at) break;
        const ref = group.take(p);
        group.committed[p] = group.position[p];
        this.meter.arrived(this.bytesOf(ref));
        records++;
        const rows = refs.get(kindOf(ref));
        if (rows === undefined) refs.set(kindOf(ref), [ref]);
        else rows.push(ref);
      }
    }
    return Array.from(refs, ([stream, rows]) => ({ refs: rows, stream, bytes: this.sizeOf(rows), receivedMs: at }));
  }

  private sizeOf(refs: readonly number[]): number {
    return refs.reduce((sum, ref) => sum + this.bytesOf(ref), 0);
  }

  /** A flow file is there, on this node or on the next one in turn. */
  private taken(node: FlowNode, file: FlowFile): void {
    this.flowFiles++;
    let to = node;
    if (this.spec.balances) {
      for (let tries = 0; tries < this.nodes.length; tries++) {
        this.turn = (this.turn + 1) % this.nodes.length;
        const next = this.nodes[this.turn];
        if (!next.connected || next.spell.isAway(this.now) || next.before[CHANGE].isFull) continue;
        to = next;
        break;
      }
    }
    to.before[CHANGE].push(file);
    this.times.touch(to);
  }

  // ---- Changing, gathering, handing on -----------------------------------------------------------------------
  private changed(node: FlowNode, file: FlowFile, at: number): void {
    const refs = this.operators.length === 0 ? file.refs : file.refs.filter((ref) => kindOf(ref) !== EVENT || this.passes(rowOf(ref)));
    if (refs.length === 0) return;
    node.before[MERGE].push(refs.length === file.refs.length ? file : { ...file, refs, bytes: this.sizeOf(refs), receivedMs: at });
  }

  private passes(row: number): boolean {
    let verdict: Verdict = PASS;
    for (let o = 0; o < this.operators.length && verdict === PASS; o++) verdict = this.operators[o].process(row, -Infinity, NOTHING);
    if (verdict === PASS) return true;
    this.run.ledger.end(row, verdict === DUPLICATE ? this.codes.duplicate : this.codes.filtered);
    if (verdict === FILTERED) this.meter.intervalDropped++;
    return false;
  }

  private gather(node: FlowNode, file: FlowFile, at: number): void {
    const hour = Math.floor(at / this.run.hourMs);
    const key = `${file.stream}/${hour}`;
    this.times.touch(node);
    let bin = node.bins.get(key);
    if (bin === undefined) node.bins.set(key, (bin = { stream: file.stream, hour, sinceMs: at, files: [], bytes: 0 }));
    bin.files.push(file);
    bin.bytes += file.bytes;
    if (bin.bytes >= this.spec.merge.bytes && node.mayRun(MERGE, at)) this.close(node, key, bin, at);
  }

  private close(node: FlowNode, key: string, bin: Bin, at: number): void {
    node.bins.delete(key);
    this.begin(node, { processor: MERGE, from: node.before[MERGE], files: bin.files, bin }, at);
  }

  /** What a session hands on is there; a moment later it is committed. */
  private put(session: Session, at: number): void {
    for (const file of session.files) {
      this.handOn(file, at);
      const isLost = at < this.loseUntil && this.random.nextUniform32() < this.loseShare;
      if (!isLost) session.hasPut = true;
      // The answer never came: the flow file stays, and will be handed on once more.
      else this.again(file);
    }
  }

  private again({ refs }: FlowFile): void {
    for (const ref of refs) if (kindOf(ref) === EVENT) this.run.ledger.repeat(rowOf(ref));
  }

  private penalize(node: FlowNode, file: FlowFile, at: number): void {
    this.penalizedEvents += eventsIn(file);
    this.penalized.push(at + this.spec.penaltyMs, this.penalties.length);
    this.penalties.push({ node, file });
  }

  private handOn({ refs, stream, bytes, receivedMs }: FlowFile, at: number): void {
    const { writer, out, run } = this;
    if (writer !== null && out.wired) for (const ref of refs) if (kindOf(ref) === EVENT) run.ledger.fork(rowOf(ref), 1);
    if (out.wired || writer === null) for (const ref of refs) out.emit(at, ref);
    const hour = Math.floor(receivedMs / run.hourMs);
    writer?.write({ stream, hour, refs: Int32Array.from(refs), rawBytes: bytes, openedAt: receivedMs, closedAt: at }, at);
  }

  private tellFull(node: FlowNode, at: number): void {
    for (const processor of [CHANGE, MERGE, PUT]) {
      const connection = node.before[processor];
      if (connection.isFull)
        this.say(at, "back-pressure", { before: PROCESSORS[processor], objects: connection.length, bytes: connection.bytes }, "objects");
    }
  }

  private say<C extends keyof FlowRemarks & string>(at: number, code: C, facts: FlowRemarks[C], setting?: string): void {
    if (this.said.has(code)) return;
    this.said.add(code);
    this.remark(at, code, facts, setting);
  }

  // ---- Nodes come and go -------------------------------------------------------------------------------------
  override nextChangeMs(): number {
    return this.agenda.nextMs;
  }

  override change(at: number): void {
    this.agenda.run(at);
  }

  override strike(strike: Strike, at: number): void {
    const { durationMs } = strike;
    const node = this.nodes[(strike.index ?? 0) % this.nodes.length];
    switch (strike.fault) {
      case "slow":
        node.spell.slow(amountOf(strike), at + durationMs);
        break;
      case "errors":
        this.loseShare = amountOf(strike);
        this.loseUntil = at + durationMs;
        this.remark(at, "answers-lost", { share: this.loseShare, forMs: durationMs });
        break;
      case "outage":
        for (const each of this.nodes) this.crash(each, at, durationMs);
        this.remark(at, "outage", { downMs: durationMs });
        break;
      default: {
        const heldRecords = node.before.reduce((sum, connection) => sum + connection.records, 0);
        const writtenTwice = this.crash(node, at, durationMs);
        this.remark(at, "node-lost", { node: node.index, heldRecords, downMs: durationMs, writtenTwice }, "nodes");
      }
    }
  }

  /** Sessions are rolled back; queues and content lie on its disk. Answers how many records it had handed on without a commit. */
  private crash(node: FlowNode, at: number, durationMs: number): number {
    this.meter.downMs += node.spell.stayAway(at, durationMs);
    let twice = 0;
    for (const session of [...node.sessions].reverse()) {
      node.end(session);
      const { processor, from, files, hasPut } = session;
      if (hasPut) {
        for (const file of files) this.again(file);
        twice += files.reduce((sum, { refs }) => sum + refs.length, 0);
      }
      if (processor === TAKE) this.returned.push(...files);
      else from?.giveBack(files);
    }
    for (const { files } of node.bins.values()) node.before[MERGE].giveBack(files);
    node.bins.clear();
    this.times.touch(node);
    node.diskFreeMs = 0;
    this.agenda.add(at + this.spec.noticeMs, (now) => this.notice(node, now));
    this.agenda.add(at + durationMs, (now) => {
      if (node.spell.isAway(now)) return;
      node.connected = true;
      this.sharesAnew();
    });
    return twice;
  }

  /** Nobody has heard of it for too long: others read its share, and one of them is the first node. */
  private notice(node: FlowNode, at: number): void {
    if (!node.spell.isAway(at)) return;
    node.connected = false;
    this.sharesAnew();
    if (node.index !== this.dealt.primary) return;
    const next = this.nodes.find((each) => each.connected && !each.spell.isAway(at));
    if (next === undefined) return;
    this.dealt.primary = next.index;
    this.sharesAnew();
    this.remark(at, "primary-moved", { node: next.index, afterMs: this.spec.noticeMs }, "takes");
  }

  /** Who reads what is another question now, for every node. */
  private sharesAnew(): void {
    this.dealt.dealAnew();
    for (const node of this.nodes) this.times.touch(node);
  }

  override isDown(at: number): boolean {
    return this.nodes.every(({ spell }) => spell.isAway(at));
  }

  // ---- End of input, figures ---------------------------------------------------------------------------------
  override finish(): boolean {
    if (this.penalized.size > 0 || this.returned.length > 0) return false;
    for (const { sessions, bins, waiting } of this.nodes) if (sessions.size > 0 || bins.size > 0 || waiting > 0) return false;
    for (let p = 0; p < this.feed.partitionCount(); p++) if (this.group.position[p] < this.feed.end(p)) return false;
    return true;
  }

  /** Every event it holds has an open copy, but for what was handed on without a commit. */
  override eventsNeededFrom(): number {
    let least = Infinity;
    for (const { sessions } of this.nodes)
      for (const { files, hasPut } of sessions)
        if (hasPut) for (const { refs } of files) for (const ref of refs) if (kindOf(ref) === EVENT && ref < least) least = ref;
    return least;
  }

  override heldEvents(): number {
    let held = this.penalizedEvents + (this.wires === null ? 0 : this.group.heldEvents);
    for (const file of this.returned) held += eventsIn(file);
    for (const node of this.nodes) held += node.heldEvents(eventsIn);
    return held;
  }

  override queueLength(): number {
    return this.nodes.reduce((sum, { waiting }) => sum + waiting, 0);
  }

  override figure(): string {
    return this.flowFiles === 0 ? "" : `${this.flowFiles} flow files`;
  }

  override usage(): Record<string, number> {
    const files = this.writer?.filesWritten ?? 0;
    return { ...super.usage(), files, provenanceBytes: this.provenance * this.spec.provenanceBytes, flowFiles: this.flowFiles };
  }
}

function mergedOf({ stream, files, bytes, sinceMs }: Bin): FlowFile {
  return { refs: files.flatMap(({ refs }) => refs), stream, bytes, receivedMs: sinceMs };
}
