import { expect, test } from "vitest";
import { emptyDesign } from "../design/empty.ts";
import type { Design, Settings } from "../design/types.ts";
import type { FaultSpec } from "../result/snapshot.ts";
import { createRun, runDesign } from "./run.ts";
import { drawing } from "../../test/support/drawing.ts";
import { FEW_REQUESTS, requestsScenario } from "../../test/support/few-requests.ts";
import { smallScenario } from "../../test/support/small-workload.ts";

/** A source, stations and a sink in a row. */
function drawn(parts: number): Design {
  const kinds = Array.from({ length: parts }, (_, i) => (i === 0 ? "poisson-source" : i === parts - 1 ? "sink" : "service"));
  return {
    ...emptyDesign("A row of parts"),
    system: {
      parts: kinds.map((kind, i) => ({ id: `p${i}`, kind, title: `p${i}`, position: { x: i, y: 0 }, settings: {} })),
      wires: Array.from({ length: parts - 1 }, (_, i) => ({
        id: `w${i}`,
        from: { part: `p${i}`, port: "out" },
        to: { part: `p${i + 1}`, port: "in" },
      })),
    },
    workload: { durationMs: 60_000 },
  };
}

test("many sources at once end at the limit within a window or two (E23)", () => {
  const parts = Array.from({ length: 100 }, (_, i) => ({
    id: `p${i}`,
    kind: "poisson-source",
    title: `p${i}`,
    position: { x: i, y: 0 },
    settings: { ratePerSecond: 10_000_000 },
  }));
  const sink = { id: "sink", kind: "sink", title: "sink", position: { x: 0, y: 1 }, settings: {} };
  const wires = parts.map(({ id }) => ({ id: `w-${id}`, from: { part: id, port: "out" }, to: { part: "sink", port: "in" } }));
  const design = { ...drawn(2), system: { parts: [...parts, sink], wires } };
  const { outcome } = runDesign({ design, scenario: null, seed: 1, faults: [], limits: { recordHops: 200_000 }, tables: false });
  if (outcome.status !== "capped") throw new Error(outcome.status);
  expect(outcome.result.ledger.produced).toBeLessThan(400_000);
});

test("a run in which nothing moves for long ends, and says so (E23)", () => {
  const [source, ...others] = drawn(3).system.parts;
  const design = {
    ...drawn(3),
    system: { ...drawn(3).system, parts: [{ ...source, settings: { ratePerSecond: 0.02 } }, ...others] },
  };
  // Parts that are not asked before they have work let such a time be passed over at once; here all of them are.
  const everyWindow = { design, scenario: null, seed: 1, faults: [], windowMs: 5, asksEveryPart: true };
  const { outcome } = runDesign({ ...everyWindow, limits: { idleWindows: 1000 } });
  if (outcome.status !== "capped") throw new Error(outcome.status);
  expect(outcome.limit).toBe("idleWindows");
  expect(outcome.cap).toContain("1,000 windows in which nothing moved");
  expect(runDesign({ design, scenario: null, seed: 1, faults: [], limits: { idleWindows: 1000 } }).outcome.status).toBe("finished");
});

test("whoever has a clock may end a run between windows, and the result says where it stood (E23)", () => {
  let asked = 0;
  const { outcome } = runDesign({
    ...{ design: drawn(4), scenario: null, seed: 1, faults: [] },
    mustEnd: () => (++asked > 50 ? { limit: "seconds", allowed: 3 } : null),
  });
  if (outcome.status !== "capped") throw new Error(outcome.status);
  expect(outcome.limit).toBe("seconds");
  expect(outcome.cap).toMatch(/^The run ended at 3 s of wall time, its limit, after [\d.,]+ s of [\d.,]+ s of simulated time\./);
  expect(outcome.result.ledger.produced).toBeGreaterThan(0);
});

test("a source that was struck asks for no windows but those in which it sends something (E12)", () => {
  const design: Design = { ...drawn(3), workload: { durationMs: 20_000, drainMs: 3_600_000 } };
  // A fifth of a second's records comes two minutes late: until then nothing moves, and the run has only its samples to take.
  const faults: FaultSpec[] = [{ part: "p0", fault: "late", atMs: 1000, durationMs: 1000, amount: 120_000 }];
  const created = createRun({ design, scenario: null, seed: 1, faults, windowMs: 1 });
  if (!created.ok) throw new Error("refused");
  const { simulation } = created.value;
  while (!created.value.over) created.value.step();
  expect(simulation.now).toBeGreaterThan(120_000);
  expect(simulation.windows).toBeLessThan(40_000);
});

