import type { FleetMember } from "./fleet-member.ts";

export type DeploySpec = {
  /** So many instances are replaced at a time. */
  readonly batch: number;
  /** New ones are looked at for so long from when they take calls, before the next batch. */
  readonly graceMs: number;
  /** New ones are there before those they replace go; else those go first. */
  readonly newFirst: boolean;
  /** It is taken back when more than this share of the calls of a batch has failed within its grace; null: nobody looks. */
  readonly takenBackAbove: number | null;
};

/** How a deployment ended. */
export type DeployEnd = {
  /** taken back: for what failed within a grace. undone: by hand, as nothing else did. */
  readonly how: "done" | "taken back" | "undone";
  readonly instances: number;
  readonly tookMs: number;
  /** Calls that the new version answered with an error, of how many, and that broke off as an instance went. */
  readonly failedCalls: number;
  readonly calls: number;
  readonly brokenCalls: number;
};

/** The instances a version is brought to. */
type Deployed = {
  readonly members: readonly FleetMember[];
  readonly staying: readonly number[];
  launch(at: number, readyAt: number, errorShare: number): number;
  retire(number: number, at: number): void;
  later(at: number, action: (at: number) => void): void;
};

type Version = { readonly errorShare: number; readonly untilMs: number; readonly beganAt: number };

/**
 * A new version comes to the instances of a fleet, a batch after the other: the old ones drain and go, new ones start, take calls
 * and are looked at; or the new ones start first. When too much of what they answer fails the old version comes back the same way.
 */
export class RollingDeploy {
  private readonly fleet: Deployed;
  private readonly spec: DeploySpec & { readonly startMs: number };
  private readonly version: Version;
  private readonly ended: (end: DeployEnd, at: number) => void;
  /** To be replaced; those of this batch that are on their way out; those that came with it; all that ever came. */
  private old: number[] = [];
  private leaving = new Set<number>();
  private batch: FleetMember[] = [];
  private readonly fresh: FleetMember[] = [];
  private how: DeployEnd["how"] = "done";
  private graceOver = false;
  /** New ones that come first are there. */
  private isReady = false;
  private brokenCalls = 0;

  constructor(fleet: Deployed, spec: RollingDeploy["spec"], version: Version, ended: (end: DeployEnd, at: number) => void) {
    this.fleet = fleet;
    this.spec = spec;
    this.version = version;
    this.ended = ended;
  }

  begin(at: number): void {
    this.old = [...this.fleet.staying];
    this.nextBatch(at);
    if (this.version.errorShare > 0) this.fleet.later(this.version.untilMs, (end) => this.turnBack("undone", end));
  }

  /** Calls of an instance that went broke off. */
  brokeOff(calls: number): void {
    this.brokenCalls += calls;
  }

  private nextBatch(at: number): void {
    const numbers = this.old.splice(0, this.spec.batch);
    if (numbers.length === 0) return this.end(at);
    this.leaving = new Set(numbers);
    this.graceOver = this.isReady = false;
    this.batch = [];
    if (this.spec.newFirst) this.launch(numbers.length, at);
    else this.retire(at);
  }

  private retire(at: number): void {
    for (const number of [...this.leaving]) this.fleet.retire(number, at);
  }

  private launch(count: number, at: number): void {
    const readyAt = at + this.spec.startMs;
    const { fleet } = this;
    const share = this.how === "done" ? this.version.errorShare : 0;
    const made = Array.from({ length: count }, () => fleet.members[fleet.launch(at, readyAt, share)]);
    this.batch.push(...made);
    this.fresh.push(...made);
    const { leaving, batch } = this;
    if (this.spec.newFirst)
      fleet.later(readyAt, (ready) => {
        if (batch !== this.batch) return;
        this.isReady = true;
        for (const number of [...leaving]) fleet.retire(number, ready);
      });
    fleet.later(readyAt + this.spec.graceMs, (over) => {
      if (batch === this.batch) this.lookBack(over);
    });
  }

  /** An instance is gone. */
  wentAway(number: number, at: number): void {
    if (!this.leaving.delete(number)) return;
    if (!this.spec.newFirst) this.launch(1, at);
    else this.goOn(at);
  }

  /** The grace of the last of the batch is over. */
  private lookBack(at: number): void {
    const { takenBackAbove } = this.spec;
    const [calls, failed] = counts(this.batch);
    this.graceOver = !this.batch.some(({ takesFrom }) => takesFrom + this.spec.graceMs > at);
    const isBad = takenBackAbove !== null && this.how === "done" && failed > takenBackAbove * calls;
    if (isBad) this.turnBack("taken back", at);
    else this.goOn(at);
  }

  private goOn(at: number): void {
    if (this.graceOver && this.leaving.size === 0) this.nextBatch(at);
  }

  /** The old version comes back in place of what is new. */
  private turnBack(how: DeployEnd["how"], at: number): void {
    if (this.how !== "done") return;
    this.how = how;
    const { members } = this.fleet;
    if (this.spec.newFirst && !this.isReady) for (const number of this.numbersOf(this.batch)) this.fleet.retire(number, at);
    this.old = [...members.keys()].filter((number) => members[number].errorShare > 0 && !members[number].isLeaving);
    // What was about to be replaced stays where it has not gone yet; what is on its way out is replaced by the old version.
    if (this.leaving.size === 0 || this.spec.newFirst) this.nextBatch(at);
    else this.graceOver = true;
  }

  private numbersOf(some: readonly FleetMember[]): readonly number[] {
    return [...this.fleet.members.keys()].filter((number) => some.includes(this.fleet.members[number]));
  }

  private end(at: number): void {
    // What is wrong with it goes on until somebody takes it back.
    if (this.how === "done" && this.version.errorShare > 0) return;
    const [calls, failedCalls] = counts(this.fresh);
    const { how, brokenCalls, version } = this;
    this.ended({ how, instances: this.fresh.length, tookMs: at - version.beganAt, failedCalls, calls, brokenCalls }, at);
  }
}

/** Calls that they began, and those of them that failed. */
function counts(members: readonly FleetMember[]): readonly [number, number] {
  return members.reduce<readonly [number, number]>(([calls, failed], each) => [calls + each.begun, failed + each.failed], [0, 0]);
}
