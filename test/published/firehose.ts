import type { Experiment } from "./experiment.ts";
import { startRun, stepTo } from "./observe.ts";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import type { Run } from "../../src/simulate/run.ts";

const GIB = 1024 ** 3;

function deliver(seed: number, source: Settings, delivery: Settings, seconds: number): Run {
  return startRun(seed, {
    parts: [
      { id: "load", kind: "poisson-source", settings: { arrivals: "constant", ...source } },
      { id: "delivery", kind: "firehose", settings: delivery },
      { id: "raw", kind: "s3" },
    ],
    wires: ["load.out -> delivery.in", "delivery.files -> raw.objects"],
    workload: { durationMs: seconds * 1000, drainMs: 1_000_000 },
  });
}

/** Share of the records that were let in, in %, when producers do not try again. */
function letIn(seed: number, source: Settings, delivery: Settings): number {
  const run = deliver(seed, source, { recordTtlMs: 0, bufferS: 60, ...delivery }, 20);
  while (!run.over) run.step();
  const { produced, delivered } = run.result(0).ledger;
  return (100 * delivered) / produced;
}

function filesPerHour(seed: number, source: Settings, delivery: Settings): number {
  const run = deliver(seed, source, delivery, 700);
  const store = must(run.machine.nodes.get("raw"), "no store");
  stepTo(run, 90_000);
  const before = store.usage().putRequests;
  stepTo(run, 690_000);
  return (store.usage().putRequests - before) * 6;
}

/** Bytes on the bill for each byte that was sent. */
function billedPerByte(seed: number, bytes: number): number {
  const run = deliver(seed, { ratePerSecond: 100, bytes }, { bufferS: 60 }, 20);
  while (!run.over) run.step();
  const { cost, ledger } = run.result(0);
  const gib = must(
    cost.lines.find((line) => line.node === "delivery"),
    "no bill",
  ).quantity;
  const monthly = (ledger.produced * bytes * 730 * 3600) / 20;
  return (gib * GIB) / monthly;
}

export const firehoseContract: Experiment = {
  id: "firehose-contract",
  title: "Firehose: quotas, buffers and what is billed",
  evidence: "documented",
  source: "Amazon Kinesis Data Firehose developer guide, GitHub awsdocs, March 2023",
  setUp:
    "Put directly: 2,000 calls and 5 MiB a second. A buffer leaves by size or age, whichever is first. Records are billed in steps of 5 KB.",
  drawn: "A source with constant gaps, Firehose, S3; producers that do not try again where the quota is asked for.",
  fitted: null,
  rows: (seed) => {
    const share = { quantity: "share", unit: "% taken", digits: 1 } as const;
    const count = { quantity: "throughput", unit: "files/h", digits: 0 } as const;
    const small = { ratePerSecond: 10, bytes: 200 };
    const steady = { ratePerSecond: 1024, bytes: 1024 };
    return [
      {
        ...share,
        what: "3,000 calls/s of one record",
        published: 66.7,
        predicted: letIn(seed, { ratePerSecond: 3000, bytes: 100 }, { recordsPerRequest: 1 }),
      },
      { ...share, what: "8 MiB/s in full calls", published: 62.5, predicted: letIn(seed, { ratePerSecond: 8192, bytes: 1024 }, {}) },
      { ...count, what: "little traffic, 60 s", published: 60, predicted: filesPerHour(seed, small, { bufferS: 60 }) },
      { ...count, what: "1 MiB/s, 5 MiB or 300 s", published: 720, predicted: filesPerHour(seed, steady, { bufferMb: 5, bufferS: 300 }) },
      {
        what: "a record of 200 B",
        published: 25.6,
        predicted: billedPerByte(seed, 200),
        quantity: "count",
        unit: "bytes billed per byte",
        digits: 1,
      },
    ];
  },
};
