import { TimeQueue } from "../kernel/time-queue.ts";
import type { FleetMember } from "./fleet-member.ts";
import { InstanceHours } from "./instance-hours.ts";
import { InstanceScaler } from "./instance-scaler.ts";
import { RollingDeploy } from "./rolling-deploy.ts";
import type { DeployEnd, DeploySpec } from "./rolling-deploy.ts";

/** How the number of instances follows the load. */
export type FleetScaling = {
  readonly most: number;
  /** calls: those that come to one instance in a minute. busy: threads of one instance that are held, on average. */
  readonly by: "calls" | "busy";
  readonly target: number;
  readonly periodMs: number;
  readonly periodsAbove: number;
  readonly periodsBelow: number;
  readonly cooldownMs: number;
};

export type FleetSpec = {
  /** Instances at first, and never fewer. */
  readonly least: number;
  /** null: the number never changes. */
  readonly scaling: FleetScaling | null;
  /** From the wish for an instance until it takes calls. */
  readonly startMs: number;
  /** One that goes has so long for the calls it has; what is left breaks off. */
  readonly drainMs: number;
  readonly deploy: DeploySpec;
};

/** The number of instances never changes, and a new version comes to one after the other. */
export const STANDING: Omit<FleetSpec, "least"> = {
  scaling: null,
  startMs: 60_000,
  drainMs: 30_000,
  deploy: { batch: 1, graceMs: 60_000, newFirst: false, takenBackAbove: null },
};

/** The part whose instances these are. */
export type FleetOwner = {
  /** What the instance has in hand breaks off; answers how many calls that were. */
  breakOff(number: number, at: number): number;
  scaled(at: number, before: number, now: number): void;
  deployEnded(at: number, end: DeployEnd): void;
};

type Due = (at: number) => void;

/**
 * The instances of a part: which of them take calls, who comes and who goes. One that goes gets no new calls and finishes those it
 * has, for a while; its place is taken again by another. What stood is paid from the wish for it until it is gone. It moves by single
 * instants: `time` is the next one, `move` lives through it.
 */
export class InstanceFleet<M extends FleetMember> {
  /** By number. */
  readonly members: M[] = [];
  readonly hours = new InstanceHours();
  private readonly spec: FleetSpec;
  private readonly owner: FleetOwner;
  private readonly make: () => M;
  private readonly scaler: InstanceScaler;
  /** Under which number `hours` knows who stands at a place. */
  private readonly processes: number[] = [];
  private launched = 0;
  private readonly due = new TimeQueue();
  private readonly dues: (Due | null)[] = [];
  private deploy: RollingDeploy | null = null;
  private turn = 0;
  /** Threads held, added up over the time of this period, and until when that is counted. */
  private heldMs = 0;
  private held = 0;
  private heldTo = 0;
  private readonly untilMs: number;

  /** Nothing is decided after `untilMs`. */
  constructor(spec: FleetSpec, owner: FleetOwner, make: () => M, untilMs: number) {
    this.spec = spec;
    this.owner = owner;
    this.make = make;
    this.untilMs = untilMs;
    const { scaling, least } = spec;
    this.scaler = new InstanceScaler(
      scaling === null
        ? { least, most: least, target: null, periodsAbove: 1, periodsBelow: 1, cooldownMs: 0 }
        : { ...scaling, least, most: Math.max(least, scaling.most) },
    );
    for (let number = 0; number < least; number++) this.launch(0, -Infinity, 0);
  }

  /** Somebody came or went since the beginning. */
  get hasChanged(): boolean {
    return this.launched > this.spec.least || this.members.some(({ isLeaving }) => isLeaving);
  }

  get time(): number {
    return Math.min(this.due.time, this.scaler.nextAt);
  }

  move(at: number): void {
    if (this.due.time > at) return this.decide(at);
    const place = this.due.pop();
    const action = this.dues[place] as Due;
    this.dues[place] = null;
    action(at);
  }

