import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { AttemptTimers } from "./attempt-timers.ts";

type Sent = { readonly number: number; over: boolean };
type Set = { readonly at: number; readonly what: string; readonly sent: Sent | null };

/** Everything in order of time, and at one instant in the order it was set; what belongs to an attempt that is over does nothing. */
function inOrder(set: readonly Set[]): readonly string[] {
  return [...set]
    .map((each, order) => ({ ...each, order }))
    .filter(({ sent }) => sent === null || !sent.over)
    .sort((one, other) => one.at - other.at || one.order - other.order)
    .map(({ at, what }) => `${at} ${what}`);
}

function taken(timers: AttemptTimers<Sent, number>): readonly string[] {
  const list: string[] = [];
  while (timers.time < Infinity) {
    const at = timers.time;
    const timer = timers.take();
    if ("branch" in timer) list.push(`${at} ${timer.does} ${timer.branch}`);
    else if (!timer.attempt.over) list.push(`${at} ${timer.does} ${timer.attempt.number}`);
  }
  return list;
}

test("timers come in order of time and of setting, whether their lengths are alike or not, and those of attempts that are over do nothing", () => {
  const random = createStream(7, "timers");
  for (const uneven of [0, 0.3]) {
    const timers = new AttemptTimers<Sent, number>();
    const set: Set[] = [];
    for (let number = 0, now = 0; number < 400; number++) {
      now += random.nextBelow(3);
      const sent: Sent = { number, over: random.nextUniform() < 0.5 };
      const timeOutAt = now + (random.nextUniform() < uneven ? random.nextBelow(50) : 50);
      timers.timeOut(timeOutAt, sent);
      set.push({ at: timeOutAt, what: `time out ${number}`, sent });
      timers.hedge(now + 20, sent);
      set.push({ at: now + 20, what: `hedge ${number}`, sent });
      if (random.nextUniform() < 0.3) {
        const retryAt = now + random.nextBelow(60);
        timers.later(retryAt, "retry", number);
        set.push({ at: retryAt, what: `retry ${number}`, sent: null });
      }
    }
    expect(taken(timers), `${uneven} of uneven length`).toEqual(inOrder(set));
  }
});

test("nobody is woken for the time-out of an attempt that is over", () => {
  const timers = new AttemptTimers<Sent, number>();
  const [first, second] = [
    { number: 1, over: false },
    { number: 2, over: false },
  ];
  timers.timeOut(10, first);
  timers.timeOut(12, second);
  first.over = true;
  expect(timers.time).toBe(12);
  second.over = true;
  expect(timers.time).toBe(Infinity);
});
