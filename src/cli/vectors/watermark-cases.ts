import { BoundedOutOfOrderness, WatermarkCombiner } from "../../engine/processing/watermarks.ts";
import { MalformedVector, listOf, numberOf, objectOf, runCase, same, textOf } from "./vector-json.ts";
import type { CaseResult, JsonObject } from "./vector-json.ts";

/** Runs one vector of "watermark_vectors". */
export function runWatermarkCase(value: unknown): CaseResult {
  const vector = objectOf(value, "watermark vector");
  return runCase(textOf(vector["id"], "vector.id"), () => {
    const kind = textOf(vector["kind"], "vector.kind");
    if (kind.startsWith("bounded")) return runBounded(vector, kind);
    if (kind.startsWith("min over")) return runCombiner(vector);
    throw new MalformedVector(`the watermark kind "${kind}" is not known`);
  });
}

function runBounded(vector: JsonObject, kind: string): string[] {
  const clock = new BoundedOutOfOrderness(numberOf(vector["delay"], "delay"), kind.includes("legacy") ? 0 : 1);
  const faults: string[] = [];
  let stage: JsonObject | null = vector;
  while (stage !== null) {
    for (const event of listOf(stage["events"] ?? [], "events")) clock.onEvent(numberOf(event, "event"));
    const wanted: unknown = stage["watermark_on_periodic_emit"];
    const got = Number.isFinite(clock.watermarkMs) ? clock.watermarkMs : null;
    // Before any event Flink answers the smallest 64-bit number.
    const none = wanted === null || wanted === "none" || (typeof wanted === "number" && wanted < -9e18);
    if (wanted !== undefined && !(none ? got === null : same(wanted, got))) faults.push(`expected ${String(wanted)}, got ${String(got)}`);
    stage = stage["then"] === undefined ? null : objectOf(stage["then"], "then");
  }
  return faults;
}

/** `out` of a step lists what goes downstream: watermarks, "idle" when the last input falls idle, "active" after it. */
function runCombiner(vector: JsonObject): string[] {
  const combiner = new WatermarkCombiner(numberOf(vector["channels"], "channels"));
  return listOf(vector["steps"], "steps").flatMap((value, i) => {
    const step = objectOf(value, "step");
    const channel = numberOf(step["channel"], "channel");
    const wasIdle = combiner.isIdle;
    const out: unknown[] = [];
    if (step["status"] === "idle") {
      if (combiner.onIdle(channel)) out.push(combiner.watermarkMs);
    } else if (step["status"] === "active") combiner.onActive(channel);
    else if (combiner.onWatermark(channel, numberOf(step["watermark"], "watermark"))) out.push(combiner.watermarkMs);
    if (!wasIdle && combiner.isIdle) out.push("idle");
    if (wasIdle && !combiner.isIdle) out.push("active");
    return same(step["out"], out) ? [] : [`step ${i}: expected ${JSON.stringify(step["out"])}, got ${JSON.stringify(out)}`];
  });
}