test("idle windows with a record now and then between them add up to a limit of their own (E23)", () => {
  const [source, ...others] = drawn(3).system.parts;
  const design: Design = { ...drawn(3), system: { ...drawn(3).system, parts: [{ ...source, settings: { ratePerSecond: 2 } }, ...others] } };
  // A record about each 500 windows, so never 5,000 in a row, and 60,000 in all.
  const asked = { design, scenario: null, seed: 1, faults: [], windowMs: 1, asksEveryPart: true };
  expect(runDesign({ ...asked, limits: { idleWindows: 5000 } }).outcome.status).toBe("finished");
  const more = { ...asked, design: { ...design, workload: { durationMs: 180_000 } } };
  const { outcome } = runDesign({ ...more, limits: { idleWindows: 5000 } });
  if (outcome.status !== "capped") throw new Error(outcome.status);
  expect(outcome.limit).toBe("idleWindows");
  expect(outcome.cap).toContain("125,000 windows in all in which nothing moved");
  expect(outcome.result.ledger.produced).toBeGreaterThan(100);
});

test("viewers' queries are looked at by the limit within a window that bears only so many of them (E23)", () => {
  const base = drawing({
    parts: [
      { id: "src", kind: "poisson-source", settings: { ratePerSecond: 0.1 } },
      { id: "log", kind: "kafka" },
      { id: "store", kind: "druid" },
      { id: "board", kind: "dashboard", settings: { viewers: 100_000, refreshMs: 1000, queriesPerRefresh: 100 } },
    ],
    wires: ["src.out -> log.produce", "log.consume -> store.ingest", "store.rows -> board.rows"],
  });
  // Ten million queries a second: half a second of them is twenty times what one window bears.
  const design: Design = { ...base, workload: { durationMs: 500 } };
  const created = createRun({ design, scenario: null, seed: 1, faults: [], limits: { recordHops: 1000 } });
  if (!created.ok) throw new Error("refused");
  while (!created.value.over) created.value.step();
  expect(created.value.cap?.limit).toBe("recordHops");
  expect(created.value.recordHops).toBeLessThan(300_000);
});

test("tasks that commit by the clock end a run at a limit of their own, which says what to change (E23)", () => {
  const processors: readonly { readonly kind: string; readonly settings: Settings }[] = [
    { kind: "flink", settings: { parallelism: 50, checkpointIntervalMs: 1000 } },
    { kind: "kafka-streams", settings: { commitIntervalMs: 1000 } },
  ];
  for (const processor of processors) {
    const base = drawing({
      parts: [
        { id: "src", kind: "poisson-source", settings: { ratePerSecond: 0.1 } },
        { id: "log", kind: "kafka", settings: { partitions: 50 } },
        { id: "tasks", ...processor },
        { id: "out", kind: "kafka" },
      ],
      wires: ["src.out -> log.produce", "log.consume -> tasks.in", "tasks.events -> out.produce"],
    });
    const asked = { design: { ...base, workload: { durationMs: 600_000 } }, scenario: null, seed: 1, faults: [] };
    // Fifty tasks take part in each of six hundred.
    expect(runDesign({ ...asked, limits: { taskCommits: 100_000 } }).outcome.status).toBe("finished");
    const { outcome } = runDesign({ ...asked, limits: { taskCommits: 5000 } });
    if (outcome.status !== "capped") throw new Error(`${processor.kind}: ${outcome.status}`);
    expect(outcome.limit).toBe("taskCommits");
    expect(outcome.cap).toMatch(/^The run ended at 5,000 checkpoints and commits of single tasks, its limit, after 1\d\d/);
    expect(outcome.cap).toContain("Lengthen the interval of checkpoints or commits");
    expect(outcome.result.ledger.balanced).toBe(true);
  }
});

