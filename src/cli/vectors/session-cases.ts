import { windowStart } from "../../engine/rows/aligned-windows.ts";
import { readConfig } from "./session-config.ts";
import { SessionReplay } from "./session-replay.ts";
import { MalformedVector, listOf, numberOf, objectOf, runCase, same, textOf } from "./vector-json.ts";
import type { CaseResult, JsonObject } from "./vector-json.ts";

/** Runs one vector of "vectors" in a session file. */
export function runSessionCase(value: unknown): CaseResult {
  const vector = objectOf(value, "vector");
  return runCase(textOf(vector["id"], "vector.id"), () => {
    const config = readConfig(textOf(vector["engine"], "vector.engine"), objectOf(vector["config"], "vector.config"));
    const replay = new SessionReplay(config);
    replay.run(listOf(vector["steps"], "vector.steps"));
    const expect = objectOf(vector["expect"], "vector.expect");
    return Object.keys(expect).flatMap((name) => checkExpectation(name, expect[name], replay));
  });
}

function checkExpectation(name: string, expected: unknown, replay: SessionReplay): string[] {
  const after = /^result_after_step_(\d+)$/.exec(name);
  if (after) return compareSets(name, expected, replay.sessionsAfter[Number(after[1]) - 1] ?? []);
  switch (name) {
    case "emitted":
    case "emitted_final":
      return compareSets(name, expected, replay.emitted);
    case "emitted_per_step":
      return listOf(expected, name).flatMap((list, step) => {
        return compareSets(
          `${name}[${step}]`,
          list,
          replay.emitted.filter((one) => one.step === step),
        );
      });
    case "emitted_by_step":
      return replay.emitted.every((one) => one.step <= numberOf(expected, name))
        ? []
        : [`${name}: a result came after step ${String(expected)}`];
    case "late":
      return compareSets(name, expected, replay.late);
    case "late_count":
    case "dropped_count":
    case "dropped_by_watermark":
      return compareValue(name, expected, replay.late.length);
    case "sessions":
    case "store":
    case "store_all":
    case "result_after_last_step":
      return compareSets(name, expected, replay.allSessions());
    case "updates":
      return compareLists(name, expected, replay.updates);
    case "assigned_windows":
      return compareSets(name, expected, replay.assigned);
    case "kept":
      return compareValue(
        name,
        expected,
        replay.kept.map((event) => event.t),
      );
    case "kept_keys":
      return listOf(expected, name)
        .filter((key) => !replay.kept.some((event) => event.key === key))
        .map((key) => `${name}: ${String(key)} was refused`);
    case "counts_in_start_order":
      return compareValue(name, expected, countsInStartOrder(replay));
    case "watermark_after_step":
      return compareValue(name, expected, replay.watermarks);
    case "output_watermark_hold_after_step":
      return compareValue(name, expected, replay.holds);
    case "pane_contents":
      return comparePanes(name, objectOf(expected, name), replay);
    case "merged":
      return compareMergeGroups(name, expected, replay);
    case "result_after_each":
      return compareValue(name, expected, replay.windowAfter);
    case "merged_on_step":
      return compareValue(name, expected, replay.mergedOnStep);
    case "final":
      return compareValue(name, expected, finalWindows(replay));
    default:
      throw new MalformedVector(`the expectation "${name}" is not known`);
  }
}

function compareValue(name: string, expected: unknown, actual: unknown): string[] {
  return same(expected, actual) ? [] : [`${name}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`];
}

/** Collections are equal in any order: the engines do not promise one. */
function fits(expected: JsonObject, actual: JsonObject): boolean {
  return Object.keys(expected).every((field) => {
    const wanted = expected[field];
    const got = actual[field];
    if (same(wanted, got)) return true;
    return field === "agg" && Array.isArray(wanted) && Array.isArray(got) && same([...wanted].sort(), [...got].sort());
  });
}

/** Every expected row has exactly one actual row and none is left over; the order is not compared. */
function compareSets(name: string, expected: unknown, actual: readonly JsonObject[]): string[] {
  const rest = [...actual];
  const faults: string[] = [];
  for (const value of listOf(expected, name)) {
    const row = objectOf(value, name);
    const at = rest.findIndex((one) => fits(row, one));
    if (at < 0) faults.push(`${name}: missing ${JSON.stringify(row)}`);
    else rest.splice(at, 1);
  }
  return [...faults, ...rest.map((row) => `${name}: not expected ${JSON.stringify(row)}`)];
}

function compareLists(name: string, expected: unknown, actual: readonly JsonObject[]): string[] {
  const wanted = listOf(expected, name).map((value) => objectOf(value, name));
  const equal = wanted.length === actual.length && wanted.every((row, i) => fits(row, actual[i]!));
  return equal ? [] : [`${name}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(actual)}`];
}

function countsInStartOrder(replay: SessionReplay): unknown[] {
  const sessions = replay.allSessions();
  return sessions.sort((a, b) => Number(a["start"]) - Number(b["start"])).map((session) => session["agg"]);
}

function comparePanes(name: string, expected: JsonObject, replay: SessionReplay): string[] {
  const contents = (pane: string): unknown => {
    const panes = pane === "final" ? replay.emitted : replay.emitted.filter((one) => one["pane"] === pane);
    const values = panes.at(-1)?.["values"];
    return Array.isArray(values) ? [...values].sort() : null;
  };
  return Object.keys(expected).flatMap((pane) => {
    const wanted = [...listOf(expected[pane], `${name}.${pane}`)].sort();
    return compareValue(`${name}.${pane}`, wanted, contents(pane));
  });
}

function compareMergeGroups(name: string, expected: unknown, replay: SessionReplay): string[] {
  const text = (group: JsonObject): JsonObject => ({
    from: listOf(group["from"], "merged.from")
      .map((window) => JSON.stringify(window))
      .sort(),
    to: group["to"],
  });
  const wanted = listOf(expected, name).map((group) => text(objectOf(group, name)));
  return compareSets(
    name,
    wanted,
    replay.mergeGroups.map((group) => text(group)),
  );
}

function finalWindows(replay: SessionReplay): number[][] {
  const windows = replay.allSessions().map((session) => [Number(session["start"]), Number(session["end"])]);
  return windows.sort((a, b) => a[0]! - b[0]!);
}

/** The cases of "tumbling_start_vectors": one result per time. */
export function runTumblingCases(value: unknown): CaseResult[] {
  const cases = listOf(objectOf(value, "tumbling_start_vectors")["cases"], "tumbling_start_vectors.cases");
  return cases.flatMap((one) => {
    const { size, offset, t_to_start: pairs } = objectOf(one, "tumbling case");
    return listOf(pairs, "t_to_start").map((pair) => {
      const [time, start] = listOf(pair, "t_to_start pair");
      return runCase(`tumbling-${String(size)}-${String(offset)}-${String(time)}`, () => {
        return compareValue("start", start, windowStart(numberOf(time, "t"), numberOf(size, "size"), numberOf(offset, "offset")));
      });
    });
  });
}
