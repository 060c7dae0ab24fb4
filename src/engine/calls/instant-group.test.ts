import { expect, test } from "vitest";
import { InstantGroups } from "./instant-group.ts";
import type { InstantMember } from "./instant-group.ts";
import { RowQueue } from "../rows/row-queue.ts";
import { TimeQueue } from "../kernel/time-queue.ts";

/** Notes what it lives through; a ball it has is thrown to the other one at the same instant, so often, and then rests for a while. */
class Player implements InstantMember {
  readonly due = new TimeQueue();
  other: Player | null = null;
  private readonly name: string;
  private readonly log: string[];

  constructor(name: string, log: string[]) {
    this.name = name;
    this.log = log;
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
    if (throws % 3 !== 0) this.other?.due.push(at, throws - 1);
    else if (throws > 0) this.due.push(at + 7, throws - 1);
  }
}

function game(windows: readonly number[]): string[] {
  const log: string[] = [];
  const groups = new InstantGroups();
  const [up, down, apart] = [new Player("up", log), new Player("down", log), new Player("apart", log)];
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
  const [one, two, alone] = ["one", "two", "alone"].map((name) => new Player(name, log));
  const wire = new RowQueue("call");
  groups.join(one, [wire]);
  groups.join(alone, []);
  groups.join(two, [wire]);
  for (const player of [one, two, alone]) player.due.push(1, 0);
  expect([one, two, alone].map((player) => groups.nextWorkMs(player))).toEqual([1, 1, 1]);
  groups.advance(one, 2);
  expect(log).toEqual([]);
  groups.advance(alone, 2);
  groups.advance(two, 2);
  expect(log).toEqual(["alone 1 0", "one 1 0", "two 1 0"]);
  two.due.push(9, 0);
  expect([one, two, alone].map((player) => groups.nextWorkMs(player))).toEqual([9, 9, Infinity]);
});

test("groups that a later member connects become one (Q2)", () => {
  const log: string[] = [];
  const groups = new InstantGroups();
  const [left, right, both] = ["left", "right", "both"].map((name) => new Player(name, log));
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
