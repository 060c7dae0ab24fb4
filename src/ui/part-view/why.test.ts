import { describe, expect, test } from "vitest";
import type { Finding } from "../../base/finding.ts";
import { emptyDesign } from "../../design/empty.ts";
import type { Design } from "../../design/types.ts";
import type { NodeSample, RunSnapshot } from "../../result/snapshot.ts";
import { runStore, type RunState } from "../stores/run-store.ts";
import { whyOf } from "./why.ts";

const design: Design = {
  ...emptyDesign(),
  system: {
    parts: [
      { id: "kafka", kind: "kafka", title: "Events", position: { x: 0, y: 0 }, settings: {} },
      { id: "edge", kind: "api-gateway", title: "Front door", position: { x: 0, y: 0 }, settings: {} },
    ],
    wires: [],
  },
};

function sample(count: number, reason: string): NodeSample {
  return { ratePerSecond: 1, utilisation: null, queue: 0, state: "ok", figure: "", badge: count === 0 ? null : { count, reason } };
}

function run(change: Partial<RunState>, nodes: RunSnapshot["nodes"] = {}): RunState {
  const snapshot: RunSnapshot = {
    simulatedMs: 0,
    totalMs: 1,
    wallMs: 0,
    records: 0,
    nodes,
    wires: {},
    goals: [],
    log: [],
    ledger: {
      produced: 0,
      delivered: 0,
      filtered: 0,
      deduplicated: 0,
      inFlight: 0,
      expired: 0,
      dropped: {},
      redelivered: 0,
      balanced: true,
    },
    series: { atMs: new Float64Array(), columns: {} },
  };
  return { ...runStore.getState(), snapshot, ...change };
}

const acks: Finding = {
  code: "kafka.acks",
  severity: "warning",
  where: "system.parts.kafka.settings.acks",
  message: "acks 1 had confirmed what was not copied.",
};

describe("the reason under the drawing", () => {
  test("nothing to say while nothing is wrong", () => {
    expect(whyOf(run({ status: "running" }), design)).toBeNull();
  });

  test("the worst loss, with its count, place, cause and the setting a finding names", () => {
    const why = whyOf(
      run({ status: "running", findings: [acks] }, { edge: sample(12, "throttled"), kafka: sample(1284, "leader lost") }),
      design,
    );
    expect(why).toMatchObject({ head: "1,284 lost at Events.", cause: acks.message, part: "kafka", field: "acks" });
    expect(why?.action).toMatch(/^Change “/);
  });

  test("without a finding the reason of the badge, as a sentence", () => {
    const why = whyOf(run({ status: "running" }, { edge: sample(12, "throttled") }), design);
    expect(why).toMatchObject({
      head: "12 lost at Front door.",
      cause: "Throttled.",
      part: "edge",
      field: null,
      action: "Show Front door",
    });
  });

  test("a refusal is told at the top of the page, and not here again", () => {
    const refusal: Finding = { code: "x", severity: "error", where: "system.parts.edge", message: "It needs a wire." };
    expect(whyOf(run({ status: "refused", findings: [refusal] }, { edge: sample(12, "throttled") }), design)).toBeNull();
    expect(whyOf(run({ status: "running", findings: [] }, { edge: sample(12, "throttled") }), design)).not.toBeNull();
  });
});
