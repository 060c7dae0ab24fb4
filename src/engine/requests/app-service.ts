import { md5Text } from "../../base/md5.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { Asking, attemptsOf } from "../calls/asking.ts";
import type { Ask } from "../calls/asking.ts";
import { ONE_ATTEMPT } from "../calls/call-policy.ts";
import type { CallPolicy } from "../calls/call-policy.ts";
import { NO_ENDPOINT, NOTHING } from "../calls/calls.ts";
import type { Call, CallHolder, CallOp, ListsWanted } from "../calls/calls.ts";
import type { ItemBook } from "../books/item-book.ts";
import { InstanceFleet, STANDING } from "../fleets/instance-fleet.ts";
import type { FleetOwner, FleetSpec } from "../fleets/instance-fleet.ts";
import type { DeployEnd } from "../fleets/rolling-deploy.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { CallPart, HAS_HOLDINGS, WAITS_FOR_REPLIES } from "../part/call-part.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { rowOf } from "../rows/rows.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { AppInstance } from "./app-instance.ts";
import { programsOf } from "./endpoint-programs.ts";
import type { EndpointsSpec } from "./endpoint-programs.ts";
import { NEXT, NO_KEY_YET, OVER, PEERS, WAITS } from "./endpoint-steps.ts";
import type { EndpointHost, EndpointTask, Next, Peer, Program, Wanted } from "./endpoint-steps.ts";
import { PeerCalls } from "./peer-calls.ts";
import type { TaskSpec } from "./peer-calls.ts";
import type { AppServiceRemarks } from "./remarks.ts";
import { WriteBack } from "./write-back.ts";

export type AppServiceSpec = EndpointsSpec & {
  readonly instances: number;
  /** How instances come and go; left out: nobody does, but for new versions. */
  readonly fleet?: Omit<FleetSpec, "least">;
  /** Calls an instance works on or waits for at once, and how many may wait for a thread of it. */
  readonly threads: number;
  readonly lineLimit: number;
  /** Threads of their own for calls that bring or change something; null: all calls share the threads. */
  readonly changeThreads: number | null;
  /** At which the body of a call comes in while it has its thread; Infinity: it is there at once. */
  readonly uploadBytesPerMs: number;
  readonly work: Sampler;
  /** Keys there are where it makes them itself. */
  readonly keyCount: number;
  /** Keys asked for at a time of a service that gives them. */
  readonly keyBlock: number;
  /** What the cache alone has is brought to the store so long after it changed. */
  readonly writeBackMs?: number;
  readonly policies: { readonly [peer in Peer]?: CallPolicy };
  /** What it does beside or in place of what every service of endpoints does; null: that is left to those. */
  readonly programs?: (op: CallOp, lists: ListsWanted | null) => Program | null;
};

const USUAL_WRITE_BACK_MS = 1000;
/** Of a call with its headers and no row. */
const CALL_BYTES = 500;

/**
 * A service whose endpoints are programs: ask the cache, else the store, then fill the cache; make a key, insert, answer. Each call
 * has a thread of one instance from begin to end, also while its body comes in and while it waits for others. Calls are dealt to the
 * instances by turns. In `calls`; out `cache`, `store`, `keys`, `blobs` and `index`, a wire to each that it asks.
 */
export class AppService extends CallPart<AppServiceRemarks> implements EndpointHost, FleetOwner {
  private readonly input: RowQueueReader;
  private readonly spec: AppServiceSpec;
  private readonly fleet: InstanceFleet<AppInstance>;
  /** Instances by number. */
  private readonly instances: readonly AppInstance[];
  private readonly isElastic: boolean;
  private readonly countsThreads: boolean;
  private readonly peers: { readonly [peer in Peer]: PeerCalls };
  /** Those that are wired to anybody. */
  private readonly wired: readonly Asking[];
  private readonly programs: ReturnType<typeof programsOf>;
  private readonly items: ItemBook | null;
  private readonly works: RandomStream;
  private readonly keyDraws: RandomStream;
  private readonly versions: RandomStream;
  private readonly done = new TimeQueue();
  private readonly tasks: (EndpointTask | null)[] = [];
  private readonly freeTasks: number[] = [];
  private readonly nobody: CallHolder = { returned: (call) => this.calls.release(call) };
  /** Where the cache has what was acknowledged before the store does. */
  readonly writeBack: WriteBack | null;
  private held = 0;

