import { expect, test } from "vitest";
import { createStream } from "../../src/base/rng.ts";
import { runDrawing } from "../support/drawing.ts";
import type { Drawing } from "../support/drawing.ts";
import { promise } from "../support/promise.ts";

const CASES = 20;

/** A source, a station and a sink whose names begin with `name`. */
function line(name: string, random: ReturnType<typeof createStream>): Pick<Drawing, "parts" | "wires"> {
  const ratePerSecond = 5 + random.nextBelow(40);
  const servers = 1 + random.nextBelow(3);
  return {
    parts: [
      { id: `${name}-source`, kind: "poisson-source", settings: { ratePerSecond } },
      { id: `${name}-desk`, kind: "service", settings: { servers, serviceTime: { exponential: 10 + random.nextBelow(60) } } },
      { id: `${name}-out`, kind: "sink" },
    ],
    wires: [`${name}-source.out -> ${name}-desk.in`, `${name}-desk.out -> ${name}-out.in`],
  };
}

test("a part that was not touched draws what it drew before another was added, moved before it, or changed", () => {
  for (let seed = 1; seed <= CASES; seed += 1) {
    const random = createStream(seed, "own draws");
    const [mine, other, changed] = [line("mine", random), line("other", random), line("other", random)];
    const run = (...lines: (typeof mine)[]) => {
      const drawn = { parts: lines.flatMap(({ parts }) => parts), wires: lines.flatMap(({ wires }) => wires) };
      const { latency, nodes } = runDrawing({ ...drawn, seed, workload: { durationMs: 20_000 } });
      return { latency: latency["mine-out"], source: nodes["mine-source"], desk: nodes["mine-desk"] };
    };
    const alone = run(mine);
    expect(alone.latency?.count, `seed ${seed}`).toBeGreaterThan(40);
    expect(run(mine, other), `seed ${seed}`).toEqual(alone);
    expect(run(other, mine), `seed ${seed}`).toEqual(alone);
    expect(run(mine, changed), `seed ${seed}`).toEqual(alone);
  }
  promise(7, `${CASES} seeds, a line beside it added, put first and changed: ${3 * CASES} of ${3 * CASES} equal to the last digit`);
});
