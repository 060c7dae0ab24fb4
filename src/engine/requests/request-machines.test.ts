import { describe, expect, test } from "vitest";
import { RequestMachines } from "./request-machines.ts";
import { refOf, REQUEST, rowOf } from "../rows/rows.ts";
import { createServers } from "../part/server-pool.ts";
import { RowQueue } from "../rows/row-queue.ts";
import { createStream } from "../../base/rng.ts";
import { exponential } from "../../base/sampler.ts";
import { NodeMeter } from "../books/node-meter.ts";

type Log = { readonly ended: [number, number][]; readonly lost: [number, number][] };

function machinesOf(
  services: readonly number[],
  count: number,
  threads: number,
  queueLimit = Infinity,
): { machines: RequestMachines; log: Log } {
  const log: Log = { ended: [], lost: [] };
  const machines = new RequestMachines(
    { threads, queueLimit, patienceMs: Infinity },
    {
      begin: (ref) => services[rowOf(ref)],
      end: (ref, at) => log.ended.push([rowOf(ref), at]),
      lost: (ref, at) => log.lost.push([rowOf(ref), at]),
      gaveUp: () => {},
    },
    new NodeMeter(0, 1e9, true),
  );
  for (let machine = 0; machine < count; machine++) machines.add(-Infinity);
  return { machines, log };
}

function arrive(machines: RequestMachines, row: number, at: number): boolean {
  while (machines.time <= at) machines.move();
  return machines.arrive(refOf(REQUEST, row), at);
}

function drain(machines: RequestMachines): void {
  while (machines.time < Infinity) machines.move();
}

describe("machines behind one queue", () => {
  test("are a station with as many servers as they have threads, arrival for arrival (M/M/6)", () => {
    const random = createStream(3, "arrivals");
    const [gap, work] = [exponential(1), exponential(5.4)];
    const rows = 20_000;
    const at: number[] = [];
    for (let row = 0, now = 0; row < rows; row++) at.push((now += gap.sample(random)));
    const services = at.map(() => work.sample(random));
    const { machines, log } = machinesOf(services, 3, 2);
    for (let row = 0; row < rows; row++) expect(arrive(machines, row, at[row])).toBe(true);
    drain(machines);
    // The kernel's own servers, held to Erlang's formula in test/theory.
    const pool = createServers(6, false);
    const leaving = new RowQueue("leaving");
    const expected = at.map((arrived, row) => {
      const end = Math.max(arrived, pool.earliest()) + services[row];
      pool.take(end, row, leaving);
      return end;
    });
    const ended = new Map(log.ended);
    for (let row = 0; row < rows; row++) expect(ended.get(row)).toBe(expected[row]);
    // ρ = 0.9 on six servers: Erlang C 0.7, so a mean wait of 0.7 x 5.4 / 0.6 = 6.3 (Erlang's table), within its noise here.
    const waits = expected.reduce((sum, end, row) => sum + end - services[row] - at[row], 0) / rows;
    expect(waits).toBeGreaterThan(3);
    expect(waits).toBeLessThan(12);
  });

  test("a full queue takes nothing", () => {
    const { machines } = machinesOf([10, 10, 10, 10], 1, 1, 1);
    expect([0, 1, 2].map((row) => arrive(machines, row, 1))).toEqual([true, true, false]);
  });

  test("a crash loses what was in hand; what waits goes to the others, or is lost when there is none", () => {
    const { machines, log } = machinesOf([10, 10, 10, 10], 2, 1);
    for (const row of [0, 1, 2]) arrive(machines, row, row);
    expect(machines.crash(0, 5, 100)).toBe(1);
    expect(log.lost).toEqual([[0, 5]]);
    drain(machines);
    expect(log.ended).toEqual([
      [1, 11],
      [2, 21],
    ]);
    const alone = machinesOf([10, 10, 10], 1, 1);
    for (const row of [0, 1]) arrive(alone.machines, row, row);
    expect(alone.machines.crash(0, 5, 50)).toBe(2);
    expect(alone.machines.anyUp(49)).toBe(false);
    arrive(alone.machines, 2, 60);
    drain(alone.machines);
    expect(alone.log.ended).toEqual([[2, 70]]);
  });

  test("one more machine takes from the queue when it is ready; one that leaves ends what it has", () => {
    const { machines, log } = machinesOf([10, 10, 10, 10], 1, 1);
    for (const row of [0, 1, 2]) arrive(machines, row, 0);
    machines.add(4);
    while (machines.time < 11) machines.move();
    expect(machines.countUp(11)).toBe(2);
    machines.remove();
    drain(machines);
    expect(log.ended).toEqual([
      [0, 10],
      [1, 14],
      [2, 20],
    ]);
    expect(machines.countUp(30)).toBe(1);
  });

  test("a slow machine takes so many times as long", () => {
    const { machines, log } = machinesOf([10, 10], 1, 1);
    machines.slow(0, 5, 3);
    arrive(machines, 0, 0);
    arrive(machines, 1, 40);
    drain(machines);
    expect(log.ended).toEqual([
      [0, 30],
      [1, 50],
    ]);
  });
});
