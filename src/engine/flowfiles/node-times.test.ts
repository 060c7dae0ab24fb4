import { expect, test } from "vitest";
import { FlowNode } from "./flow-node.ts";
import { NodeTimes } from "./node-times.ts";

const SPEC = { threads: 2, tasks: 2, thresholds: { objects: 10, bytes: 1000 } };

test("only nodes to which something happened are asked again, however many there are (E12)", () => {
  const nodes = Array.from({ length: 200 }, (_, index) => new FlowNode(index, SPEC));
  const ownMs = nodes.map(() => Infinity);
  const takesMs = nodes.map((_, index) => 500 + index);
  const asked: number[] = [];
  const times = new NodeTimes(nodes, ({ index }) => {
    asked.push(index);
    return { ownMs: ownMs[index], takesMs: takesMs[index] };
  });
  expect([times.nextOwnMs, times.nextTakesMs]).toEqual([Infinity, 500]);
  expect(asked).toHaveLength(200);
  for (const node of nodes) times.scheduled(node);

  asked.length = 0;
  [ownMs[7], takesMs[0]] = [90, Infinity];
  times.touch(nodes[7]);
  times.touch(nodes[0]);
  times.touch(nodes[7]);
  expect([times.nextOwnMs, times.nextTakesMs]).toEqual([90, 501]);
  expect(asked).toEqual([7, 0]);
});

test("a node is due when its time has come, or something happened to it since it was scheduled", () => {
  const nodes = [0, 1].map((index) => new FlowNode(index, SPEC));
  const times = new NodeTimes(nodes, ({ index }) => ({ ownMs: 100 * (index + 1), takesMs: Infinity }));
  expect(times.nextOwnMs).toBe(100);
  for (const node of nodes) times.scheduled(node);
  expect(nodes.map((node) => times.isDue(node, 99))).toEqual([false, false]);
  expect(nodes.map((node) => times.isDue(node, 100))).toEqual([true, false]);
  times.touch(nodes[1]);
  expect(nodes.map((node) => times.isDue(node, 99))).toEqual([false, true]);
  times.scheduled(nodes[1]);
  expect(times.isDue(nodes[1], 99)).toBe(false);
});
