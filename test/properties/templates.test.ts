import { expect, test } from "vitest";
import { emptyDesign } from "../../src/design/empty.ts";
import { runDesign } from "../../src/simulate/run.ts";
import { templates } from "../../src/ui/add/templates.ts";

test.each(templates(null).map((template) => [template.id, template] as const))(
  "a free drawing that begins with %s runs, and what it makes arrives",
  (_, { fragment }) => {
    const design = { ...emptyDesign(), system: fragment };
    const { outcome } = runDesign({ design, scenario: null, seed: 1, faults: [], tables: false });
    if (outcome.status !== "finished") throw new Error(JSON.stringify(outcome));
    const { produced, delivered, inFlight } = outcome.result.ledger;
    expect(produced).toBeGreaterThan(100);
    expect(delivered).toBe(produced);
    expect(inFlight).toBe(0);
    const shows = fragment.parts.find(({ kind }) => ["sink", "druid", "redshift"].includes(kind));
    expect(outcome.result.latency[shows?.id ?? ""]?.count).toBeGreaterThan(100);
  },
);
