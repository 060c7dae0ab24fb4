import type { Experiment } from "./experiment.ts";
import { constant } from "../../src/base/sampler.ts";
import { CLOCK_BITS } from "../../src/catalogue/families/items/id-generator.ts";
import { NO_ENDPOINT, NOTHING } from "../../src/engine/calls/calls.ts";
import type { Call } from "../../src/engine/calls/calls.ts";
import { IdGenerator } from "../../src/engine/requests/id-generator.ts";
import { RowQueue } from "../../src/engine/rows/row-queue.ts";
import { callRun, finish } from "../support/call-run.ts";

/** Ids that one server gives within the first unit of time in which more are wanted than it has. */
function idsInOneUnit(scheme: keyof typeof CLOCK_BITS, wanted: number): number {
  const run = callRun(1, 10_000);
  const wire = new RowQueue("to ids");
  const bits = CLOCK_BITS[scheme];
  const part = new IdGenerator(
    "ids",
    run,
    { calls: [wire] },
    { servers: 1, scheme: bits, handOut: constant(0), loggedAhead: 0, clockBack: "refuses" },
  );
  const askedAt = 3 * bits.unitMs;
  let atOnce = 0;
  const holder = {
    returned: (call: Call, at: number) => {
      if (at < askedAt + bits.unitMs) atOnce++;
      run.desk.calls.release(call);
    },
  };
  for (let i = 0; i < wanted; i++) {
    const about = { parent: null, key: 1, op: "keys", endpoint: NO_ENDPOINT, row: NOTHING, bytes: 1, deadlineAt: Infinity } as const;
    run.desk.calls.send(wire, askedAt, run.desk.calls.make(holder, about, askedAt).ref);
  }
  finish(run, [part], 1000);
  return atOnce;
}

export const idLimits: Experiment = {
  id: "id-limits",
  title: "Ids by the clock: as many as their bits",
  evidence: "documented",
  source:
    "README of twitter/snowflake, 2010; Instagram Engineering, “Sharding & IDs at Instagram”, 2012; Grokking the System Design Interview, 2019",
  setUp: "41 bits of ms, 10 of worker, 12 of sequence; 41, 13 of shard, 10; 31 bits of seconds and 9.",
  drawn: "One server of the id generator, asked at one instant for more ids than a unit of time has.",
  fitted: null,
  rows: () => [
    {
      what: "Snowflake, a ms and worker",
      published: 4096,
      predicted: idsInOneUnit("twitter", 5000),
      quantity: "count",
      unit: "ids",
      digits: 0,
    },
    {
      what: "Instagram, a ms and shard",
      published: 1024,
      predicted: idsInOneUnit("instagram", 5000),
      quantity: "count",
      unit: "ids",
      digits: 0,
    },
    {
      what: "seconds and nine bits, a second",
      published: 512,
      predicted: idsInOneUnit("seconds", 1000),
      quantity: "count",
      unit: "ids",
      digits: 0,
    },
  ],
};