  constructor(
    id: string,
    run: RunContext,
    wires: { readonly calls: readonly RowQueue[] } & { readonly [peer in Peer]?: readonly RowQueue[] },
    spec: AppServiceSpec,
  ) {
    super(id, run, [...wires.calls, ...PEERS.flatMap((peer) => wires[peer] ?? [])]);
    this.spec = spec;
    this.input = new RowQueueReader(wires.calls);
    const { instances: least, fleet = STANDING } = spec;
    this.fleet = new InstanceFleet({ least, ...fleet }, this, () => new AppInstance(spec), run.durationMs);
    this.instances = this.fleet.members;
    this.isElastic = fleet.scaling !== null;
    this.countsThreads = fleet.scaling?.by === "busy";
    this.versions = run.randomStream(id, "versions");
    const peerOf = (peer: Peer): PeerCalls =>
      new PeerCalls(
        this,
        wires[peer] ?? [],
        (asker) => new Asking(this.calls, asker, this.place, spec.policies[peer] ?? ONE_ATTEMPT, run.randomStream(id, `back-off ${peer}`)),
      );
    this.peers = Object.fromEntries(PEERS.map((peer) => [peer, peerOf(peer)])) as { [peer in Peer]: PeerCalls };
    this.wired = PEERS.filter((peer) => this.asks(peer)).map((peer) => this.peers[peer].asking);
    if (this.asks("blobs")) run.rows.items.contentsElsewhere = true;
    this.tell(WAITS_FOR_REPLIES, () => {
      const back = this.writeBack === null ? [] : [{ asker: this.writeBack, underWay: this.writeBack.repliesUnderWay }];
      return [...PEERS.map((peer) => this.peers[peer].asking), ...back];
    });
    this.tell(HAS_HOLDINGS, () => (this.writeBack === null ? [] : [this.writeBack.holding]));
    // Without a cache there is nowhere but the store.
    const storesIn = this.asks("cache") ? spec.storesIn : "store";
    this.programs = programsOf({ ...spec, storesIn });
    this.writeBack = storesIn === "cache" ? this.bringer(spec) : null;
    this.items = run.desk.items;
    this.items?.giveKeysOf(spec.keyCount);
    if (spec.keys === "hash") this.items?.stockKeysFrom((content, salt) => this.hashedKey(content, salt));
    // Ids count on from what is stored already.
    if (spec.keys === "asked") this.items?.stockKeysFrom((content, salt) => content + salt);
    this.works = run.randomStream(id, "work");
    this.keyDraws = run.randomStream(id, "keys");
  }

  private bringer({ policies, writeBackMs = USUAL_WRITE_BACK_MS }: AppServiceSpec): WriteBack {
    const wire = (peer: "cache" | "store"): { policy: CallPolicy; wireFor(): RowQueue } => ({
      policy: policies[peer] ?? ONE_ATTEMPT,
      wireFor: () => this.peers[peer].wireFor(),
    });
    return new WriteBack(
      { calls: this.calls, place: this.place, random: this.run.randomStream(this.id, "back-off write-back"), owner: this },
      { cache: wire("cache"), store: wire("store") },
      { afterMs: writeBackMs, bytesOf: (row) => this.bytesOf(row) },
    );
  }

  protected nextOwnAt(): number {
    let next = Math.min(this.done.time, this.input.peekTime(), this.fleet.time, this.writeBack?.time ?? Infinity);
    for (const { time } of this.wired) if (time < next) next = time;
    return next;
  }

  protected moveOwn(at: number): void {
    if (this.done.time <= at) return this.worked(at);
    for (const asking of this.wired) if (asking.time <= at) return asking.move(at);
    if (this.writeBack !== null && this.writeBack.time <= at) return this.writeBack.move(at);
    if (this.fleet.time <= at) return this.fleet.move(at);
    this.input.next(Infinity);
    this.take(this.calls.of(this.input.ref), at);
  }

