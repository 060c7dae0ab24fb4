import { expect, test } from "vitest";
import { headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { drawing, runDrawing } from "../../../../test/support/drawing.ts";
import type { Drawing } from "../../../../test/support/drawing.ts";
import { createRun } from "../../../simulate/run.ts";
import { closedClientsKind } from "./kind.ts";

const LOOP: Drawing = {
  parts: [
    { id: "clients", kind: "closed-clients", settings: { clients: 3, thinkTime: { exponential: 20 }, replyDelayMs: 5, timeoutMs: 400 } },
    { id: "server", kind: "service", settings: { serviceTime: { exponential: 10 } } },
    { id: "out", kind: "sink" },
  ],
  wires: ["clients.requests -> server.in", "server.out -> out.in"],
  workload: { durationMs: 60_000, drainMs: 10_000 },
};

test("a client needs a way that takes time, and the headline says how many think how long", () => {
  expect(refusalsOf(closedClientsKind, { clients: 50, thinkTime: { constant: 0 }, replyDelayMs: 0.05 })).toEqual([]);
  expect(refusalsOf(closedClientsKind, { replyDelayMs: 0 })).toHaveLength(1);
  expect(headlineOf(closedClientsKind, {})).toBe("10 clients · think exponential, mean 1 s");
});

test("never more requests are under way than there are clients", () => {
  const created = createRun({ design: drawing(LOOP), scenario: null, seed: 3, faults: [] });
  if (!created.ok) throw new Error("refused");
  const run = created.value;
  let most = 0;
  while (!run.over) {
    run.step();
    most = Math.max(most, run.machine.run.ledger.totals().inFlight);
  }
  expect(most).toBe(3);
});

test("requests lost in a crash are given up after the time-out, and the loop goes on", () => {
  const crash = { part: "server", fault: "crash", atMs: 20_015, durationMs: 1000 };
  const result = runDrawing({ ...LOOP, faults: [crash] });
  expect(result.ledger.balanced).toBe(true);
  expect(result.ledger.dropped.server["lost in crash"]).toBeGreaterThan(0);
  // 1 s out of 60 and three time-outs cost little: clients who waited for ever would stop the loop.
  expect(result.ledger.delivered).toBeGreaterThan(0.9 * runDrawing(LOOP).ledger.delivered);
});

test("stops at the number of requests", () => {
  const [clients, ...rest] = LOOP.parts;
  const result = runDrawing({ ...LOOP, parts: [{ ...clients, settings: { ...clients?.settings, requests: 500 } }, ...rest] });
  expect(result.ledger.produced).toBe(500);
  expect(result.ledger.delivered).toBe(500);
});

test("E3, E4: windows change nothing, as none is longer than the way of an answer", () => {
  const results = [0.7, 5, 47.5, 1000].map((windowMs) => {
    const created = createRun({
      design: drawing(LOOP),
      scenario: null,
      seed: 9,
      faults: [{ part: "server", fault: "crash", atMs: 9000, durationMs: 700 }],
      windowMs,
    });
    if (!created.ok) throw new Error("refused");
    const run = created.value;
    while (!run.over) run.step();
    return JSON.stringify({ ...run.result(0), timing: null });
  });
  for (const other of results.slice(1)) expect(other).toBe(results[0]);
});
