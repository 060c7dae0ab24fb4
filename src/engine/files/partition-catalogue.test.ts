import { expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import { createRun } from "../../simulate/run.ts";

/** Files of one minute, listed by a scheduled registrar or by nobody. */
function registered(registrar: boolean): readonly (number | undefined)[] {
  const created = createRun({
    design: drawing({
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 20 } },
        { id: "hose", kind: "firehose" },
        { id: "lake", kind: "s3" },
        ...(registrar ? [{ id: "crawler", kind: "lambda-partition-discovery" }] : []),
        { id: "glue", kind: "glue-catalog" },
        { id: "athena", kind: "athena" },
        { id: "people", kind: "dashboard" },
      ],
      wires: [
        "load.out -> hose.in",
        "hose.files -> lake.objects",
        "lake.objects -> athena.data",
        ...(registrar ? ["lake.objects -> crawler.objects", "crawler.partitions -> glue.partitions"] : []),
        "glue.tables -> athena.catalog",
        "athena.rows -> people.rows",
      ],
      workload: { durationMs: 600_000, drainMs: 7_200_000 },
    }),
    scenario: null,
    seed: 1,
    faults: [],
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const usage = run.machine.nodes.get("glue")?.usage();
  return [usage?.["partitionsRegistered"], usage?.["requests"]];
}

test("a catalogue pays for what was registered: nothing by nobody, each partition once", () => {
  expect(registered(false)).toEqual([0, 0]);
  expect(registered(true)).toEqual([1, 1]);
});
