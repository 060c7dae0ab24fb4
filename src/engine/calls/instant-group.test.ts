import { expect, test } from "vitest";
import { InstantGroups } from "./instant-group.ts";
import type { InstantMember } from "./instant-group.ts";
import { createStream } from "../../base/rng.ts";
import type { RandomStream } from "../../base/rng.ts";
import { RowQueue, RowQueueReader } from "../rows/row-queue.ts";
import { TimeQueue } from "../kernel/time-queue.ts";

/** Notes what it lives through; a ball it has is thrown to the other one at the same instant, so often, and then rests for a while. */
class Player implements InstantMember {
  readonly due = new TimeQueue();
  other: Player | null = null;
  private readonly name: string;
  private readonly log: string[];
  private readonly groups: InstantGroups;

  constructor(name: string, log: string[], groups: InstantGroups) {
    this.name = name;
    this.log = log;
    this.groups = groups;
  }

  gather(): void {}
  gathersFrom(): number {
    return Infinity;
  }
  passed(): void {}

  nextAt(): number {
    return this.due.time;
  }

  move(at: number): void {
    const throws = this.due.pop();
    this.log.push(`${this.name} ${at} ${throws}`);
    if (throws % 3 !== 0) this.throw(at, throws - 1);
    else if (throws > 0) this.due.push(at + 7, throws - 1);
  }

  private throw(at: number, throws: number): void {
    if (this.other === null) return;
    this.other.due.push(at, throws);
    this.groups.wake(this.other);
  }
}

function game(windows: readonly number[]): string[] {
  const log: string[] = [];
  const groups = new InstantGroups();
  const [up, down, apart] = ["up", "down", "apart"].map((name) => new Player(name, log, groups));
  const [there, elsewhere] = [new RowQueue("there"), new RowQueue("elsewhere")];
  groups.join(up, [there]);
  groups.join(apart, [elsewhere]);
  groups.join(down, [there]);
  [up.other, down.other] = [down, up];
  down.due.push(5, 8);
  up.due.push(5, 7);
  apart.due.push(6, 0);
  for (const until of windows) for (const player of [up, apart, down]) groups.advance(player, until);
  return log;
}

test("members of a group live by instants, back and forth within one, whatever the windows; ties go to the one joined earlier (Q2)", () => {
  const apart = "apart 6 0";
  const whole = game([100]);
  expect(whole.filter((line) => line !== apart).slice(0, 4)).toEqual(["up 5 7", "down 5 8", "up 5 7", "down 5 6"]);
  const pieces = game(Array.from({ length: 1000 }, (_, window) => window / 10));
  const without = (log: readonly string[]): string[] => log.filter((line) => line !== apart);
  expect(without(pieces)).toEqual(without(whole));
  expect(pieces.indexOf(apart)).toBeGreaterThan(3);
});

test("a group waits for its last member's turn, and those no call runs to are on their own (Q2)", () => {
  const log: string[] = [];
  const groups = new InstantGroups();
  const [one, two, alone] = ["one", "two", "alone"].map((name) => new Player(name, log, groups));
  const wire = new RowQueue("call");
  groups.join(one, [wire]);
  groups.join(alone, []);
  groups.join(two, [wire]);
  for (const player of [one, two, alone]) player.due.push(1, 0);
  expect([one, two, alone].map((player) => groups.nextWorkMs(player))).toEqual([Infinity, 1, 1]);
  groups.advance(one, 2);
  expect(log).toEqual([]);
  groups.advance(alone, 2);
  groups.advance(two, 2);
  expect(log).toEqual(["alone 1 0", "one 1 0", "two 1 0"]);
  two.due.push(9, 0);
  expect([one, two, alone].map((player) => groups.nextWorkMs(player))).toEqual([Infinity, 9, Infinity]);
});

test("groups that a later member connects become one (Q2)", () => {
  const log: string[] = [];
  const groups = new InstantGroups();
  const [left, right, both] = ["left", "right", "both"].map((name) => new Player(name, log, groups));
  const [a, b] = [new RowQueue("a"), new RowQueue("b")];
  groups.join(left, [a]);
  groups.join(right, [b]);
  groups.join(both, [a, b]);
  for (const [player, at] of [
    [left, 3],
    [right, 1],
    [both, 2],
  ] as const)
    player.due.push(at, 0);
  for (const player of [left, right, both]) groups.advance(player, 10);
  expect(log).toEqual(["right 1 0", "both 2 0", "left 3 0"]);
});

