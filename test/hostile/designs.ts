import { must } from "../../src/base/assert.ts";
import { decodeFile, encodeFile } from "../../src/share/file.ts";
import { parseDesign } from "../../src/design/parse.ts";
import type { Design } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { checkDesign } from "../../src/simulate/compile/compile-design.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { RunInput } from "../../src/simulate/run.ts";
import { refused, taken } from "./verdict.ts";
import type { Ending, Hostile } from "./verdict.ts";

/** What a run of a hostile drawing may use: enough to move records through every part, far less than a second's work. */
const LIMITS = { recordHops: 20_000, idleWindows: 5_000 };
/** Windows after which such a run is endless: each has moved a record, or counts as idle. */
const MOST_WINDOWS = LIMITS.recordHops + LIMITS.recordHops * 4;

/** Whatever a text holds: it is refused, or it is a design that is checked and run like any other. */
export function meetText(text: string): Ending {
  const decoded = decodeFile(text);
  return decoded.ok ? meetDesign(decoded.value) : refused(decoded.error);
}

/** The same for data that came from a database or a link. */
export function meetData(data: unknown): Ending {
  const parsed = parseDesign(data);
  return parsed.ok ? meetDesign(parsed.value) : refused(parsed.error);
}

/** A drawing that could be read: it is written and read back, checked, and run with whatever it needs to run. */
export function meetDesign(design: Design, run: Partial<Pick<RunInput, "faults" | "scenario" | "events">> = {}): Ending {
  const again = decodeFile(encodeFile(design));
  if (!again.ok) return refused(again.error);
  if (encodeFile(again.value) !== encodeFile(design)) throw new Error("what is written is not what is read back");
  const said = checkDesign(design, run.scenario ?? null);
  const created = createRun({ design, scenario: null, seed: 1, faults: [], limits: LIMITS, ...run });
  if (!created.ok) return refused(created.error);
  const { value: started } = created;
  for (let windows = 0; !started.over; windows++) {
    if (windows > MOST_WINDOWS) throw new Error(`goes on after ${windows} windows, at ${started.simulation.now} ms`);
    started.step();
  }
  const { ledger, findings } = started.result(0);
  if (!ledger.balanced) throw new Error("the books do not balance");
  return taken([...said, ...findings]);
}

type Written = { [key: string]: unknown };

function written(system: { parts: readonly unknown[]; wires?: readonly unknown[] }, more: Written = {}): string {
  return JSON.stringify({ format: "quadrant-design", version: 1, title: "Hostile", system, workload: { durationMs: 10_000 }, ...more });
}

const source = (settings: Written = {}, id = "src"): Written => ({
  id,
  kind: "poisson-source",
  settings: { ratePerSecond: 20, ...settings },
});
const desk = (id: string, settings: Written = {}): Written => ({ id, kind: "service", settings });
const row = (count: number): string[] => Array.from({ length: count }, (_, i) => `p${i}`);
const inARow = (ids: readonly string[]): string[] => ids.slice(1).map((id, i) => `${ids[i]}.out -> ${id}.in`);

/** A source and a station, with one thing about them changed. */
const small = (change: Written, wires: readonly unknown[] = ["src.out -> desk.in"]): string =>
  written({ parts: [source(), { ...desk("desk"), ...change }], wires });

function layers(count: number, across: number): string {
  const rows = [["src"], ...Array.from({ length: count }, (_, layer) => row(across).map((id) => `${id}-${layer}`)), ["end"]];
  const parts = rows.flat().map((id) => (id === "src" ? source({ ratePerSecond: 1 }) : desk(id)));
  const wires = rows.slice(1).flatMap((to, i) => must(rows[i], "layer").flatMap((a) => to.map((b) => `${a}.out -> ${b}.in`)));
  return written({ parts, wires });
}

const nested = (depth: number, open: string, close: string, inner: string): string => open.repeat(depth) + inner + close.repeat(depth);

