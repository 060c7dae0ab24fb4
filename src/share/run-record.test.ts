import { describe, expect, test } from "vitest";
import goldenRun from "./golden-run-1.json" with { type: "json" };
import { promise } from "../../test/support/promise.ts";
import { createStream } from "../base/rng.ts";
import { parseRunRecord, RUN_VERSION, runFileName, runName } from "./run-record.ts";

/** A copy in which one place, named by its path, holds something else; undefined takes it out. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(goldenRun) as unknown as { [key: string]: unknown };
  const names = path.split(".");
  const last = names.pop() ?? "";
  let at = copy;
  for (const name of names) at = at[name] as typeof at;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

const codeOf = (value: unknown): string => {
  const parsed = parseRunRecord(value);
  return parsed.ok ? "ok" : parsed.error.code;
};

describe("a kept run", () => {
  test("the golden record of version 1 still opens, and still says what it said", () => {
    const parsed = parseRunRecord(goldenRun);
    if (!parsed.ok) throw new Error(parsed.error.message);
    expect(parsed.value.name).toBe("Second seed");
    expect(parsed.value.result).toEqual(goldenRun.result);
    expect(parsed.value.faults).toEqual(goldenRun.faults);
    expect(parsed.value.design.system.parts.map((part) => part.id)).toContain("kafka");
    promise(11, `kept runs: ${RUN_VERSION} of ${RUN_VERSION} versions there are`);
  });

  test("what an older engine found is shown as it was found", () => {
    const parsed = parseRunRecord(changed("result.engine.version", "0.0.1"));
    expect(parsed.ok && parsed.value.result.engine.version).toBe("0.0.1");
  });

  test("one of a newer version is refused, and says what to do", () => {
    const parsed = parseRunRecord(changed("version", RUN_VERSION + 1));
    expect(parsed).toMatchObject({ ok: false, error: { code: "run.newer" } });
    promise(12, "a kept run of a newer version: refused and left as it is");
  });

  test.each([
    ["nothing", undefined],
    ["a text", "run"],
    ["a list", [goldenRun]],
    ["another format", changed("format", "quadrant-design")],
    ["no version", changed("version", undefined)],
    ["a goal that is no figure", changed("result.verdict.goals.0.actual", "12")],
    ["a ledger without a figure", changed("result.ledger.delivered", undefined)],
    ["an infinite bill", changed("result.cost.monthlyUsd", Number.POSITIVE_INFINITY)],
    ["a design that is none", changed("design.system", 7)],
    ["a fault that is none", changed("faults.pressed.0", { fault: 1 })],
  ])("%s is refused", (_, value) => expect(codeOf(value)).toBe("run.damaged"));

  test("cut anywhere, or with a sign flipped, it opens whole or is refused", () => {
    const text = JSON.stringify(goldenRun);
    const random = createStream(1, "damaged runs");
    const codes = new Set<string>();
    for (let trial = 0; trial < 300; trial += 1) {
      const at = random.nextBelow(text.length);
      const damaged =
        trial % 2 === 0 ? text.slice(0, at) : `${text.slice(0, at)}${String.fromCharCode(33 + random.nextBelow(90))}${text.slice(at + 1)}`;
      let value: unknown;
      try {
        value = JSON.parse(damaged);
      } catch {
        continue;
      }
      codes.add(codeOf(value));
    }
    expect([...codes].every((code) => ["ok", "run.damaged", "run.newer"].includes(code))).toBe(true);
  });
});

test("a name is one line of at most 120 characters, and a file is called after design, seed and day", () => {
  expect(runName("  a\n b ".repeat(60))).toHaveLength(120);
  const parsed = parseRunRecord(changed("endedAtMs", Date.UTC(2026, 10, 30)));
  if (!parsed.ok) throw new Error(parsed.error.message);
  expect(runFileName(parsed.value)).toMatch(/^[a-z0-9-]+-seed-2-2026-11-30\.run\.json$/);
});
