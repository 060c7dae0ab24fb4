import { describe, expect, test } from "vitest";
import { emptyDesign } from "../../design/empty.ts";
import type { Design, Part, Wire } from "../../design/types.ts";
import { placeOf, problemsOf } from "./part-problems.ts";

function part(id: string, kind: string, settings: Part["settings"] = {}): Part {
  return { id, kind, title: id, position: { x: 0, y: 0 }, settings };
}

function wire(from: string, to: string): Wire {
  const [fromPart = "", fromPort = ""] = from.split(".");
  const [toPart = "", toPort = ""] = to.split(".");
  return { id: `${from}-${to}`, from: { part: fromPart, port: fromPort }, to: { part: toPart, port: toPort } };
}

function drawing(parts: readonly Part[], wires: readonly Wire[] = []): Design {
  return { ...emptyDesign(), system: { parts, wires } };
}

const queue = [part("source", "poisson-source"), part("service", "service"), part("sink", "sink")];

describe("what is wrong with a part, before any run", () => {
  test("nothing, when every needed port is wired", () => {
    expect(problemsOf(drawing(queue, [wire("source.out", "service.in"), wire("service.out", "sink.in")]), []).size).toBe(0);
  });

  test("a needed port without a wire", () => {
    const problems = problemsOf(drawing(queue, [wire("source.out", "service.in")]), []);
    expect([...problems.keys()]).toEqual(["sink"]);
  });

  test("a setting out of range, with its field", () => {
    const [problem] = problemsOf(drawing([part("kafka", "kafka", { partitions: -1 })]), []).get("kafka") ?? [];
    expect(problem?.field).toBe("partitions");
  });

  test("a kind nobody knows", () => {
    expect(problemsOf(drawing([part("x", "time-machine")]), []).get("x")?.[0]?.message).toContain("time-machine");
  });

  test("a wire that cannot be, on the part it leads to", () => {
    const problems = problemsOf(
      drawing([part("source", "poisson-source"), part("board", "dashboard")], [wire("source.out", "board.rows")]),
      [],
    );
    expect(problems.get("board")?.some((problem) => problem.message.includes("Remove the wire"))).toBe(true);
  });

  test("what a refused run named is added once, and notes are not", () => {
    const design = drawing([part("kafka", "kafka", { partitions: -1 })]);
    const where = "system.parts.kafka.settings.partitions";
    const findings = [
      { code: "a", severity: "error", where, message: "the same field again" },
      { code: "b", severity: "note", where: "system.parts.kafka", message: "a note" },
      { code: "c", severity: "warning", where: "system.parts.kafka", message: "a warning" },
    ] as const;
    const messages = problemsOf(design, findings)
      .get("kafka")
      ?.map((problem) => problem.message);
    expect(messages).toContain("a warning");
    expect(messages).not.toContain("a note");
    expect(messages).not.toContain("the same field again");
  });
});

test("a finding points at a part and a setting, or at neither", () => {
  const at = (where: string) => placeOf({ code: "", severity: "error", where, message: "" });
  expect(at("system.parts.kafka.settings.acks")).toEqual({ part: "kafka", field: "acks" });
  expect(at("system.parts.kafka")).toEqual({ part: "kafka" });
  expect(at("api.endpoints.e1")).toBeNull();
  expect(at("system.parts.")).toBeNull();
});
