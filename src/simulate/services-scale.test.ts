import { expect, test } from "vitest";
import { drawing } from "../../test/support/drawing.ts";
import { FEW_SERVICES, servicesScenario } from "../../test/support/few-services.ts";
import type { Scenario } from "../scenario/types.ts";
import { createRun } from "./run.ts";

function ran(scenario: Scenario, volume = 1) {
  const created = createRun({
    design: drawing({
      parts: [
        { id: "services", kind: "upstream-services", settings: { volume } },
        { id: "stream", kind: "kinesis-data-streams" },
        { id: "delivery", kind: "firehose" },
        { id: "raw", kind: "s3" },
      ],
      wires: ["services.events -> stream.produce", "stream.consume -> delivery.in", "delivery.files -> raw.objects"],
    }),
    scenario,
    seed: 3,
    faults: [],
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  return created.value.result(0);
}

/** Rows of `times` as many events, each of a part of the bytes: the same rows, said in another unit. */
function scaled(times: number): Scenario {
  const base = servicesScenario();
  const list = FEW_SERVICES.list.map((service) => ({ ...service, bytes: (service.bytes * 20) / times }));
  const measures = ["rate.meanPerSecond", "rate.peakPerSecond", "bytes.perDay"].map((metric) => ({
    id: metric,
    label: metric,
    unit: "",
    metric,
  }));
  return {
    ...base,
    measures,
    workload: { ...base.workload, monthlyMeanEventsPerSecond: 10 * times, services: { ...FEW_SERVICES, eventsPerRow: times, list } },
  };
}

test("a row that stands for more events makes rates of events higher, and bytes and files what they were", () => {
  const [one, many] = [ran(scaled(1)), ran(scaled(20))];
  const measure = (result: typeof one, metric: string): number => result.measures?.[metric] ?? Number.NaN;
  for (const metric of ["rate.meanPerSecond", "rate.peakPerSecond"])
    expect(measure(many, metric)).toBeCloseTo(20 * measure(one, metric), 6);
  expect(measure(many, "bytes.perDay")).toBeCloseTo(measure(one, "bytes.perDay"), 0);
  expect(many.tables["files"]).toBe(one.tables["files"]);
  expect(many.ledger).toEqual(one.ledger);
  const bytes = ({ cost }: typeof one) =>
    cost.lines.find(({ node, dimension }) => node === "raw" && dimension === "Storage, Standard")?.quantity;
  expect(bytes(many)).toBeCloseTo(bytes(one) ?? Number.NaN, 6);
});

test("who looks at the run is told", () => {
  const codes = ({ findings }: ReturnType<typeof ran>) => findings.map(({ code }) => code);
  expect(codes(ran(scaled(20)))).toContain("scaled-rows");
  expect(codes(ran(scaled(1)))).not.toContain("scaled-rows");
});

test("a stream takes and bills the records a row stands for, not the row (U2)", () => {
  const { cost, ledger } = ran(scaled(20));
  const billed = (dimension: string) => cost.lines.find((line) => line.dimension === dimension)?.quantity ?? Number.NaN;
  expect(ledger.dropped).toEqual({});
  // 200 events a second, of which none has 5 KB.
  const events = 200 * 730 * 3600;
  expect(billed("Put units of 25 KB") / (events / 1e6)).toBeCloseTo(1, 6);
  expect(billed("Data in, records rounded up to 5 KB") / ((events * 5 * 1024) / 1024 ** 3)).toBeCloseTo(1, 6);
});

test("a part that grows is ten times as many bytes and events a month, in the same rows (U2)", () => {
  const [today, grown] = [ran(scaled(20)), ran(scaled(20), 10)];
  // Standard holds the names of what is archived too, 8 KB an object however large it is.
  const kept = ({ cost }: typeof today) =>
    cost.lines.find(({ node, dimension }) => node === "raw" && dimension === "Storage, Infrequent Access")?.quantity;
  expect(grown.ledger.produced).toBe(today.ledger.produced);
  expect(grown.measures?.["bytes.perDay"]).toBeCloseTo(10 * (today.measures?.["bytes.perDay"] ?? Number.NaN), 0);
  expect(grown.measures?.["rate.meanPerSecond"]).toBeCloseTo(10 * (today.measures?.["rate.meanPerSecond"] ?? Number.NaN), 6);
  expect((kept(grown) ?? Number.NaN) / (kept(today) ?? Number.NaN)).toBeCloseTo(10, 3);
  expect(grown.findings.map(({ message }) => message).join()).toContain("stands for 200 events");
});
