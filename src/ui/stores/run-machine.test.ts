import { describe, expect, test } from "vitest";
import { createActor, fromCallback, SimulatedClock } from "xstate";
import type { RunOutcome } from "../../result/outcome.ts";
import type { RunSnapshot } from "../../result/snapshot.ts";
import type { RunRequest } from "../../workers/protocol.ts";
import { isActive, runMachine, statusOf, STOP_PATIENCE_MS, type RunCommand, type RunEnd, type RunEvent } from "./run-machine.ts";

const ENDS: readonly RunEnd[] = ["finished", "cancelled", "capped", "refused", "failed"];
const start: RunEvent = { type: "start", request: { seed: 7 } as unknown as RunRequest };
const snapshot: RunEvent = { type: "snapshot", snapshot: { simulatedMs: 1 } as unknown as RunSnapshot };
const end = (status: RunEnd): RunEvent => ({ type: "end", outcome: { status } as unknown as RunOutcome });

/** A run whose simulation only writes down what it is told, and whose clock stands until it is moved. */
function life(...events: readonly RunEvent[]) {
  const told: string[] = [];
  const done: string[] = [];
  let send: (event: RunEvent) => void = () => undefined;
  const clock = new SimulatedClock();
  const actor = createActor(
    runMachine.provide({
      actors: {
        simulation: fromCallback<RunCommand, RunRequest>(({ input, receive, sendBack }) => {
          told.push(`run ${input.seed}`);
          receive((command) => told.push(command.type));
          send = sendBack as typeof send;
          return () => told.push("let go");
        }),
      },
      actions: {
        begin: () => done.push("begin"),
        show: () => done.push("show"),
        settle: (_, outcome) => done.push(`settle ${outcome.status}`),
        lookAtNow: () => done.push("look at now"),
        clear: () => done.push("clear"),
        endWorker: () => done.push("end worker"),
      },
    }),
    { clock },
  );
  actor.start();
  for (const event of events) actor.send(event);
  return { actor, clock, told, done, send: (event: RunEvent) => send(event), status: () => statusOf(actor.getSnapshot().value) };
}

describe("the life of a run", () => {
  test("idle: only a start begins one", () => {
    for (const event of [snapshot, { type: "pause" }, { type: "resume" }, { type: "stop" }, end("finished")] as const) {
      expect(life(event).status()).toBe("idle");
    }
    const begun = life(start);
    expect(begun.status()).toBe("starting");
    expect([begun.told, begun.done]).toEqual([["run 7"], ["begin"]]);
  });

  test("starting: the first numbers make it a running one, and it can be paused before", () => {
    expect(life(start, snapshot).status()).toBe("running");
    expect(life(start, snapshot).done).toEqual(["begin", "show"]);
    expect(life(start, { type: "pause" }).status()).toBe("paused");
    expect(life(start, { type: "resume" }).status()).toBe("starting");
  });

  test("running: what is said reaches the simulation, and a second start begins nothing", () => {
    const running = life(start, snapshot, start, { type: "speed", factor: 60 }, { type: "inject", fault: { fault: "crash", part: "log" } });
    expect(running.status()).toBe("running");
    expect(running.told).toEqual(["run 7", "speed", "inject"]);
    const stepped = life(start, snapshot, { type: "step", ms: 60_000 });
    expect(stepped.told).toEqual(["run 7"]);
  });

  test("paused: steps and goes on, looking at the present again; a snapshot keeps it paused", () => {
    const paused = life(start, snapshot, { type: "pause" }, { type: "step", ms: 60_000 }, snapshot);
    expect(paused.status()).toBe("paused");
    expect(paused.told).toEqual(["run 7", "pause", "step"]);
    expect(paused.done).toEqual(["begin", "show", "look at now", "show"]);
    paused.actor.send({ type: "resume" });
    expect(paused.status()).toBe("running");
    expect(paused.told.at(-1)).toBe("resume");
  });

  test("stopping: from any active state, told once, and still showing what comes", () => {
    for (const before of [[start], [start, snapshot], [start, snapshot, { type: "pause" } as const]]) {
      const stopping = life(...before, { type: "stop" }, { type: "stop" }, { type: "pause" }, { type: "resume" });
      expect(stopping.status()).toBe("stopping");
      expect(stopping.told.filter((command) => command === "stop")).toHaveLength(1);
      expect(stopping.told.at(-1)).toBe("stop");
      stopping.send(snapshot);
      expect(stopping.done.at(-1)).toBe("show");
      stopping.send(end("cancelled"));
      expect(stopping.status()).toBe("cancelled");
    }
  });

  test("a worker that does not answer Stop is ended, but not one that does", () => {
    const silent = life(start, snapshot, { type: "stop" });
    silent.clock.increment(STOP_PATIENCE_MS - 1);
    expect(silent.done).not.toContain("end worker");
    silent.clock.increment(1);
    expect(silent.done.at(-1)).toBe("end worker");
    silent.send(end("failed"));
    expect(silent.status()).toBe("failed");
    const prompt = life(start, { type: "stop" }, end("cancelled"));
    prompt.clock.increment(STOP_PATIENCE_MS);
    expect(prompt.done).not.toContain("end worker");
  });

  test("every end is reached from every active state, settles once, and allows another run", () => {
    for (const as of ENDS) {
      for (const before of [[], [snapshot], [{ type: "pause" } as const], [{ type: "stop" } as const]]) {
        const ended = life(start, ...before, end(as), end("finished"), snapshot);
        expect(ended.status()).toBe(as);
        expect(ended.done.filter((each) => each.startsWith("settle"))).toEqual([`settle ${as}`]);
        expect(ended.done.at(-1)).toBe(`settle ${as}`);
        ended.actor.send(start);
        expect(ended.status()).toBe("starting");
      }
      expect(isActive(as)).toBe(false);
    }
  });

  test("forgotten while under way: the simulation is let go, and what it still sends reaches nobody", () => {
    const forgotten = life(start, snapshot, { type: "forget" });
    expect(forgotten.status()).toBe("idle");
    expect(forgotten.told.at(-1)).toBe("let go");
    forgotten.send(snapshot);
    forgotten.send(end("finished"));
    expect(forgotten.status()).toBe("idle");
    expect(forgotten.done.at(-1)).toBe("clear");
    expect(life(start, end("finished"), { type: "forget" }).status()).toBe("idle");
  });

  test("a simulation that cannot be begun has failed", () => {
    const actor = createActor(
      runMachine.provide({
        actors: {
          simulation: fromCallback<RunCommand, RunRequest>(() => {
            throw new Error("no workers here");
          }),
        },
      }),
    );
    actor.start();
    actor.send(start);
    expect(statusOf(actor.getSnapshot().value)).toBe("failed");
  });
});