/** Every text a file might hold that is no design, or one nobody draws. */
const TEXTS: readonly (readonly [string, () => string])[] = [
  ["nothing at all", () => ""],
  ["white space", () => " \n\t".repeat(1000)],
  ["null", () => "null"],
  ["a number", () => "1e999"],
  ["a list", () => "[]"],
  ["a text of two million letters that never ends", () => `{"title":"${"x".repeat(2_000_000)}`],
  ["a name of two million letters", () => `{"${"x".repeat(2_000_000)}":1}`],
  ["two million letters that are no JSON", () => "x".repeat(2_000_000)],
  ["two megabytes of line breaks, then a letter", () => `${"\n".repeat(2_000_000)}x`],
  ["two million backslashes in a text", () => `{"a":"${"\\".repeat(1_999_999)}`],
  ["a file beyond two megabytes", () => " ".repeat(2 * 1024 * 1024 + 1)],
  ["two megabytes that are more in UTF-8", () => `"${"é".repeat(1_500_000)}"`],
  ["a million open brackets", () => "[".repeat(1_000_000)],
  ["a million open braces", () => '{"a":'.repeat(400_000)],
  ["half a million nested lists", () => nested(500_000, "[", "]", "1")],
  ["settings nested a thousand deep", () => small({ settings: JSON.parse(nested(1000, '{"a":', "}", "1")) as unknown })],
  ["settings nested deeper than is read", () => small({ settings: JSON.parse(nested(40, '{"a":', "}", "1")) as unknown })],
  ["half a million values", () => `{"format":"quadrant-design","version":1,"notes":[${"0,".repeat(500_000)}0]}`],
  ["NUL", () => "\u0000"],
  ["a byte order mark and nothing", () => "\uFEFF"],
  ["half a character", () => small({ title: "\ud800" })],
  ["signs that steer a terminal, in a title", () => small({ title: "\u001b]0;x\u0007\u001b[2J\u202e" })],
  ["mark-up in a title", () => small({ title: "<img src=x onerror=alert(1)>" })],
  ["a title of 201 characters", () => small({ title: "x".repeat(201) })],
  ["cut in the middle", () => small({}).slice(0, 90)],
  ["two designs in one file", () => small({}) + small({})],
  ["a name twice in one object", () => small({}).replace('"version":1', '"version":1,"version":2')],
  ["a number that is too large to be one", () => small({ settings: { servers: 1 } }).replace('"servers":1', '"servers":1e999')],
  ["no format", () => small({}).replace("quadrant-design", "other-design")],
  ["a newer version", () => small({}).replace('"version":1', '"version":2')],
  ["version 9007199254740993", () => small({}).replace('"version":1', '"version":9007199254740993')],
  ["version 0", () => small({}).replace('"version":1', '"version":0')],
  ["version 1.5", () => small({}).replace('"version":1', '"version":1.5')],
  ["version as a text", () => small({}).replace('"version":1', '"version":"1"')],
  ["501 parts", () => written({ parts: row(501).map((id) => desk(id)) })],
  ["2,001 wires", () => written({ parts: [source(), desk("a")], wires: Array.from({ length: 2001 }, () => "src.out -> a.in") })],
  [
    "2,000 wires between the same two ports",
    () => written({ parts: [source(), desk("a")], wires: Array.from({ length: 2000 }, () => "src.out -> a.in") }),
  ],
  ["an id twice", () => written({ parts: [desk("a"), desk("a")] })],
  ["500 parts of one id", () => written({ parts: row(500).map(() => desk("a")) })],
  [
    "a wire id twice",
    () =>
      written({
        parts: [source(), desk("a")],
        wires: Array.from({ length: 2 }, () => ({ id: "w", from: { part: "src", port: "out" }, to: { part: "a", port: "in" } })),
      }),
  ],
  ["a wire from nowhere", () => small({}, ["ghost.out -> desk.in"])],
  ["a wire to a port that is not there", () => small({}, ["src.out -> desk.sideways"])],
  ["a wire against the direction", () => small({}, ["desk.in -> src.out"])],
  ["a wire that is prose", () => small({}, ["from the source to the desk"])],
  ["a wire of a million letters", () => small({}, [`${"a".repeat(1_000_000)}.out -> desk.in`])],
  ["a wire that is a list", () => small({}, [["src", "desk"]])],
  ["a part to itself", () => small({}, ["src.out -> desk.in", "desk.out -> desk.in"])],
  [
    "a ring of 400",
    () =>
      written({
        parts: [source(), ...row(400).map((id) => desk(id))],
        wires: ["src.out -> p0.in", ...inARow(row(400)), "p399.out -> p0.in"],
      }),
  ],
  [
    "a chain of 498",
    () =>
      written({
        parts: [source({ ratePerSecond: 1 }), ...row(498).map((id) => desk(id))],
        wires: ["src.out -> p0.in", ...inARow(row(498))],
      }),
  ],
  [
    "a chain of 126, none of which keeps up",
    () =>
      written({
        parts: [source({ ratePerSecond: 1000 }), ...row(126).map((id) => desk(id, { servers: 1, serviceTime: { constant: 1000 } }))],
        wires: ["src.out -> p0.in", ...inARow(row(126))],
      }),
  ],
  ["diamonds: 512 copies of a record", () => layers(9, 2)],
  ["diamonds: 131,072 copies of a record", () => layers(17, 2)],
  ["diamonds: more copies than a number can say", () => layers(240, 2)],
  ["layers of 22, each wired to each of the next", () => layers(4, 22)],
  [
    "a hundred sources of ten million a second",
    () =>
      written({
        parts: [...row(100).map((id) => source({ ratePerSecond: 10_000_000 }, id)), desk("a")],
        wires: row(100).map((id) => `${id}.out -> a.in`),
      }),
  ],
  ["500 sources that nobody reads", () => written({ parts: row(500).map((id) => source({}, id)) })],
  [
    "a log of more partitions than there can be",
    () => written({ parts: [source(), { id: "k", kind: "kafka", settings: { partitions: 1e9 } }], wires: ["src.out -> k.produce"] }),
  ],
  [
    "a log of 4,000 partitions",
    () =>
      written({
        parts: [source(), { id: "k", kind: "kafka", settings: { partitions: 4000 } }, desk("a")],
        wires: ["src.out -> k.produce", "k.consume -> a.in"],
      }),
  ],
  [
    "a run of 31 days with a record a second",
    () =>
      written(
        { parts: [source({ ratePerSecond: 1 }), desk("a")], wires: ["src.out -> a.in"] },
        { workload: { durationMs: 31 * 86_400_000, drainMs: 31 * 86_400_000 } },
      ),
  ],
  ["a run of 32 days", () => written({ parts: [source()] }, { workload: { durationMs: 32 * 86_400_000 } })],
  ["a run of nothing", () => written({ parts: [source(), desk("a")], wires: ["src.out -> a.in"] }, { workload: { durationMs: 0 } })],
  ["a run that goes backwards", () => written({ parts: [source()] }, { workload: { durationMs: -1 } })],
  [
    "a run of a billionth of a millisecond",
    () => written({ parts: [source(), desk("a")], wires: ["src.out -> a.in"] }, { workload: { durationMs: 1e-9 } }),
  ],
  [
    "a warm-up longer than the run",
    () => written({ parts: [source(), desk("a")], wires: ["src.out -> a.in"] }, { workload: { durationMs: 1000, warmupMs: 2000 } }),
  ],
  ["a service of no time with no place to wait", () => small({ settings: { servers: 1, queueLimit: 0, serviceTime: { constant: 0 } } })],
  ["a kind nobody knows", () => small({ kind: "made-up" })],
  ["a scenario nobody knows", () => small({}).replace('"title"', '"scenario":"made-up","title"')],
  [
    "a table of 301 columns",
    () =>
      written(
        { parts: [source()] },
        { schema: { tables: [{ id: "t", name: "t", role: "fact", columns: row(301).map((name) => ({ name, type: "INT" })) }] } },
      ),
  ],
  [
    "a column type that never closes",
    () =>
      written(
        { parts: [source()] },
        { schema: { tables: [{ id: "t", name: "t", role: "fact", columns: [{ name: "c", type: "ARRAY<".repeat(30) }] }] } },
      ),
  ],
  [
    "a column name that is SQL",
    () => written({ parts: [source()] }, { schema: { tables: [{ id: "t", name: "t; DROP TABLE x", role: "fact", columns: [] }] } }),
  ],
  [
    "a table in a part that is not there",
    () =>
      written(
        { parts: [source()] },
        { schema: { tables: [{ id: "t", name: "t", role: "fact", columns: [{ name: "c", type: "INT" }], part: "ghost" }] } },
      ),
  ],
  [
    "a relation between tables that are not there",
    () =>
      written(
        { parts: [source()] },
        { schema: { relations: [{ id: "r", from: { table: "a", column: "b" }, to: { table: "c", column: "d" } }] } },
      ),
  ],
  ["notes of a megabyte", () => written({ parts: [source()] }, { notes: { text: "x".repeat(1_000_000) } })],
  [
    "an endpoint that reads what is not there",
    () =>
      written(
        { parts: [source()] },
        { api: { endpoints: [{ id: "e", method: "GET", path: "/", share: 1, reads: { part: "ghost", table: "t" } }] } },
      ),
  ],
  [
    "an endpoint with a method of its own",
    () => written({ parts: [source()] }, { api: { endpoints: [{ id: "e", method: "STEAL", path: "/", share: 1 }] } }),
  ],
  ["a position at infinity", () => small({ position: { x: 1e300, y: 0 } })],
];

