import { expect, test } from "vitest";
import type { FaultSpec } from "../../../result/snapshot.ts";
import { createRun } from "../../../simulate/run.ts";
import type { Run } from "../../../simulate/run.ts";
import { drawing } from "../../../../test/support/drawing.ts";
import { FEW_SERVICES, servicesScenario } from "../../../../test/support/few-services.ts";
import { upstreamServices } from "./kind.ts";

function ran(settings: Readonly<Record<string, number>> = {}, faults: readonly FaultSpec[] = [], windowMs?: number): Run {
  const created = createRun({
    design: drawing({
      parts: [
        { id: "services", kind: "upstream-services", settings },
        { id: "out", kind: "sink" },
      ],
      wires: ["services.events -> out.in"],
    }),
    scenario: servicesScenario(),
    seed: 7,
    faults,
    ...(windowMs === undefined ? {} : { windowMs }),
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  return created.value;
}

const rowsOf = ({ machine }: Run) =>
  Array.from({ length: machine.run.rows.events.length }, (_, row) => ({
    happenedAt: machine.run.rows.events.happenedAt.at(row),
    sentAt: machine.run.rows.events.sentAt.at(row),
    id: machine.run.rows.events.eventId.at(row),
    entity: machine.run.rows.events.user.at(row),
    bytes: machine.run.rows.events.bytes.at(row),
    service: machine.run.rows.events.dimensions[0].at(row),
    type: machine.run.rows.events.type.at(row),
  }));

test("stands for the generator it is named after", () => expect(upstreamServices.population).toBe("services"));

test("each service has its share of the load, its own changes and its own size", () => {
  const run = ran();
  const rows = rowsOf(run);
  const { list, eventsPerRow } = FEW_SERVICES;
  const weights = list.reduce((sum, { weight }) => sum + weight, 0);
  const { types } = run.machine.run.dimensions;
  list.forEach((service, s) => {
    const own = rows.filter((row) => row.service === s && row.id >= 0);
    const share = service.weight / weights;
    const sd = Math.sqrt((share * (1 - share)) / rows.length);
    expect(Math.abs(own.length / rows.length - share)).toBeLessThan(4 * sd);
    for (const row of own) expect(row.bytes).toBe(service.bytes * eventsPerRow);
    const names = service.types.map(({ name }) => name);
    for (const row of own) expect(names).toContain(types[row.type]);
  });
});

test("with fewer services there is less to publish", () => {
  const all = rowsOf(ran()).length;
  const one = rowsOf(ran({ count: 1 }));
  const share = FEW_SERVICES.list[0].weight / FEW_SERVICES.list.reduce((sum, { weight }) => sum + weight, 0);
  expect(one.every(({ service }) => service === 0)).toBe(true);
  expect(Math.abs(one.length - all * share)).toBeLessThan(5 * Math.sqrt(all * share));
});

test("rows are published in order of time, some much later than they happened, some twice under one id, some without an entity", () => {
  const rows = rowsOf(ran());
  for (let i = 1; i < rows.length; i++) expect(rows[i].sentAt).toBeGreaterThanOrEqual(rows[i - 1].sentAt);
  const n = rows.length;
  const share = (count: number): number => count / n;
  expect(share(rows.filter(({ sentAt, happenedAt }) => sentAt - happenedAt > 10_000).length)).toBeGreaterThan(0.5 * FEW_SERVICES.lateShare);
  expect(share(n - new Set(rows.map(({ id }) => id)).size)).toBeCloseTo(0.02, 1);
  expect(share(rows.filter(({ entity }) => entity < 0).length)).toBeCloseTo(0.01, 1);
});

test("a publisher that is away sends what waited when it is back, and loses nothing", () => {
  const fault: FaultSpec = { fault: "outage", part: "services", atMs: 120_000, durationMs: 180_000, index: 1 };
  const rows = rowsOf(ran({}, [fault]));
  const own = rows.filter(({ service }) => service === 1);
  expect(own.filter(({ sentAt }) => sentAt >= 120_000 && sentAt < 300_000)).toEqual([]);
  expect(own.filter(({ sentAt }) => sentAt === 300_000).length).toBeGreaterThan(20);
  // Of the first half: what is published long after the end of the run is no part of it.
  const changes = (of: ReturnType<typeof rowsOf>): number =>
    new Set(of.filter(({ service, happenedAt }) => service === 1 && happenedAt < 360_000).map(({ happenedAt }) => happenedAt)).size;
  expect(changes(rows)).toBe(changes(rowsOf(ran())));
});

test("windows change nothing", () => expect(rowsOf(ran({}, [], 37.5))).toEqual(rowsOf(ran({}, [], 30_000))));
