import { expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { requestsScenario } from "../../../../test/support/few-requests.ts";
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

test("clients cannot ask it, alone or through a balancer: a service asks it for keys", () => {
  const parts = [
    { id: "clients", kind: "request-clients" },
    { id: "balancer", kind: "load-balancer" },
    { id: "keys", kind: "key-service" },
  ];
  for (const wires of [["clients.requests -> keys.calls"], ["clients.requests -> balancer.requests", "balancer.targets -> keys.calls"]]) {
    const drawn = wires.length === 1 ? parts.filter(({ id }) => id !== "balancer") : parts;
    const made = createRun({ design: drawing({ parts: drawn, wires }), scenario: requestsScenario(1), seed: 1, faults: [] });
    const problems = made.ok ? [] : made.error.map(({ where, message }) => `${where} ${message}`);
    expect(problems).toEqual([expect.stringMatching(/^system\.wires\.w\d .*directly\. Put Application service between them\.$/u)]);
  }
});

test("keys that are marked too late are given again; who looks before it stores gets an error, who does not takes another's place", () => {
  const keys = { marks: "after", hasStandby: false };
  const looks = shortLinks({ app: { ...APP, keyTaken: "error" }, clients: NO_RETRY, keys }, { faults: crash });
  expect(looks.items.repeatedKeys).toBe(0);
  const blind = shortLinks({ app: { ...APP, keyTaken: "overwrite" }, clients: NO_RETRY, keys }, { faults: crash });
  expect(blind.items.repeatedKeys).toBeGreaterThan(20);
  expect(blind.items.lost).toBeGreaterThan(20);
});