  /** Does something at an instant to come. */
  later(at: number, action: Due): void {
    let place = this.dues.indexOf(null);
    if (place < 0) place = this.dues.length;
    this.dues[place] = action;
    this.due.push(at, place);
  }

  /** The number of the next one in turn that takes calls, -1 when none does. */
  next(at: number): number {
    const { members } = this;
    for (let i = 0; i < members.length; i++) {
      const number = this.turn++ % members.length;
      const { takesFrom, spell } = members[number];
      if (takesFrom <= at && !spell.isAway(at)) return number;
    }
    return -1;
  }

  /** A call came, whoever gets it. */
  came(): void {
    this.scaler.count();
  }

  /** So many threads more are held from here on. */
  holds(more: number, at: number): void {
    this.heldMs += this.held * (at - this.heldTo);
    this.heldTo = at;
    this.held += more;
  }

  /** One more instance, which takes calls from `readyAt` on and is paid from `at` on; answers its number. */
  launch(at: number, readyAt: number, errorShare: number): number {
    const { members, processes, hours } = this;
    const gone = members.findIndex(({ isGone }) => isGone);
    const number = gone < 0 ? members.length : gone;
    const member = this.make();
    member.takesFrom = readyAt;
    member.errorShare = errorShare;
    members[number] = member;
    processes[number] = this.launched++;
    hours.begin(processes[number], at);
    return number;
  }

  /** It gets no new calls, and is gone once it has done with those it has, or after the time it has for that. */
  retire(number: number, at: number): void {
    const member = this.members[number];
    member.isLeaving = true;
    member.takesFrom = Infinity;
    if (member.inHand === 0) return this.gone(number, at);
    this.later(at + this.spec.drainMs, (end) => {
      if (this.members[number] !== member || member.isGone) return;
      this.deploy?.brokeOff(this.owner.breakOff(number, end));
      if (!member.isGone) this.gone(number, end);
    });
  }

  /** One that leaves has nothing in hand any more. */
  gone(number: number, at: number): void {
    this.members[number].isGone = true;
    this.hours.end(this.processes[number], at);
    this.deploy?.wentAway(number, at);
  }

  /** Brings a new version to all of them, a batch after the other; what is wrong with it is taken back at `untilMs` at the latest. */
  roll(at: number, errorShare: number, untilMs: number): void {
    if (this.deploy !== null) return;
    this.deploy = new RollingDeploy(
      this,
      { ...this.spec.deploy, startMs: this.spec.startMs },
      { errorShare, untilMs, beganAt: at },
      (end, endedAt) => {
        this.deploy = null;
        this.owner.deployEnded(endedAt, end);
      },
    );
    this.deploy.begin(at);
  }

  /** Numbers of those that stay. */
  get staying(): readonly number[] {
    return [...this.members.keys()].filter((number) => !this.members[number].isLeaving);
  }

  /** How many take calls, or would if nothing were wrong with them. */
  countUp(at: number): number {
    return this.members.reduce((sum, { takesFrom, spell }) => sum + (takesFrom <= at && !spell.isAway(at) ? 1 : 0), 0);
  }

  private decide(at: number): void {
    if (at > this.untilMs) {
      this.scaler.nextAt = Infinity;
      return;
    }
    const { scaling, startMs } = this.spec;
    this.holds(0, at);
    const { staying, members } = this;
    const up = this.countUp(at);
    const held = this.heldMs / Math.max(1, up) / (scaling?.periodMs ?? 1);
    this.heldMs = 0;
    const before = staying.length;
    const wished = scaling?.by === "busy" ? this.scaler.decide(up, before, held) : this.scaler.decide(up, before);
    // While a new version comes nobody else changes how many there are.
    if (wished === before || this.deploy !== null) return;
    for (let more = before; more < wished; more++) this.launch(at, at + startMs, 0);
    // The newest go first, as they may not even be there.
    const newest = staying.toSorted((a, b) => members[b].takesFrom - members[a].takesFrom || b - a);
    for (const number of newest.slice(0, Math.max(0, before - wished))) this.retire(number, at);
    this.owner.scaled(at, before, wished);
  }
}