  private take(call: Call, at: number): void {
    if (this.answersCheck(call, at)) return;
    this.meter.arrived(call.bytes);
    const program = this.spec.programs?.(call.op, call.lists) ?? (call.lists === null ? this.programs(call.op) : null);
    if (program === null || this.items === null) return this.calls.refuse(call, at, "not understood", this.place);
    if (this.isElastic) this.fleet.came();
    const instance = this.fleet.next(at);
    if (instance < 0) return this.calls.refuse(call, at, "service down", this.place);
    const task: EndpointTask = {
      call,
      program,
      instance,
      cameAt: at,
      startedAt: NaN,
      step: 0,
      key: call.key,
      row: call.row,
      blob: NOTHING,
      tries: 0,
      place: -1,
      goesOn: NEXT,
      asked: "store",
      ask: null,
      lists: null,
      over: false,
    };
    const taken = this.instances[instance].poolFor(call.op).take(task);
    if (taken === "full") return this.calls.refuse(call, at, "service busy", this.place);
    this.held++;
    if (taken === "held") this.start(task, at);
  }

  private start(task: EndpointTask, at: number): void {
    task.startedAt = at;
    if (task.call.trace !== null) this.calls.begun(task.call, at, this.spec.instances === 1 ? "" : `instance ${task.instance}`);
    if (this.countsThreads) this.fleet.holds(1, at);
    const instance = this.instances[task.instance];
    instance.begun++;
    if (instance.errorShare > 0 && this.versions.nextUniform32() < instance.errorShare) {
      instance.failed++;
      return this.refuse(task, at, "new version fails");
    }
    this.goOn(task, at);
  }

  private goOn(task: EndpointTask, at: number): void {
    while (!task.over) {
      if (task.step === task.program.length) return this.answer(task, at, task.row);
      const next = task.program[task.step].begin(task, at, this);
      if (next === WAITS || next === OVER) return;
      task.step = next === NEXT ? task.step + 1 : next;
    }
  }

  private resume(task: EndpointTask, next: Next, at: number): void {
    if (next === WAITS || next === OVER) return;
    task.step = next === NEXT ? task.step + 1 : next;
    this.goOn(task, at);
  }

  work(task: EndpointTask, at: number): void {
    const slow = this.instances[task.instance].spell.slowness(at);
    const bodyMs = task.call.row === NOTHING ? 0 : task.call.bytes / this.spec.uploadBytesPerMs;
    if (bodyMs > 0 && task.call.trace !== null) this.calls.awaitsBody(task.call, bodyMs);
    this.pause(task, at, bodyMs + this.spec.work.sample(this.works) * slow, NEXT);
  }

  pause(task: EndpointTask, at: number, ms: number, then: Next): void {
    task.place = this.freeTasks.pop() ?? this.tasks.length;
    task.goesOn = then;
    this.tasks[task.place] = task;
    this.done.push(at + ms, task.place);
  }

  joinsFlight(task: EndpointTask): boolean {
    const { flights } = this.instances[task.instance];
    const waiting = flights.get(task.key);
    if (waiting === undefined) flights.set(task.key, []);
    else waiting.push(task);
    return waiting !== undefined;
  }

  landFlight({ key, instance }: EndpointTask, at: number, goOn: (waiting: EndpointTask) => Next): void {
    const { flights } = this.instances[instance];
    const waiting = flights.get(key) ?? [];
    flights.delete(key);
    for (const task of waiting) if (!task.over) this.resume(task, goOn(task), at);
  }

  forgets(key: number): void {
    this.writeBack?.dropped(key);
  }

  bringsLater(key: number, at: number): void {
    this.writeBack?.changed(key, at);
  }

  private worked(at: number): void {
    const place = this.done.pop();
    const task = this.tasks[place] as EndpointTask;
    this.tasks[place] = null;
    this.freeTasks.push(place);
    if (!task.over) this.resume(task, task.goesOn, at);
  }

  asks(peer: Peer): boolean {
    return this.peers[peer].wires.length > 0;
  }

  private specOf(task: EndpointTask, { op, key, row, lists = null }: Wanted): TaskSpec {
    const bytes = row === NOTHING ? CALL_BYTES : CALL_BYTES + this.bytesOf(row);
    return { parent: task.call, key, op, endpoint: NO_ENDPOINT, row, lists, bytes, deadlineAt: Infinity, task };
  }

  ask(task: EndpointTask, peer: Peer, wanted: Wanted, at: number): void {
    if (!this.asks(peer)) return this.refuse(task, at, `no ${peer}`);
    task.asked = peer;
    task.ask = this.peers[peer].asking.ask(this.specOf(task, wanted), 1, 1, at);
  }

