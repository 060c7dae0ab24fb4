export type InstancesSpec = {
  readonly instances: number;
  readonly threadsPerInstance: number;
  /** A dead instance is given up after this long without a heartbeat. */
  readonly sessionTimeoutMs: number;
  /** Agreeing on who takes over. */
  readonly rebalanceMs: number;
  /** Other instances that keep a copy of each task's state. */
  readonly standbyReplicas: number;
  /** What a copy still has to read when it takes over. */
  readonly standbyCatchUpMs: number;
  /** How fast an instance reads state back from the changelog. */
  readonly restoreBytesPerSecond: number;
  /** Tasks go back to an instance that has returned, and read their state there meanwhile, after this long. */
  readonly probingMs: number;
};

/** A task goes on at a thread (numbered over all instances). */
export type Move = { readonly task: number; readonly thread: number };

type Step =
  | { readonly at: number; readonly kind: "back" | "probe"; readonly instance: number }
  | { readonly at: number; readonly kind: "rebalance" }
  | { readonly at: number; readonly kind: "resume"; readonly task: number; readonly thread: number; readonly epoch: number };

const NOBODY = -1;

/**
 * Which thread of which instance works on which task, and how that changes when instances die and return. Only the tasks
 * of a dead instance stop: until the group notices, agrees, and their state is there again.
 */
export class TaskPlaces {
  /** Thread of each task, -1 while it has none. */
  readonly threadOf: number[];
  private readonly spec: InstancesSpec;
  private readonly stateBytes: (task: number) => number;
  private readonly alive: boolean[];
  /** Thread a task is on its way to. */
  private readonly heading: number[];
  private readonly noticedAt: number[];
  /** Rises when a task is lost, so that steps planned before are void. */
  private readonly epoch: number[];
  private steps: Step[] = [];

  constructor(tasks: number, spec: InstancesSpec, stateBytes: (task: number) => number) {
    this.spec = spec;
    this.stateBytes = stateBytes;
    this.threadOf = Array.from({ length: tasks }, (_, task) => this.home(task));
    this.alive = new Array<boolean>(spec.instances).fill(true);
    this.heading = new Array<number>(tasks).fill(NOBODY);
    this.noticedAt = new Array<number>(tasks).fill(0);
    this.epoch = new Array<number>(tasks).fill(0);
  }

  private home(task: number): number {
    const { instances, threadsPerInstance } = this.spec;
    return (task % instances) * threadsPerInstance + (Math.floor(task / instances) % threadsPerInstance);
  }

  private instanceOf(thread: number): number {
    return Math.floor(thread / this.spec.threadsPerInstance);
  }

  get nextMs(): number {
    return this.steps.reduce((next, step) => Math.min(next, step.at), Infinity);
  }

  get waiting(): number {
    return this.threadOf.filter((thread) => thread === NOBODY).length;
  }

  /** An instance dies for a while; answers the tasks that ran there. */
  crash(instance: number, at: number, durationMs: number): readonly number[] {
    if (!this.alive[instance]) return [];
    this.alive[instance] = false;
    const lost: number[] = [];
    for (let task = 0; task < this.threadOf.length; task++) {
      const ran = this.threadOf[task] !== NOBODY && this.instanceOf(this.threadOf[task]) === instance;
      const headed = this.heading[task] !== NOBODY && this.instanceOf(this.heading[task]) === instance;
      if (!ran && !headed) continue;
      if (ran) lost.push(task);
      this.threadOf[task] = this.heading[task] = NOBODY;
      this.noticedAt[task] = at + this.spec.sessionTimeoutMs;
      this.epoch[task]++;
    }
    this.steps.push({ at: at + durationMs, kind: "back", instance });
    this.steps.push({ at: at + this.spec.sessionTimeoutMs, kind: "rebalance" });
    return lost;
  }

  /** Everything due at `at`; answers the tasks that go on elsewhere from now on. */
  advance(at: number): readonly Move[] {
    const moves: Move[] = [];
    for (;;) {
      const due = this.steps.filter((step) => step.at <= at).sort((a, b) => a.at - b.at);
      if (due.length === 0) return moves;
      this.steps = this.steps.filter((step) => step.at > at);
      for (const step of due) this.take(step, moves);
    }
  }

  private take(step: Step, moves: Move[]): void {
    if (step.kind === "back") {
      this.alive[step.instance] = true;
      this.steps.push({ at: step.at + this.spec.probingMs, kind: "probe", instance: step.instance });
      this.rebalance(step.at);
    } else if (step.kind === "rebalance") this.rebalance(step.at);
    else if (step.kind === "resume") {
      if (this.epoch[step.task] !== step.epoch) return;
      this.heading[step.task] = NOBODY;
      this.threadOf[step.task] = step.thread;
      moves.push({ task: step.task, thread: step.thread });
    } else if (this.alive[step.instance]) this.goHome(step.instance, moves);
  }

  /** Tasks that nobody has, and whose loss has been noticed, are given to the living. */
  private rebalance(at: number): void {
    const { spec } = this;
    if (!this.alive.includes(true)) return;
    const readBytes = new Array<number>(spec.instances).fill(0);
    for (let task = 0; task < this.threadOf.length; task++) {
      if (this.threadOf[task] !== NOBODY || this.heading[task] !== NOBODY || this.noticedAt[task] > at) continue;
      const standby = this.standbyOf(task);
      const instance = standby ?? this.leastLoaded();
      const thread = this.leastLoadedThread(instance);
      this.heading[task] = thread;
      if (standby === null) readBytes[instance] += this.stateBytes(task);
      const readMs = standby === null ? (readBytes[instance] / spec.restoreBytesPerSecond) * 1000 : spec.standbyCatchUpMs;
      this.steps.push({ at: at + spec.rebalanceMs + readMs, kind: "resume", task, thread, epoch: this.epoch[task] });
    }
  }

  /** A living instance that keeps a copy of the task's state. */
  private standbyOf(task: number): number | null {
    const { instances, standbyReplicas } = this.spec;
    for (let i = 1; i <= Math.min(standbyReplicas, instances - 1); i++) {
      const instance = ((task % instances) + i) % instances;
      if (this.alive[instance]) return instance;
    }
    return null;
  }

  private loadOf(thread: number): number {
    const here = (other: number): boolean => other === thread;
    return this.threadOf.filter(here).length + this.heading.filter(here).length;
  }

  private leastLoadedThread(instance: number): number {
    const first = instance * this.spec.threadsPerInstance;
    let best = first;
    for (let thread = first + 1; thread < first + this.spec.threadsPerInstance; thread++)
      if (this.loadOf(thread) < this.loadOf(best)) best = thread;
    return best;
  }

  private leastLoaded(): number {
    let best = -1;
    let least = Infinity;
    for (let instance = 0; instance < this.spec.instances; instance++) {
      if (!this.alive[instance]) continue;
      let load = 0;
      for (let i = 0; i < this.spec.threadsPerInstance; i++) load += this.loadOf(instance * this.spec.threadsPerInstance + i);
      if (load < least) [best, least] = [instance, load];
    }
    return best;
  }

  private goHome(instance: number, moves: Move[]): void {
    for (let task = 0; task < this.threadOf.length; task++) {
      const home = this.home(task);
      if (this.instanceOf(home) !== instance || this.threadOf[task] === NOBODY || this.threadOf[task] === home) continue;
      this.threadOf[task] = home;
      moves.push({ task, thread: home });
    }
  }
}