/** Names that mean something to the language, wherever a name may stand. */
const NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "then", "__defineGetter__"];
const PLACES: readonly (readonly [string, (name: string) => string])[] = [
  ["at the root", (name) => small({}).replace('"title"', `"${name}":{"polluted":1},"title"`)],
  ["among the settings", (name) => small({ settings: "SETTINGS" }).replace('"SETTINGS"', `{"${name}":{"polluted":1}}`)],
  ["within a setting", (name) => small({ settings: { serviceTime: "LAW" } }).replace('"LAW"', `{"${name}":{"polluted":1},"constant":1}`)],
  ["as a part's id", (name) => small({ id: name }, [`src.out -> ${name}.in`])],
  ["as a kind", (name) => small({ kind: name })],
  ["as a port", (name) => small({}, [`src.${name} -> desk.in`, `src.out -> desk.${name}`])],
  ["as a scenario", (name) => small({}).replace('"title"', `"scenario":"${name}","title"`)],
  [
    "as a table and a column",
    (name) => written({ parts: [source()] }, { schema: { tables: [{ id: "t", name, role: "fact", columns: [{ name, type: "INT" }] }] } }),
  ],
];

/** Data that JSON cannot say, as a database or another page might hand it over. */
const DATA: readonly (readonly [string, () => unknown])[] = [
  [
    "a hundred thousand fields that nobody knows",
    () => ({ format: "quadrant-design", version: 1, ...Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, 1])) }),
  ],
  ["a design that holds itself", () => cyclic()],
  [
    "a list that holds itself",
    () => {
      const list: unknown[] = [];
      list.push(list);
      return { format: "quadrant-design", version: 1, notes: list };
    },
  ],
  ["NaN", () => ({ format: "quadrant-design", version: 1, seed: Number.NaN })],
  ["a function", () => ({ format: "quadrant-design", version: 1, title: () => "x" })],
  ["a big whole number", () => ({ format: "quadrant-design", version: 1, seed: 1n })],
  ["a symbol", () => ({ format: "quadrant-design", version: 1, title: Symbol("x") })],
  ["a date", () => ({ format: "quadrant-design", version: 1, notes: { text: new Date(0) } })],
  ["an object of a class", () => ({ format: "quadrant-design", version: 1, system: new Map() })],
  ["an object with a prototype of its own", () => Object.create({ format: "quadrant-design", version: 1 }) as unknown],
  ["an object without a prototype", () => Object.assign(Object.create(null) as object, { format: "quadrant-design", version: 1 })],
  [
    "a list with holes",
    () => ({ format: "quadrant-design", version: 1, notes: { asked: Object.assign(Array.from({ length: 0 }), { 1: "a" }) } }),
  ],
  ["a typed array", () => new Uint8Array(10)],
  ["undefined", () => undefined],
];

