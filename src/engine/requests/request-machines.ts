import { Spell } from "../part/spells.ts";
import type { NodeMeter } from "../books/node-meter.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { REQUEST, kindOf } from "../rows/rows.ts";

/** What is done for each piece of work. Called in order of time. */
export type MachineWork = {
  /** A thread takes it; answers how long it will have it, in ms. */
  begin(ref: number, at: number): number;
  end(ref: number, at: number): void;
  /** Its machine died, or the last machine it could have waited for. */
  lost(ref: number, at: number): void;
  /** It waited as long as anybody waits, until `at`. */
  gaveUp(ref: number, at: number): void;
};

type Machine = {
  /** It takes work from then on. */
  readyAt: number;
  busy: number;
  readonly spell: Spell;
  /** It takes no more work and goes when it is done. */
  leaving: boolean;
  /** Grows when it crashes: what it had in hand then is of an earlier life. */
  life: number;
};

type Task = { readonly ref: number; readonly machine: number; readonly life: number };
type Waiting = { readonly ref: number; readonly since: number };

/**
 * Machines with threads behind one queue, first come first served; work goes to the machine with the fewest tasks in hand (least
 * outstanding requests). Machines come, go, crash and slow down while it runs. It moves by single instants: `time` is the next
 * one, `move` lives through it.
 */
export class RequestMachines {
  private readonly machines: Machine[] = [];
  private readonly threads: number;
  /** Requests that may wait; other work always may. */
  private readonly queueLimit: number;
  private readonly patienceMs: number;
  private readonly work: MachineWork;
  private readonly meter: NodeMeter;
  private readonly done = new TimeQueue();
  private readonly wake = new TimeQueue();
  private tasks: Task[] = [];
  private readonly freeTasks: number[] = [];
  private queue: Waiting[] = [];
  private head = 0;
  private requestsWaiting = 0;
  private inHand = 0;

  constructor(
    spec: { readonly threads: number; readonly queueLimit: number; readonly patienceMs: number },
    work: MachineWork,
    meter: NodeMeter,
  ) {
    this.threads = spec.threads;
    this.queueLimit = spec.queueLimit;
    this.patienceMs = spec.patienceMs;
    this.work = work;
    this.meter = meter;
  }

  /** One more machine, which takes work from `readyAt` on; returns its number. */
  add(readyAt: number): number {
    this.machines.push({ readyAt, busy: 0, spell: new Spell(), leaving: false, life: 0 });
    if (readyAt > -Infinity) this.wake.push(readyAt, 0);
    return this.machines.length - 1;
  }

  /** The newest machine takes no more work; answers its number, -1 when none may go. */
  remove(): number {
    const number = this.machines.findLastIndex(({ leaving }) => !leaving);
    if (number >= 0) this.machines[number].leaving = true;
    return number;
  }

  /** When something happens next by itself; Infinity when nothing will. */
  get time(): number {
    return Math.min(this.done.time, this.wake.time);
  }

  move(): void {
    const at = this.time;
    if (this.done.time <= at) {
      const slot = this.done.pop();
      const { ref, machine, life } = this.tasks[slot];
      this.freeTasks.push(slot);
      const own = this.machines[machine];
      if (own.life !== life) return;
      own.busy--;
      this.inHand--;
      this.work.end(ref, at);
    } else this.wake.pop();
    this.fill(at);
  }

  /** False: the queue is full and nothing was taken. */
  arrive(ref: number, at: number): boolean {
    const isRequest = kindOf(ref) === REQUEST;
    const machine = this.head < this.queue.length ? -1 : this.freest(at);
    if (machine >= 0) {
      this.begin(ref, at, at, machine);
      return true;
    }
    if (isRequest && this.requestsWaiting >= this.queueLimit) return false;
    this.queue.push({ ref, since: at });
    if (isRequest) this.requestsWaiting++;
    return true;
  }

  private freest(at: number): number {
    let best = -1;
    let least = this.threads;
    for (let number = 0; number < this.machines.length; number++) {
      const { readyAt, busy, leaving } = this.machines[number];
      if (readyAt > at || leaving || busy >= least) continue;
      best = number;
      least = busy;
    }
    return best;
  }

  private begin(ref: number, since: number, at: number, number: number): void {
    const machine = this.machines[number];
    const ms = this.work.begin(ref, at) * machine.spell.slowness(at);
    this.meter.served(since, at - since, ms);
    machine.busy++;
    this.inHand++;
    const slot = this.freeTasks.pop() ?? this.tasks.length;
    this.tasks[slot] = { ref, machine: number, life: machine.life };
    this.done.push(at + ms, slot);
  }

  private fill(at: number): void {
    while (this.head < this.queue.length) {
      const { ref, since } = this.queue[this.head];
      if (kindOf(ref) === REQUEST && at - since > this.patienceMs) {
        this.shift(ref);
        this.work.gaveUp(ref, since + this.patienceMs);
        continue;
      }
      const machine = this.freest(at);
      if (machine < 0) return;
      this.shift(ref);
      this.begin(ref, since, at, machine);
    }
  }

  private shift(ref: number): void {
    if (kindOf(ref) === REQUEST) this.requestsWaiting--;
    if (++this.head < 1024 || this.head * 2 < this.queue.length) return;
    this.queue = this.queue.slice(this.head);
    this.head = 0;
  }

  /** A machine is gone until `backAt`, with what it had in hand; without any other, requests that wait are lost too. */
  crash(number: number, at: number, backAt: number): number {
    const machine = this.machines[number];
    const struck = this.tasks.filter(
      (task, slot) => task.machine === number && task.life === machine.life && !this.freeTasks.includes(slot),
    );
    machine.life++;
    machine.busy = 0;
    machine.readyAt = Math.max(machine.readyAt, backAt);
    this.inHand -= struck.length;
    this.wake.push(machine.readyAt, 0);
    let lost = 0;
    for (const { ref } of struck) {
      if (kindOf(ref) === REQUEST) {
        lost++;
        this.work.lost(ref, at);
      } else this.queue.push({ ref, since: at });
    }
    return this.anyUp(at) ? lost : lost + this.loseWaiting(at);
  }

  private loseWaiting(at: number): number {
    const waiting = this.queue.slice(this.head);
    this.queue = waiting.filter(({ ref }) => kindOf(ref) !== REQUEST);
    this.head = 0;
    this.requestsWaiting = 0;
    for (const { ref } of waiting) if (kindOf(ref) === REQUEST) this.work.lost(ref, at);
    return waiting.length - this.queue.length;
  }

  slow(number: number, until: number, factor: number): void {
    this.machines[number].spell.slow(factor, until);
  }

  isUp(number: number, at: number): boolean {
    return this.machines[number].readyAt <= at;
  }

  /** Numbers of those that take work. */
  upAt(at: number): readonly number[] {
    return [...this.machines.keys()].filter((number) => this.isUp(number, at) && !this.machines[number].leaving);
  }

  /** How many take work. */
  countUp(at: number): number {
    return this.machines.reduce((sum, { readyAt, leaving }) => sum + (readyAt <= at && !leaving ? 1 : 0), 0);
  }

  anyUp(at: number): boolean {
    return this.machines.some(({ readyAt, leaving }) => readyAt <= at && !leaving);
  }

  /** Machines there are or will be, those that go left out. */
  get size(): number {
    return this.machines.reduce((sum, { leaving }) => sum + (leaving ? 0 : 1), 0);
  }

  get waiting(): number {
    return this.queue.length - this.head;
  }

  get idle(): boolean {
    return this.inHand === 0 && this.waiting === 0;
  }
}