/** Takes calls, and makes others of them at once or later: by wire, or straight to somebody who is woken. Draws what it does. */
class Busy implements InstantMember {
  readonly due = new TimeQueue();
  readonly out: RowQueue[] = [];
  readonly known: Busy[] = [];
  readonly input: RowQueueReader;
  private readonly number: number;
  private readonly crowd: Crowd;

  constructor(number: number, wires: readonly RowQueue[], crowd: Crowd) {
    this.number = number;
    this.input = new RowQueueReader(wires);
    this.crowd = crowd;
  }

  gather(): void {}
  gathersFrom(): number {
    return Infinity;
  }
  passed(): void {}

  nextAt(): number {
    return Math.min(this.due.time, this.input.peekTime());
  }

  move(at: number): void {
    const { draws, log, groups } = this.crowd;
    const some = (count: number): number => Math.floor(draws.nextUniform() * count);
    if (this.due.time <= at) this.due.pop();
    else this.input.next(Infinity);
    log.push(`${this.number} ${at}`);
    if (log.length > 300) return;
    const later = (): number => at + some(3) * some(4);
    if (draws.nextUniform() < 0.6) this.due.push(later(), 0);
    if (this.out.length > 0 && draws.nextUniform() < 0.6) groups.send(this.out[some(this.out.length)], at, 0);
    if (this.known.length === 0 || draws.nextUniform() < 0.4) return;
    const other = this.known[some(this.known.length)];
    other.due.push(later(), 0);
    groups.wake(other);
  }
}

type Crowd = { readonly draws: RandomStream; readonly log: string[]; readonly groups: InstantGroups };

/** Asks everybody at every instant. */
function asked(members: readonly Busy[], wires: readonly RowQueue[], until: number): void {
  for (;;) {
    for (const wire of wires) wire.hold();
    const first = members.reduce((best, member) => (member.nextAt() < best.nextAt() ? member : best));
    if (first.nextAt() >= until) return;
    first.move(first.nextAt());
  }
}

function crowdLog(seed: number, asksAll: boolean): string[] {
  const plan = createStream(seed, "crowd", "plan");
  const count = 2 + Math.floor(plan.nextUniform() * 20);
  const crowd: Crowd = { draws: createStream(seed, "crowd", "moves"), log: [], groups: new InstantGroups() };
  const ring = Array.from({ length: count }, (_, i) => new RowQueue(`${i}`));
  const members = ring.map((wire, i) => new Busy(i, [wire], crowd));
  members.forEach((member, i) => {
    member.out.push(ring[(i + 1) % count]);
    for (const other of members) if (plan.nextUniform() < 0.3) member.known.push(other);
    crowd.groups.join(member, [ring[i], ring[(i + 1) % count]]);
    if (i % 3 === 0) member.due.push(plan.nextUniform() * 10, 0);
  });
  for (let until = 0; until < 400; ) {
    until += plan.nextUniform() * 20;
    if (plan.nextUniform() < 0.2) ring[Math.floor(plan.nextUniform() * count)].cut(until + plan.nextUniform() * 30);
    if (asksAll) asked(members, ring, until);
    else for (const member of members) crowd.groups.advance(member, until);
  }
  return crowd.log;
}

test("asking only who moved or was sent something is as asking everybody at each instant, links that are cut included (Q2)", () => {
  let lived = 0;
  for (let seed = 0; seed < 60; seed++) {
    const log = crowdLog(seed, true);
    lived += log.length;
    expect(crowdLog(seed, false), `seed ${seed}`).toEqual(log);
  }
  expect(lived).toBeGreaterThan(15_000);
});

test("who has something to do that nobody was told of is found out at the end of the window (Q2)", () => {
  const groups = new InstantGroups();
  const [one, two] = ["one", "two"].map((name) => new Player(name, [], groups));
  const wire = new RowQueue("call");
  for (const player of [one, two]) groups.join(player, [wire]);
  one.due.push(1, 0);
  one.move = (at) => {
    one.due.pop();
    two.due.push(at, 0);
  };
  groups.advance(one, 5);
  expect(() => groups.advance(two, 5)).toThrow("that nobody was told of");
});
