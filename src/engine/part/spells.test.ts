import { describe, expect, test } from "vitest";
import { Agenda, Spell } from "./spells.ts";

describe("S2e one spell for every machine that is slow or away", () => {
  test("what begins before the end of a slow spell takes so many times as long; a later spell takes its place", () => {
    const spell = new Spell();
    expect(spell.slowness(0)).toBe(1);
    spell.slow(4, 10);
    expect([spell.slowness(9.9), spell.slowness(10)]).toEqual([4, 1]);
    spell.slow(2, 5);
    expect([spell.slowness(4), spell.slowness(6)]).toEqual([2, 1]);
  });

  test("times away that overlap count once, and the longest holds", () => {
    const spell = new Spell();
    expect([spell.isAway(0), spell.stayAway(10, 20), spell.stayAway(15, 5), spell.stayAway(25, 10)]).toEqual([false, 20, 0, 5]);
    expect([spell.isAway(34.9), spell.isAway(35), spell.awayUntil]).toEqual([true, false, 35]);
  });

  test("machines restart one after another, each away for four fifths of its turn", () => {
    const agenda = new Agenda();
    const away: number[][] = [];
    agenda.addInTurn(3, 100, 30, (machine, at, backAt) => away.push([machine, at, backAt]));
    for (; agenda.nextMs < Infinity; ) agenda.run(agenda.nextMs);
    expect(away).toEqual([
      [0, 100, 108],
      [1, 110, 118],
      [2, 120, 128],
    ]);
  });

  test("what is due is done once and in the order in which it was entered; what that enters waits for its own instant", () => {
    const agenda = new Agenda();
    const done: string[] = [];
    agenda.add(2, () => done.push("second"));
    agenda.add(1, (at) => {
      done.push("first");
      agenda.add(at, () => done.push("again"));
    });
    agenda.run(2);
    expect([done, agenda.nextMs]).toEqual([["second", "first"], 2]);
    agenda.run(2);
    expect([done, agenda.nextMs]).toEqual([["second", "first", "again"], Infinity]);
  });
});
