import { expect, test } from "vitest";
import { isActive, nextStatus, type RunEvent, type RunStatus } from "./run-machine.ts";

const walk = (events: readonly RunEvent[]): RunStatus => events.reduce(nextStatus, "idle" as RunStatus);

test("a run starts, shows its first numbers, pauses, goes on and finishes", () => {
  expect(walk([{ type: "start" }])).toBe("starting");
  expect(walk([{ type: "start" }, { type: "snapshot" }])).toBe("running");
  expect(walk([{ type: "start" }, { type: "snapshot" }, { type: "pause" }])).toBe("paused");
  expect(walk([{ type: "start" }, { type: "pause" }, { type: "resume" }, { type: "end", as: "finished" }])).toBe("finished");
});

test("a late snapshot or a late end changes nothing", () => {
  expect(nextStatus("cancelled", { type: "snapshot" })).toBe("cancelled");
  expect(nextStatus("cancelled", { type: "end", as: "finished" })).toBe("cancelled");
  expect(nextStatus("idle", { type: "pause" })).toBe("idle");
});

test("a snapshot while paused, as after a step, stays paused", () => {
  expect(nextStatus("paused", { type: "snapshot" })).toBe("paused");
});

test("every end allows another run, and an active run no second", () => {
  for (const end of ["finished", "cancelled", "capped", "refused", "failed"] as const) {
    expect(isActive(end)).toBe(false);
    expect(nextStatus(end, { type: "start" })).toBe("starting");
  }
  expect(nextStatus("running", { type: "start" })).toBe("running");
});
