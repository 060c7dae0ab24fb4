import { expect, test } from "vitest";
import { Calls, NO_ENDPOINT, NOTHING } from "./calls.ts";
import type { Call, CallHolder } from "./calls.ts";
import { InstantGroups } from "./instant-group.ts";
import { LIST, refOf } from "../rows/rows.ts";

const LIST_3 = refOf(LIST, 3);

function booth() {
  const calls = new Calls(new InstantGroups());
  const heard: { number: number; at: number; state: string; answer: number; reason: string; place: string }[] = [];
  const holder: CallHolder = {
    returned(call, at) {
      const { number, state, answer, reason } = call;
      heard.push({ number, at, state, answer, reason, place: calls.places[call.place] });
    },
  };
  const make = (sentAt: number, parent: Call | null = null): Call =>
    calls.make(holder, { parent, key: 7, op: "read", endpoint: NO_ENDPOINT, row: NOTHING, bytes: 100, deadlineAt: Infinity }, sentAt);
  return { calls, heard, make };
}

test("a call has one reply, its holder hears of it, and every call is answered, refused or open (Q1)", () => {
  const { calls, heard, make } = booth();
  const store = calls.place("store");
  const [first, second] = [make(1), make(2)];
  make(3);
  expect([calls.of(first.ref), calls.of(second.ref)]).toEqual([first, second]);
  calls.answer(first, 5, LIST_3, store);
  calls.refuse(second, 6, "busy", store);
  expect(heard).toEqual([
    { number: 0, at: 5, state: "answered", answer: LIST_3, reason: "", place: "store" },
    { number: 1, at: 6, state: "refused", answer: NOTHING, reason: "busy", place: "store" },
  ]);
  expect([calls.made, calls.answered, calls.refused, calls.open]).toEqual([3, 1, 1, 1]);
  expect(() => calls.answer(first, 7, LIST_3, store)).toThrow("answered twice");
  expect(() => calls.of(second.ref)).toThrow("has ended already");
  expect(() => calls.answer(make(9), 8, NOTHING, store)).toThrow("before it was sent");
});

test("a reply is relayed with the part that gave it, so a loss has one owner; a call belongs to the request it began with (Q1)", () => {
  const { calls, heard, make } = booth();
  const outer = make(1);
  outer.request = 42;
  const inner = make(2, outer);
  expect(inner.request).toBe(42);
  calls.refuse(inner, 4, "read timed out", calls.place("store"));
  calls.relay(inner, outer, 4);
  expect(heard.map(({ number, reason, place }) => [number, reason, place])).toEqual([
    [1, "read timed out", "store"],
    [0, "read timed out", "store"],
  ]);
});

test("what is kept grows with the calls under way and not with those made (Q1)", () => {
  const { calls, make } = booth();
  const numbers = new Set<number>();
  for (let round = 0; round < 1000; round++) {
    const pair = [make(round), make(round)];
    for (const call of pair) {
      numbers.add(call.number);
      calls.answer(call, round + 1, NOTHING, 0);
      calls.release(call);
    }
  }
  expect(numbers.size).toBe(2);
  expect(() => calls.release(make(1))).toThrow("still under way");
});
