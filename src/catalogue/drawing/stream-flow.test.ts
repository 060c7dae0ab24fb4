import { expect, test } from "vitest";
import { streamsByPart } from "./stream-flow.ts";
import type { StreamPort } from "./stream-flow.ts";
import type { System } from "../../design/types.ts";

const PORTS: { readonly [kind: string]: readonly StreamPort[] } = {
  app: [{ id: "events", direction: "out", streams: ["event"] }],
  log: [
    { id: "produce", direction: "in" },
    { id: "consume", direction: "out" },
  ],
  flink: [
    { id: "in", direction: "in" },
    { id: "sessions", direction: "out", streams: ["session"] },
    { id: "events", direction: "out" },
  ],
  store: [{ id: "in", direction: "in" }],
};

function drawing(kinds: { readonly [id: string]: string }, wires: readonly string[]): System {
  return {
    parts: Object.entries(kinds).map(([id, kind]) => ({ id, kind, title: id, position: { x: 0, y: 0 }, settings: {} })),
    wires: wires.map((text, index) => {
      const [fromPart = "", fromPort = "", toPart = "", toPort = ""] = text.split(/[. ]/);
      return { id: `w${index}`, from: { part: fromPart, port: fromPort }, to: { part: toPart, port: toPort } };
    }),
  };
}

test("streams follow the wires, port by port, around cycles too", () => {
  const system = drawing({ a: "app", k: "log", f: "flink", r: "log", s: "store", t: "store" }, [
    "a.events k.produce",
    "k.consume f.in",
    "f.sessions r.produce",
    "f.events r.produce",
    "f.sessions t.in",
    "r.consume s.in",
    "r.consume k.produce",
  ]);
  const held = streamsByPart(system, ({ kind }) => PORTS[kind] ?? null);
  expect([...held].map(([id, streams]) => `${id}: ${[...streams].sort().join(" ")}`)).toEqual([
    "a: event",
    "k: event session",
    "f: event session",
    "r: event session",
    "s: event session",
    "t: session",
  ]);
});

test("nothing is said about what follows an unknown kind", () => {
  const held = streamsByPart(
    drawing({ a: "app", q: "strange", s: "store" }, ["a.events q.in", "q.out s.in"]),
    ({ kind }) => PORTS[kind] ?? null,
  );
  expect([...held.keys()]).toEqual(["a"]);
});
