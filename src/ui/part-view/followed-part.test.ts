import { expect, test } from "vitest";
import type { FollowedHop, FollowedRequest } from "../../result/followed-request.ts";
import { followedPart, followedWire } from "./followed-part.ts";

const HOP: FollowedHop = {
  ...{ parent: -1, part: "app", machine: "", from: "clients", op: "read", attempt: 0, arrivedMs: 10 },
  ...{ waitedMs: 2, bodyMs: 0, servedMs: 9, awaitedMs: 5, end: "answered", reason: "", refusedBy: "", givenUpMs: null },
};
const REQUEST: FollowedRequest = {
  ...{ number: 7, carried: false, endpoint: "follow", op: "read", keyText: "K0", key: 1240, user: 3, client: "clients" },
  ...{ askedAtMs: 0, lookupMs: 0, handshakeMs: 0, wayMs: 10, responseMs: 31, status: 200, end: "answered", reason: "" },
  ...{ place: "app", attempts: 1, verdict: "right", row: null },
  hops: [HOP, { ...HOP, parent: 0, part: "db", from: "app", waitedMs: null, servedMs: 5, awaitedMs: 0, givenUpMs: 14 }],
};

test("a card says what the request waited there and what the part took itself, and nothing where it never came", () => {
  expect(followedPart(REQUEST, "app")).toEqual({ text: "waited 2 ms, served 4 ms", bad: false });
  expect(followedPart(REQUEST, "db")).toEqual({ text: "served 5 ms", bad: true });
  expect(followedPart(REQUEST, "clients")).toEqual({ text: "200 after 31 ms", bad: false });
  expect([followedPart(REQUEST, "cache"), followedPart(null, "app")]).toEqual([null, null]);
  expect(followedPart({ ...REQUEST, hops: [HOP, HOP] }, "app")?.text).toBe("2 × waited 4 ms, served 8 ms");
});

test("a wire is lit where a call went, and told where every call on it failed", () => {
  expect(followedWire(REQUEST, "clients", "app")).toBe("went");
  expect(followedWire(REQUEST, "app", "db")).toBe("failed");
  expect(followedWire(REQUEST, "app", "cache")).toBe(null);
});
