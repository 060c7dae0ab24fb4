import { expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { requestsScenario } from "../../../../test/support/few-requests.ts";
import { must } from "../../../base/assert.ts";
import { createRun } from "../../../simulate/run.ts";
import { shortLinks } from "../../../../test/support/short-links.ts";

const crash = [{ fault: "crash", part: "keys", atMs: 30_000, durationMs: 20_000 }];
const APP = { keys: "key-service", keyBlock: 5 };
const NO_RETRY = { retries: 0 };

test("a crash repeats no key and ends new things until somebody gives keys again", () => {
  const alone = shortLinks({ app: APP, clients: NO_RETRY, keys: { hasStandby: false } }, { faults: crash });
  expect(alone.items.repeatedKeys).toBe(0);
  // 15 % of 50 requests a second, for 20 s.
  expect(alone.refused).toBeGreaterThan(100);
  const stands = shortLinks({ app: APP, clients: NO_RETRY, keys: { standbyAfterMs: 1000 } }, { faults: crash });
  expect(stands.refused).toBeLessThan(25);
  expect(shortLinks({ app: { ...APP, keyBlock: 1000 }, clients: NO_RETRY, keys: { hasStandby: false } }, { faults: crash }).refused).toBe(
    0,
  );
});

test("whoever asks it for anything but keys is refused, and gets none", () => {
  const design = drawing({
    parts: [
      { id: "clients", kind: "request-clients" },
      { id: "balancer", kind: "load-balancer" },
      { id: "keys", kind: "key-service" },
    ],
    wires: ["clients.requests -> balancer.requests", "balancer.targets -> keys.calls"],
  });
  const created = createRun({ design, scenario: requestsScenario(1), seed: 1, faults: [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  const { asked, refusedBy } = must(Object.values(created.value.result(0).requests ?? {})[0], "requests");
  expect(refusedBy).toEqual({ keys: { "not understood": asked } });
});

test("keys that are marked too late are given again; who looks before it stores gets an error, who does not takes another's place", () => {
  const keys = { marks: "after", hasStandby: false };
  const looks = shortLinks({ app: { ...APP, keyTaken: "error" }, clients: NO_RETRY, keys }, { faults: crash });
  expect(looks.items.repeatedKeys).toBe(0);
  const blind = shortLinks({ app: { ...APP, keyTaken: "overwrite" }, clients: NO_RETRY, keys }, { faults: crash });
  expect(blind.items.repeatedKeys).toBeGreaterThan(20);
  expect(blind.items.lost).toBeGreaterThan(20);
});
