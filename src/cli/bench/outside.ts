import type { ComparedRow, OutsideSection } from "./builds/against.ts";
import { batchRows } from "./batch.ts";
import { MEMORY_DESIGNS, memoryRows } from "./memory.ts";
import { sparseRows } from "./sparse.ts";

const bundled = (scenario: string, design: string): ComparedRow => ({
  row: `${scenario} @${design}`,
  argvOf: () => ["--scenario", scenario, "--design", `@${design}`, "--seed", "1"],
});

/** Bundled designs, everything on, as they come. */
const PRODUCT: readonly ComparedRow[] = [
  bundled("ios-engagement", "starter"),
  bundled("ios-engagement", "druid"),
  bundled("ios-engagement", "athena"),
  bundled("spotify-recommendations", "streaming"),
  bundled("ecommerce-recommendations", "starter"),
];

/** Sections that need nothing of a build but `quadrant run`, so that a build whose bench lacks them can be measured too. */
export const OUTSIDE: readonly OutsideSection[] = [
  { id: "product", rows: () => PRODUCT },
  { id: "sparse", rows: sparseRows },
  { id: "batch", rows: batchRows },
  { id: "memory", rows: memoryRows, lengthsOf: MEMORY_DESIGNS },
];