  askAll(task: EndpointTask, peer: Peer, wanted: readonly Wanted[], at: number): void {
    if (!this.asks(peer)) return this.refuse(task, at, `no ${peer}`);
    task.asked = peer;
    task.lists = { users: [], posts: [], ...task.lists, failed: null, waiting: [] };
    // Replies come at an instant of their own, so none is there before all are asked.
    task.lists.waiting = wanted.map((each) => this.peers[peer].asking.ask(this.specOf(task, each), 1, 1, at));
  }

  notify(task: EndpointTask, peer: Peer, wanted: Wanted, at: number): void {
    const call = this.calls.make(this.nobody, this.specOf(task, wanted), at);
    this.calls.send(this.peers[peer].wireFor(), at, call.ref);
  }

  settledFor(task: EndpointTask, ask: Ask, at: number): void {
    if (ask.spec.op === "keys" && this.spec.keys === "given") return this.keysCame(task, ask, at);
    if (task.over) return;
    task.ask = null;
    const next = task.program[task.step].replied?.(task, ask, at, this) ?? NEXT;
    this.resume(task, next, at);
  }

  protected override replied(call: Call, at: number): void {
    const { holder } = call;
    if (holder === this.writeBack) this.writeBack?.replied(call, at);
    else (holder as PeerCalls).asking.replied(call, at);
  }

  takeGivenKey(task: EndpointTask, at: number): number {
    const instance = this.instances[task.instance];
    if (instance.keysLeft > 0) return this.keyAt(instance.keysFrom++);
    if (!this.asks("keys")) {
      this.refuse(task, at, "no keys");
      return NO_KEY_YET;
    }
    instance.waitForKeys.push(task);
    if (!instance.asksForKeys) {
      instance.asksForKeys = true;
      this.ask(task, "keys", { op: "keys", key: this.spec.keyBlock, row: NOTHING }, at);
    }
    return NO_KEY_YET;
  }

  private keyAt(place: number): number {
    const { keys, stockItems, keyCount } = this.items as ItemBook;
    return keys.at((stockItems + place) % keyCount);
  }

  /** A block of keys is there, or none is to be had: those who wait go on, or give up. */
  private keysCame(asker: EndpointTask, ask: Ask, at: number): void {
    const instance = this.instances[asker.instance];
    asker.ask = null;
    instance.asksForKeys = false;
    const waiting = instance.waitForKeys;
    instance.waitForKeys = [];
    if (ask.answered) {
      instance.keysFrom = ask.value;
      instance.keysTo = ask.value + this.spec.keyBlock;
    }
    for (const task of waiting) {
      if (task.over) continue;
      if (ask.answered) this.goOn(task, at);
      else this.refuse(task, at, ask.reason, ask.place);
    }
  }

  anyKey(): number {
    return Math.floor(this.keyDraws.nextUniform() * (this.items as ItemBook).keyCount);
  }

