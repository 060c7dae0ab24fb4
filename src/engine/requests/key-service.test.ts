import { expect, test } from "vitest";
import { callRun, Callers, finish } from "../../../test/support/call-run.ts";
import { constant } from "../../base/sampler.ts";
import { RowQueue } from "../rows/row-queue.ts";
import { KeyService } from "./key-service.ts";

test("whoever asks it for anything but keys is refused, and gets none", () => {
  const run = callRun(1, 2000);
  const into = new RowQueue("into");
  const callers = new Callers("callers", run, into, { load: { perMs: 0.1 } });
  const spec = { batch: 100, load: constant(1), handOut: constant(0.1), marks: "before", standbyAfterMs: null } as const;
  const keys = new KeyService("keys", run, { calls: [into] }, spec);
  finish(run, [callers, keys]);
  expect(callers.sent).toBeGreaterThan(100);
  expect([...callers.failures]).toEqual([["keys: not understood", callers.sent]]);
  expect([keys.wasted, keys.repeated, keys.meter.arrivals]).toEqual([0, 0, 0]);
});
