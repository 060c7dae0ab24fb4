import { expect, test } from "vitest";
import { Attempts } from "./attempts.ts";

/** A job of so many ms that fails when told to; keeps what happened to it. */
function job(id: string, lastsMs: number, fails: () => boolean = () => false) {
  const log: string[] = [];
  const attempts: Attempts = new Attempts(id, {
    begin: (attempt) => {
      attempt.endsAtMs = attempt.beganAtMs + lastsMs;
      log.push(`begin ${attempt.number} at ${attempt.beganAtMs}`);
    },
    complete: (attempt) => {
      log.push(`complete ${attempt.number}`);
      return { failed: fails(), line: fails() ? "no" : "yes" };
    },
    breakOff: (attempt, at) => void log.push(`broken off ${attempt.number} at ${at}`),
  });
  return { attempts, log };
}

const HOUR = { fromMs: 0, toMs: 3_600_000 };

test("J20 attempts run side by side and end in order of their ends", () => {
  const { attempts, log } = job("load", 10);
  const first = attempts.begin(0, HOUR, "by-record");
  const second = attempts.begin(5, HOUR, "by-record");
  first.endsAtMs = 20;
  expect(attempts.nextEndMs()).toBe(15);
  attempts.settle(30);
  expect(log.slice(2)).toEqual(["complete 1", "complete 0"]);
  expect([first.end, second.end]).toEqual([
    { state: "success", atMs: 20, line: "yes" },
    { state: "success", atMs: 15, line: "yes" },
  ]);
  expect([attempts.nextEndMs(), attempts.succeeded]).toEqual([Infinity, 2]);
});

test("J20 what begins by itself begins its followers when it ends well, at that instant and for its interval", () => {
  const [extract, load] = [job("extract", 10), job("load", 5)];
  extract.attempts.starts(load.attempts);
  extract.attempts.begin(0, HOUR, "by-itself");
  extract.attempts.settle(10);
  expect(load.log).toEqual(["begin 0 at 10"]);
  expect(load.attempts.open[0]?.interval).toBe(HOUR);
  extract.attempts.begin(100, HOUR, "by-record");
  extract.attempts.settle(200);
  expect(load.log).toEqual(["begin 0 at 10"]);
});

test("J20 one that fails, or is broken off, begins nothing", () => {
  let fails = true;
  const [extract, load] = [job("extract", 10, () => fails), job("load", 5)];
  extract.attempts.starts(load.attempts);
  extract.attempts.begin(0, HOUR, "by-itself");
  extract.attempts.settle(10);
  fails = false;
  const second = extract.attempts.begin(20, HOUR, "by-itself");
  extract.attempts.breakOffAll(25, "worker lost");
  extract.attempts.settle(100);
  expect(second.end).toEqual({ state: "failed", atMs: 25, line: "worker lost" });
  expect([load.log, extract.log.at(-1), extract.attempts.failed]).toEqual([[], "broken off 1 at 25", 2]);
});
