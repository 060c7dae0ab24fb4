import { describe, expect, test } from "vitest";
import { TaskPlaces } from "./task-places.ts";
import type { InstancesSpec } from "./task-places.ts";

const SPEC: InstancesSpec = {
  instances: 3,
  threadsPerInstance: 2,
  sessionTimeoutMs: 45_000,
  rebalanceMs: 3000,
  standbyReplicas: 0,
  standbyCatchUpMs: 1000,
  restoreBytesPerSecond: 1000,
  probingMs: 600_000,
};

/** Runs the plan to its end; what happened, as `time task>thread`. */
function played(places: TaskPlaces): string[] {
  const found: string[] = [];
  while (places.nextMs < Infinity) {
    const at = places.nextMs;
    for (const { task, thread } of places.advance(at)) found.push(`${at} ${task}>${thread}`);
  }
  return found;
}

describe("tasks over instances and threads (W10)", () => {
  test("are dealt to instances, then to their threads", () => {
    expect(new TaskPlaces(8, SPEC, () => 0).threadOf).toEqual([0, 2, 4, 1, 3, 5, 0, 2]);
  });

  test("a dead instance's tasks go to the least loaded, one state after the other, and home when it is back", () => {
    const places = new TaskPlaces(6, SPEC, () => 5000);
    expect(places.crash(1, 1000, 60_000)).toEqual([1, 4]);
    expect(places.threadOf).toEqual([0, -1, 4, 1, -1, 5]);
    // Noticed at 46 s, agreed at 49 s; 5 s of reading each, on different instances.
    expect(played(places)).toEqual(["54000 1>0", "54000 4>4", "661000 1>2", "661000 4>3"]);
    expect(places.threadOf).toEqual([0, 2, 4, 1, 3, 5]);
  });

  test("two states read by one instance come after each other", () => {
    const places = new TaskPlaces(4, { ...SPEC, instances: 2 }, () => 5000);
    places.crash(1, 0, 60_000);
    expect(played(places).slice(0, 2)).toEqual(["53000 1>0", "58000 3>1"]);
  });

  test("a standby takes over in the time it needs to catch up", () => {
    const places = new TaskPlaces(3, { ...SPEC, standbyReplicas: 1 }, () => 5e9);
    places.crash(0, 0, 60_000);
    expect(played(places)[0]).toBe("49000 0>3");
  });

  test("with nobody left everything waits for the first to return", () => {
    const places = new TaskPlaces(2, { ...SPEC, instances: 1 }, () => 0);
    places.crash(0, 0, 100_000);
    expect(places.waiting).toBe(2);
    expect(played(places)).toEqual(["103000 0>0", "103000 1>1"]);
  });

  test("who dies while it takes over loses the tasks again", () => {
    const places = new TaskPlaces(2, { ...SPEC, instances: 2, standbyReplicas: 1 }, () => 0);
    places.crash(0, 0, 200_000);
    places.advance(45_000);
    expect(places.crash(1, 46_000, 200_000)).toEqual([1]);
    // Instance 0 is back at 200 s: it reads the state of its own task, and is the standby of the other.
    expect(played(places)).toEqual(["203000 0>0", "204000 1>1", "846000 1>2"]);
  });
});
