import { emptyDesign } from "../../src/design/empty.ts";
import type { Design, OwnWorkload, Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { RunResult } from "../../src/result/result.ts";
import { runDesign } from "../../src/simulate/run.ts";

export type Drawing = {
  readonly parts: readonly { readonly id: string; readonly kind: string; readonly settings?: Settings }[];
  /** `from.port -> to.port` */
  readonly wires: readonly string[];
  readonly seed?: number;
  readonly workload?: OwnWorkload;
  readonly faults?: readonly FaultSpec[];
};

/** A design from a few words: the parts in a row, the wires as text. */
export function drawing({ parts, wires, seed = 1, workload }: Drawing): Design {
  return {
    ...emptyDesign("Drawn in a test"),
    seed,
    system: {
      parts: parts.map(({ id, kind, settings = {} }, i) => ({ id, kind, title: id, position: { x: i * 240, y: 0 }, settings })),
      wires: wires.map((text, i) => {
        const [from, to] = text.split(" -> ").map((end) => ({ part: end.split(".")[0], port: end.split(".")[1] }));
        return { id: `w${i}`, from, to };
      }),
    },
    ...(workload === undefined ? {} : { workload }),
  };
}

/** Runs a drawing without a scenario; a refusal is a broken test and says why. */
export function runDrawing(input: Drawing): RunResult {
  const { outcome } = runDesign({ design: drawing(input), scenario: null, seed: input.seed ?? 1, faults: input.faults ?? [] });
  if (outcome.status !== "finished") throw new Error(`${outcome.status}: ${JSON.stringify(outcome)}`);
  return outcome.result;
}
