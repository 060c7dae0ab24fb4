import { expect } from "vitest";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run } from "../../src/simulate/run.ts";
import { drawing } from "./drawing.ts";
import { listening } from "./listening.ts";

export type Change = { readonly [part: string]: Settings };
export type RankedOptions = { readonly faults?: readonly FaultSpec[]; readonly windowMs?: number; readonly seed?: number };
type Drawn = Parameters<typeof drawing>[0];

/** Events -> log -> vectors -> index <- API: ranked at the moment of the request, in its smallest form. */
export const indexDrawing = (change: Change = {}): Drawn => ({
  parts: [
    { id: "users", kind: "web-app" },
    { id: "events", kind: "kafka", settings: { partitions: 4, ...change["events"] } },
    { id: "train", kind: "model-training", settings: { everyEvents: 3000, startUpMs: 1000, dims: 16, ...change["train"] } },
    {
      id: "update",
      kind: "stream-worker",
      settings: { instances: 2, workTime: { constant: 0.5 }, logic: "update-embeddings", ...change["update"] },
    },
    { id: "index", kind: "vector-index", settings: { probes: null, kept: 10, buildOverheadMs: 5000, ...change["index"] } },
    { id: "api", kind: "recommendation-api" },
  ],
  wires: [
    "users.events -> events.produce",
    "events.consume -> train.in",
    "events.consume -> update.in",
    "train.model -> update.model",
    "train.model -> index.model",
    "update.out -> index.vectors",
    "users.requests -> api.requests",
    "api.reads -> index.search",
  ],
});

/** A run of a drawing among listeners that has not begun. */
export function startOf(drawn: Drawn, { faults = [], windowMs, seed = 1 }: RankedOptions = {}): Run {
  const made = createRun({
    design: drawing(drawn),
    scenario: listening(),
    seed,
    faults,
    ...(windowMs === undefined ? {} : { windowMs }),
  });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

/** A whole run, with the machine still there to look into. */
export function ranOf(drawn: Drawn, options: RankedOptions = {}): Run {
  const run = startOf(drawn, options);
  while (!run.over) run.step();
  expect(run.result(0).ledger.balanced).toBe(true);
  return run;
}

export const qualityOf = (result: RunResult): NonNullable<RunResult["recommendation"]> => {
  if (result.recommendation === undefined) throw new Error("nothing was judged");
  return result.recommendation;
};

export const refusedIn = (result: RunResult): number =>
  Object.values(result.requests ?? {}).reduce((sum, { refused }) => sum + Object.values(refused).reduce((all, n) => all + n, 0), 0);

/** The same with a model behind an endpoint: after the index, or alone and scoring every item. */
export const endpointDrawing = (front: "index" | "alone", change: Change = {}): Drawn => {
  const { parts, wires } = indexDrawing({ ...change, index: { results: 100, ...change["index"] } });
  const rank = { id: "rank", kind: "sagemaker-endpoint", settings: { kept: 10, deployMs: 5000, ...change["rank"] } };
  if (front === "index") return { parts: [...parts, rank], wires: [...wires, "train.model -> rank.model", "index.ranked -> rank.invoke"] };
  return {
    parts: [...parts.filter(({ id }) => id !== "index"), rank],
    wires: wires.map((wire) =>
      wire.replace("index.model", "rank.model").replace("index.vectors", "rank.vectors").replace("index.search", "rank.invoke"),
    ),
  };
};
