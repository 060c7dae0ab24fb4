import { expect, test } from "vitest";
import { InstanceHours } from "./instance-hours.ts";

test("nothing that stood is nothing to pay, and the mean is the first number until time has passed", () => {
  const hours = new InstanceHours();
  expect([hours.upTo(Infinity), hours.mean(3)]).toEqual([0, 3]);
});

test("each instance is paid from when it took work until it went, the present or the end", () => {
  const hours = new InstanceHours();
  hours.begin(0, 0);
  hours.begin(1, 400);
  hours.moveTo(1000);
  expect([hours.upTo(Infinity), hours.upTo(500), hours.upTo(300)]).toEqual([1600, 600, 300]);
  hours.end(1, 700);
  expect([hours.upTo(Infinity), hours.mean(9)]).toEqual([1300, 1.3]);
  hours.end(0, -5);
  expect(hours.upTo(Infinity)).toBe(300);
});

test("what stands beside them is paid and does no work", () => {
  const hours = new InstanceHours();
  hours.begin(0, 0);
  hours.beside(2, 250);
  hours.beside(1, 100);
  hours.moveTo(1000);
  expect([hours.upTo(Infinity), hours.mean(9)]).toEqual([1600, 1]);
});
