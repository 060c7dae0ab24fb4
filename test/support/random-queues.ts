import { createStream } from "../../src/base/rng.ts";
import { erlangC } from "../../src/base/statistics.ts";
import type { Distribution } from "../../src/catalogue/contract.ts";
import type { StationLaw } from "./textbook.ts";
import { erlangMeasures, generalService, M, oneStation } from "./textbook.ts";
import type { TheoryCase } from "./theory.ts";

/** Squared variation of a law with mean 1; the numbers are drawn, so no list anywhere holds them. */
function drawLaw(random: { nextUniform(): number; nextBelow(n: number): number }): StationLaw {
  switch (random.nextBelow(5)) {
    case 0: {
      const half = random.nextUniform();
      return law("U", { uniform: [1 - half, 1 + half] }, (half * half) / 3);
    }
    case 1: {
      const k = 2 + random.nextBelow(9);
      return law(`E${k}`, { erlang: { k, meanMs: 1 } }, 1 / k);
    }
    case 2: {
      const sigma = 0.2 + random.nextUniform();
      const medianMs = Math.exp((-sigma * sigma) / 2);
      const p99Ms = medianMs * Math.exp(2.3263478740408408 * sigma);
      return law("LN", { lognormal: { medianMs, p99Ms } }, Math.exp(sigma * sigma) - 1);
    }
    case 3: {
      const p = 0.5 + 0.45 * random.nextUniform();
      const mean1Ms = 0.2 + 0.7 * random.nextUniform();
      const mean2Ms = (1 - p * mean1Ms) / (1 - p);
      const second = 2 * (p * mean1Ms * mean1Ms + (1 - p) * mean2Ms * mean2Ms);
      return law("H2", { hyperexponential: { p, mean1Ms, mean2Ms } }, second - 1);
    }
    default:
      return law("D", { constant: 1 }, 0);
  }
}

function law(name: string, distribution: Distribution, squaredVariation: number): StationLaw {
  return { name, law: distribution, squaredVariation };
}

/**
 * A queue drawn from a seed: half are M/M/c with 1 to 32 servers (mean and p99 of waits and responses, Erlang C), half are
 * M/G/1 with a drawn law (mean and p99 of waits, Pollaczek and Khinchine), at loads from 0.3 to 0.95.
 */
export function randomQueue(seed: number, records: number): TheoryCase {
  const random = createStream(seed, "textbook");
  const rho = 0.3 + 0.65 * random.nextUniform();
  const sizes = { records, recordsAt95: 3 * records, allRowsAt95: true };
  if (random.nextBelow(2) === 0) {
    const servers = 1 + random.nextBelow(32);
    // With hardly anyone waiting, means of waits are means of a few records: draw again.
    if (erlangC(servers, servers * rho) < 0.01) return randomQueue(seed + 1_000_003, records);
    return oneStation(`M/M/${servers}, seed ${seed},`, rho, servers, M, sizes, erlangMeasures(servers, rho));
  }
  const drawn = drawLaw(random);
  return oneStation(`M/${drawn.name}/1, seed ${seed},`, rho, 1, drawn, sizes, generalService(drawn, rho));
}