test("phones ask for a window a bucket, however short others keep them (E12)", () => {
  const design = drawing({
    parts: [
      { id: "phones", kind: "mobile-app" },
      { id: "shown", kind: "sink" },
      { id: "clients", kind: "closed-clients", settings: { clients: 1, thinkTime: { constant: 10_000 }, replyDelayMs: 0.01 } },
      { id: "answers", kind: "sink" },
    ],
    wires: ["phones.events -> shown.in", "clients.requests -> answers.in"],
  });
  const created = createRun({ design, scenario: smallScenario({ durationMs: 60_000, drainMs: 60_000 }), seed: 1, faults: [] });
  if (!created.ok) throw new Error("refused");
  while (!created.value.over) created.value.step();
  expect(created.value.machine.run.ledger.produced).toBeGreaterThan(10);
  // Windows of a hundredth of a ms through two minutes and more are over twelve million.
  expect(created.value.simulation.windows).toBeLessThan(100_000);
});

test("calls that are refused at once end a run at a limit of their own, and hundreds of parts may answer (E23)", () => {
  const services = Array.from({ length: 300 }, (_, i) => ({ id: `app${i}`, kind: "app-service", settings: {} }));
  const design = drawing({
    parts: [
      { id: "clients", kind: "request-clients", settings: {} },
      { id: "balancer", kind: "load-balancer", settings: {} },
      ...services,
      { id: "store", kind: "postgres", settings: {} },
    ],
    wires: [
      "clients.requests -> balancer.requests",
      ...services.flatMap(({ id }) => [`balancer.targets -> ${id}.calls`, `${id}.store -> store.calls`]),
    ],
  });
  const asked = { design, scenario: requestsScenario(1), seed: 1, faults: [] };
  const whole = runDesign(asked).outcome;
  if (whole.status !== "finished") throw new Error(JSON.stringify(whole));
  expect(whole.result.ledger.balanced).toBe(true);
  const { outcome } = runDesign({ ...asked, limits: { calls: 500 } });
  if (outcome.status !== "capped") throw new Error(outcome.status);
  expect(outcome.limit).toBe("calls");
  expect(outcome.cap).toMatch(
    /^The run ended at 500 requests of clients and calls between parts, its limit, after .* Shorten the workload, ask less often/,
  );
});

test("requests that no endpoint serves end a run though no call is made for them (E23)", () => {
  const base = drawing({
    parts: [
      { id: "clients", kind: "request-clients" },
      { id: "app", kind: "app-service" },
      { id: "store", kind: "postgres" },
    ],
    wires: ["clients.requests -> app.calls", "app.store -> store.calls"],
  });
  const design: Design = { ...base, api: { endpoints: [{ id: "get", method: "GET", path: "/links/{key}", description: "", share: 1 }] } };
  const scenario = requestsScenario(60);
  const { workload } = scenario;
  const onlyNew = { ...FEW_REQUESTS, mix: { read: 0, insert: 1, write: 0, delete: 0 } };
  const busy = { ...scenario, workload: { ...workload, sessionsPerSecond: 100_000, requests: onlyNew } };
  const { outcome } = runDesign({ design, scenario: busy, seed: 1, faults: [], limits: { calls: 20_000 }, tables: false });
  if (outcome.status !== "capped") throw new Error(outcome.status);
  expect(outcome.limit).toBe("calls");
  const { asked, refused } = Object.values(outcome.result.requests ?? {})[0];
  expect(refused).toEqual({ "no endpoint": asked });
  expect(asked).toBeLessThan(30_000);
});

test("requests that are refused at once and tried again count as what they are: each of them, and each attempt (E23)", () => {
  const design = drawing({
    parts: [
      { id: "clients", kind: "request-clients", settings: { retries: 10, backOffMs: 0, retryPercent: null } },
      { id: "app", kind: "app-service" },
      { id: "store", kind: "postgres" },
    ],
    wires: ["clients.requests -> app.calls", "app.store -> store.calls"],
  });
  const faults: FaultSpec[] = [{ part: "app", fault: "crash", atMs: 0, durationMs: 3_600_000 }];
  const created = createRun({ design, scenario: requestsScenario(60), seed: 1, faults, limits: { calls: 12_000 } });
  if (!created.ok) throw new Error("refused");
  const { value: run } = created;
  while (!run.over) run.step();
  expect(run.cap?.limit).toBe("calls");
  const { calls, asked } = run.machine.run.desk;
  expect(asked).toBeGreaterThan(500);
  // Eleven attempts each; a sample later at most.
  expect(calls.made / asked).toBeGreaterThan(10);
  expect(calls.made + asked).toBeLessThan(15_100);
});
