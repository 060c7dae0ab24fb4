import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { TimerCalendar } from "./timer-calendar.ts";
import { TimerHeap } from "./timer-heap.ts";

type Timer = readonly [timeMs: number, key: number, id: number];

/** Steps of a clock: timers set for later, sometimes much later or at once, and everything due taken. */
function drive(seed: number, due: (untilMs: number) => Timer[], set: (...timer: Timer) => void, half: () => void): Timer[][] {
  const random = createStream(seed, "timers");
  let now = -500;
  return Array.from({ length: 200 }, (_, step) => {
    for (let n = random.nextBelow(8); n > 0; n--) {
      const far = random.nextBelow(40);
      const ahead = far === 0 ? 1e9 : far === 1 ? -50 : random.nextBelow(3000);
      set(Math.floor(now + ahead), random.nextBelow(4), step * 10 + n);
    }
    now += random.nextBelow(30) === 0 ? 100_000 : random.nextBelow(60);
    if (step === 100) half();
    return due(step === 199 ? Number.MAX_SAFE_INTEGER : now);
  });
}

test("a calendar gives timers in the order of a heap, before and after a restore, however far away they are (B2)", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const heap = new TimerHeap();
    const taken = (timers: Pick<TimerHeap, "topTimeMs" | "topId" | "topSlot" | "pop">): Timer => {
      const timer: Timer = [timers.topTimeMs(), timers.topSlot(), timers.topId()];
      timers.pop();
      return timer;
    };
    const wanted = drive(
      seed,
      (untilMs) => {
        const due: Timer[] = [];
        while (heap.size > 0 && heap.topTimeMs() <= untilMs) due.push(taken(heap));
        return due;
      },
      (timeMs, key, id) => heap.push(timeMs, key, id, key),
      () => {},
    );
    let calendar = new TimerCalendar(seed % 2 === 0 ? 7 : 400, () => {});
    const found = drive(
      seed,
      (untilMs) => {
        const due: Timer[] = [];
        while (calendar.reach(untilMs) && calendar.topTimeMs() <= untilMs) due.push(taken(calendar));
        return due;
      },
      (timeMs, key, id) => calendar.push(timeMs, key, id, key),
      () => {
        const state = calendar.snapshot();
        calendar.push(0, 0, -1, 0);
        calendar = new TimerCalendar(seed % 2 === 0 ? 7 : 400, () => {});
        calendar.restore(state);
      },
    );
    expect(found).toEqual(wanted);
    expect(wanted.flat().length).toBeGreaterThan(300);
  }
});