function cyclic(): unknown {
  const design: { [key: string]: unknown } = { format: "quadrant-design", version: 1 };
  design["system"] = { parts: [{ id: "a", kind: "sink", settings: design }] };
  return design;
}

/** Faults on a drawing that is right, as a command line or a stored run might ask for them. */
const FAULTS: readonly FaultSpec[] = [
  { part: "desk", fault: "outage", atMs: 0, durationMs: 1e15 },
  { part: "desk", fault: "outage", atMs: 5000, durationMs: 0 },
  { part: "desk", fault: "crash", atMs: 5000, durationMs: 1000, index: 1e9 },
  { part: "desk", fault: "slow", atMs: 1000, durationMs: 5000, amount: 1e300 },
  { part: "desk", fault: "slow", atMs: 1000, durationMs: 5000, amount: 0 },
  { part: "desk", fault: "slow", atMs: 1000, durationMs: 5000, amount: -5 },
  { part: "src", fault: "burst", atMs: 1000, durationMs: 5000, amount: 1e300 },
  { part: "src", fault: "burst", atMs: 1000, durationMs: 5000, amount: 0 },
  { part: "src", fault: "late", atMs: 1000, durationMs: 5000, amount: 1e15 },
  { part: "src", fault: "clock-skew", atMs: 1000, durationMs: 5000, amount: 1e300 },
  { part: "src", fault: "duplicate", atMs: 1000, durationMs: 5000, amount: 1e9 },
  { part: "*", fault: "crash", atMs: 1000, durationMs: 1 },
  { part: "ghost", fault: "crash", atMs: 1000, durationMs: 1 },
  { part: "__proto__", fault: "constructor", atMs: 1000, durationMs: 1 },
  { part: "desk", fault: "toString", atMs: 1000, durationMs: 1 },
];

function struck(fault: FaultSpec): Ending {
  const decoded = decodeFile(small({}));
  if (!decoded.ok) throw new Error("the drawing that is struck is refused");
  return meetDesign(decoded.value, { faults: [fault] });
}

export const HOSTILE_DESIGNS: readonly Hostile[] = [
  ...TEXTS.map(([name, text]): Hostile => ({ name: `design: ${name}`, meet: () => meetText(text()) })),
  ...NAMES.flatMap((key) => PLACES.map(([place, text]): Hostile => ({ name: `design: ${key} ${place}`, meet: () => meetText(text(key)) }))),
  ...DATA.map(([name, data]): Hostile => ({ name: `data: ${name}`, meet: () => meetData(data()) })),
  ...FAULTS.map((fault): Hostile => ({ name: `fault: ${JSON.stringify(fault)}`, meet: () => struck(fault) })),
];