  /** The first 52 bits of the MD5 of what it holds, taken into the keys there are; another salt is what is appended for another key. */
  hashedKey(content: number, salt: number): number {
    const words = md5Text(`${this.run.rows.items.textOf(content)}${salt === 0 ? "" : `#${salt}`}`);
    return ((words[0] >>> 0) * 2 ** 20 + (words[1] >>> 12)) % (this.items as ItemBook).keyCount;
  }

  rowUnder(key: number, row: number): number {
    return this.run.rows.items.addUnder(key, row);
  }

  contentOf(row: number): number {
    return this.run.rows.items.content.data[row];
  }

  keyOf(row: number): number {
    return this.run.rows.items.key.data[row];
  }

  setKey(row: number, key: number): void {
    this.run.rows.items.key.data[row] = key;
  }

  ownerOf(row: number): number {
    return this.run.rows.items.owner.data[row];
  }

  followerCount(user: number): number {
    return this.run.desk.feeds?.graph.followerCount(user) ?? 0;
  }

  newestFirst(posts: readonly number[]): number[] {
    const { madeAt } = this.run.rows.items;
    return posts.toSorted((a, b) => madeAt.data[rowOf(b)] - madeAt.data[rowOf(a)] || b - a);
  }

  answerList(task: EndpointTask, at: number, posts: readonly number[]): void {
    this.calls.answerList(task.call, at, posts, this.place);
    this.leave(task, at);
  }

  expiresAt(row: number): number {
    return this.run.rows.items.expiresAt.data[row];
  }

  answer(task: EndpointTask, at: number, answer: number): void {
    this.calls.answer(task.call, at, answer, this.place);
    this.leave(task, at);
  }

  refuse(task: EndpointTask, at: number, reason: string, place: number = this.place): void {
    this.calls.refuse(task.call, at, reason, place);
    this.leave(task, at);
  }

  /** The thread is free for the next in line. */
  private leave(task: EndpointTask, at: number): void {
    task.over = true;
    this.held--;
    this.meter.departures++;
    this.meter.served(task.cameAt, task.startedAt - task.cameAt, at - task.startedAt);
    if (this.countsThreads) this.fleet.holds(-1, at);
    const instance = this.instances[task.instance];
    const next = instance.poolFor(task.call.op).release(task);
    if (next !== null) this.start(next, at);
    else if (instance.isLeaving && instance.inHand === 0 && !instance.isGone) this.fleet.gone(task.instance, at);
  }

  breakOff(number: number, at: number): number {
    const { tasks } = this.instances[number].die();
    for (const task of tasks) this.breakOffTask(task, at, "instance stopped");
    return tasks.length;
  }

  scaled(at: number, before: number, now: number): void {
    const { startMs } = this.spec.fleet ?? STANDING;
    if (now > before) this.remark(at, "scaled-out", { instances: now, more: now - before, startMs }, "startMs");
    else this.remark(at, "scaled-in", { instances: now, fewer: before - now });
  }

  deployEnded(at: number, end: DeployEnd): void {
    this.remark(at, end.how === "done" ? "deployed" : "deploy-undone", end);
  }

  override strike(strike: Strike, at: number): void {
    const { fault, durationMs, index } = strike;
    if (fault === "deploy") return this.fleet.roll(at, 0, at + durationMs);
    if (fault === "bad-deploy") return this.fleet.roll(at, amountOf(strike), at + durationMs);
    const standing = this.instances.filter(({ isGone }) => !isGone);
    const struck = index === undefined ? standing : [standing[index % standing.length]];
    if (fault === "slow") {
      for (const { spell } of struck) spell.slow(amountOf(strike), at + durationMs);
      return;
    }
    let [brokenRequests, lostKeys] = [0, 0];
    for (const instance of struck) {
      const lost = instance.die();
      instance.spell.stayAway(at, durationMs);
      lostKeys += lost.lostKeys;
      brokenRequests += lost.tasks.length;
      for (const task of lost.tasks) this.breakOffTask(task, at, "service crashed");
      if (instance.isLeaving) this.fleet.gone(this.instances.indexOf(instance), at);
    }
    if (struck.length === standing.length) this.meter.downMs += durationMs;
    this.remark(at, "instances-lost", { instances: struck.length, downMs: durationMs, brokenRequests, lostKeys });
  }

  private breakOffTask(task: EndpointTask, at: number, reason: string): void {
    if (this.countsThreads && !Number.isNaN(task.startedAt)) this.fleet.holds(-1, at);
    task.over = true;
    this.held--;
    for (const ask of task.ask === null ? (task.lists?.waiting ?? []) : [task.ask]) this.peers[task.asked].asking.drop(ask, at);
    this.calls.refuse(task.call, at, reason, this.place);
  }

  override isDown(at: number): boolean {
    return this.instances.every(({ takesFrom, spell }) => takesFrom > at || spell.isAway(at));
  }

  override finish(): boolean {
    return this.input.empty && this.held === 0 && this.wired.every(({ underWay }) => underWay === 0) && this.writeBack?.idle !== false;
  }

  private get threadsEach(): number {
    return this.spec.threads + (this.spec.changeThreads ?? 0);
  }

  /** Threads there were on average. */
  override servers(): number {
    return this.threadsEach * (this.isElastic ? this.fleet.hours.mean(this.spec.instances) : this.spec.instances);
  }

  override serversAt(at: number): number {
    return this.isElastic ? this.threadsEach * Math.max(1, this.fleet.countUp(at)) : this.servers();
  }

  override passed(until: number): void {
    this.fleet.hours.moveTo(until);
  }

  override instancesUp(at: number): number | null {
    return this.isElastic || this.fleet.hasChanged ? this.fleet.countUp(at) : null;
  }

  override queueLength(): number {
    return this.instances.reduce((sum, { waiting }) => sum + waiting, 0);
  }

  override usage(): Record<string, number> {
    const instanceHours = this.fleet.hours.upTo(this.run.durationMs) / 3_600_000;
    return { ...super.usage(), requests: this.meter.arrivals, instanceHours, ...attemptsOf(this.wired) };
  }
}
