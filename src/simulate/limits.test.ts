import { expect, test } from "vitest";
import { emptyDesign } from "../design/empty.ts";
import type { Design, Part } from "../design/types.ts";
import { checkDesign } from "./compile/compile-design.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { createRun, runDesign } from "./run.ts";
import { drawing } from "../../test/support/drawing.ts";

/** A source, stations and a sink; the wires go down the row and begin again with the source when there are more of them. */
function drawn(parts: number, wires: number, row = parts): Design {
  const kinds = Array.from({ length: parts }, (_, i) => (i === 0 ? "poisson-source" : i === row - 1 ? "sink" : "service"));
  return {
    ...emptyDesign("A row of parts"),
    system: {
      parts: kinds.map((kind, i) => ({ id: `p${i}`, kind, title: `p${i}`, position: { x: i, y: 0 }, settings: {} })),
      wires: Array.from({ length: wires }, (_, i) => ({
        id: `w${i}`,
        from: { part: `p${i % (row - 1)}`, port: "out" },
        to: { part: `p${(i % (row - 1)) + 1}`, port: "in" },
      })),
    },
    workload: { durationMs: 60_000 },
  };
}

const codes = (design: Design): string[] => checkDesign(design, null).map(({ code }) => code);

test("a drawing has 500 parts and 2,000 wires at most, and one more of either is refused (E23)", () => {
  expect(codes(drawn(500, 2000, 3))).not.toContain("too-large");
  expect(codes(drawn(501, 2000, 3))).toContain("too-large");
  expect(codes(drawn(500, 2001, 3))).toContain("too-large");
});

test("a run ends at its limit of record-hops with what it has, and says so (E23)", () => {
  expect(DEFAULT_LIMITS.recordHops).toBe(100_000_000);
  const design = drawn(4, 3);
  const whole = runDesign({ design, scenario: null, seed: 1, faults: [] }).outcome;
  const capped = runDesign({ design, scenario: null, seed: 1, faults: [], limits: { recordHops: 1000 } }).outcome;
  if (whole.status !== "finished" || capped.status !== "capped") throw new Error(`${whole.status}, ${capped.status}`);
  expect(capped.limit).toBe("recordHops");
  expect(capped.cap).toMatch(/^The run ended at 1,000 record-hops, its limit, after [\d.,]+ s of [\d.,]+ s of simulated time\. Shorten/);
  expect(capped.result.ledger.produced).toBeGreaterThan(0);
  expect(capped.result.ledger.produced).toBeLessThan(whole.result.ledger.produced);
  expect(capped.result.ledger.balanced).toBe(true);
});

/** A source, layers of parts that are each wired to every part of the next layer, and a sink. */
function layered(layers: number, across: number): Design {
  const ids = Array.from({ length: layers }, (_, layer) => Array.from({ length: across }, (__, i) => `p${layer}-${i}`));
  const rows = [["src"], ...ids, ["out"]];
  const part = (id: string): Part => ({
    id,
    kind: id === "src" ? "poisson-source" : id === "out" ? "sink" : "service",
    title: id,
    position: { x: 0, y: 0 },
    settings: id === "src" ? { ratePerSecond: 1 } : {},
  });
  return {
    ...emptyDesign("Layers"),
    system: {
      parts: rows.flat().map(part),
      wires: rows
        .slice(1)
        .flatMap((row, i) => rows[i].flatMap((from) => row.map((to) => [from, to] as const)))
        .map(([from, to]) => ({ id: `${from}>${to}`, from: { part: from, port: "out" }, to: { part: to, port: "in" } })),
    },
    workload: { durationMs: 20_000, drainMs: 60_000 },
  };
}

test("a record that becomes 512 copies is counted as any other (E20)", () => {
  const { outcome } = runDesign({ design: layered(9, 2), scenario: null, seed: 1, faults: [] });
  if (outcome.status !== "finished") throw new Error(outcome.status);
  const { ledger, nodes, verdict } = outcome.result;
  expect([ledger.delivered, ledger.inFlight, ledger.balanced, verdict.pass]).toEqual([ledger.produced, 0, true, true]);
  expect(nodes.out.arrivals).toBe(512 * ledger.produced);
});

test("hundreds of parts that each may lose a record are a run, and its books balance (E20)", () => {
  const { outcome } = runDesign({ design: layered(480, 1), scenario: null, seed: 1, faults: [] });
  if (outcome.status !== "finished") throw new Error(outcome.status);
  const { ledger } = outcome.result;
  expect([ledger.delivered, ledger.inFlight, ledger.balanced]).toEqual([ledger.produced, 0, true]);
}, 120_000);

test("a drawing that makes more than 65,536 copies of a record is refused with the part where that happens (E20)", () => {
  expect(createRun({ design: layered(16, 2), scenario: null, seed: 1, faults: [] }).ok).toBe(true);
  const refused = createRun({ design: layered(17, 2), scenario: null, seed: 1, faults: [] });
  if (refused.ok) throw new Error("it was not refused");
  expect(refused.error.map(({ code, where }) => [code, where])).toEqual([["too-many-copies", "system.parts.out"]]);
  expect(refused.error[0].message).toContain("131,072 copies of each record would come to out");
});

test("books that do not balance fail the run, with a sentence that names the part (E20)", () => {
  const created = createRun({ design: layered(2, 1), scenario: null, seed: 1, faults: [] });
  if (!created.ok) throw new Error("refused");
  const run = created.value;
  while (!run.over) run.step();
  const { ledger } = run.machine.run;
  // As if a part had ended a record twice.
  ledger.end(0, ledger.code("dropped", "p1-0", "queue full"));
  expect(run.snapshot(0).ledger.balanced).toBe(false);
  const result = run.result(0);
  expect([result.ledger.balanced, result.verdict.pass]).toEqual([false, false]);
  expect(result.findings[0]).toMatchObject({ code: "books-unbalanced", severity: "error", where: "system.parts.p1-0" });
  expect(result.findings[0].message).toContain("do not balance at p1-0: 1 copies ended that were not open");
});

test("books that count a copy nobody holds fail the run too (E20)", () => {
  const created = createRun({ design: layered(2, 1), scenario: null, seed: 1, faults: [] });
  if (!created.ok) throw new Error("refused");
  const run = created.value;
  while (!run.over) run.step();
  run.machine.run.ledger.reopen(0);
  expect(run.result(0).findings[0].message).toContain("1 copies are open by the books, and parts and wires hold 0");
});

test("a ring of tasks that begin each other is no ring of records", () => {
  const drawn = drawing({
    parts: [
      { id: "raw", kind: "s3" },
      { id: "clean", kind: "glue-job" },
      { id: "figures", kind: "glue-job" },
      { id: "gold", kind: "s3" },
    ],
    wires: ["clean.done -> figures.start", "figures.done -> clean.start", "raw.objects -> clean.in", "figures.files -> gold.objects"],
  });
  const [finding] = checkDesign(drawn, null).filter(({ code }) => code === "ring");
  expect(finding.message).toBe(
    "These tasks wait for each other, so none of them can begin: clean → figures → clean. Remove one of the wires between them.",
  );
});

test("a ring is named as it goes round, at one of its wires", () => {
  const { system, ...rest } = layered(2, 1);
  const back = { id: "back", from: { part: "p1-0", port: "out" }, to: { part: "p0-0", port: "in" } };
  const [finding] = checkDesign({ ...rest, system: { ...system, wires: [...system.wires, back] } }, null).filter(
    ({ code }) => code === "ring",
  );
  expect(finding.message).toContain("p0-0 → p1-0 → p0-0.");
  expect(finding.where).toBe("system.wires.back");
});
