import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { vi } from "vitest";
import { createStream } from "../../src/base/rng.ts";
import { DESIGN_VERSION } from "../../src/design/migrations.ts";
import { summaryOf } from "../../src/ui/keeping/document-database.ts";
import { fateOf, openJournal } from "../../src/ui/keeping/journal.ts";
import { documentsToOpen, parseRemembered } from "../../src/ui/keeping/remembered.ts";
import { meetData, meetText } from "./designs.ts";
import { taken } from "./verdict.ts";
import type { Ending, Hostile } from "./verdict.ts";

const GOLDEN = path.join(import.meta.dirname, "../../src/design/golden");

/** A design of every format version there has been, as the text a browser may have kept. */
const VERSIONS: readonly { readonly name: string; readonly text: string }[] = readdirSync(GOLDEN).map((name) => ({
  name,
  text: JSON.stringify(JSON.parse(readFileSync(path.join(GOLDEN, name), "utf8"))),
}));

/** A record of the database, whatever it holds: it is listed, by words that are texts, and its design is read like any other. */
function meetRecord(record: unknown): Ending {
  const summary = summaryOf("the-record", record);
  if (typeof summary.title !== "string" || !Number.isFinite(summary.savedAtMs) || summary.id !== "the-record")
    throw new Error(`listed as ${JSON.stringify(summary)}`);
  if (documentsToOpen(null, [summary])[0] !== "the-record") throw new Error("it is not opened at all");
  const { design } = (typeof record === "object" && record !== null ? record : {}) as { readonly design?: unknown };
  return design === undefined ? taken() : meetData(design);
}

/** What a page finds in the journal of an earlier one: what cannot be read stays there and stops nothing. */
async function meetJournal(text: string): Promise<Ending> {
  const held = new Map([
    ["quadrant.journal.hostile", text],
    ["quadrant.journal.good", JSON.stringify({ documentId: "good", writer: "w", basedOnMs: 1, edit: 1, writtenAtMs: 1, design: {} })],
  ]);
  vi.stubGlobal("localStorage", {
    length: held.size,
    key: (at: number) => [...held.keys()][at] ?? null,
    getItem: (key: string) => held.get(key) ?? null,
  });
  try {
    const entries = await openJournal();
    if (!entries.some(({ documentId }) => documentId === "good")) throw new Error("the good entry beside it is lost");
    for (const entry of entries) {
      for (const stored of [null, { savedAtMs: 1, edits: { constructor: 1 }, design: {} }, { savedAtMs: 2, design: null }])
        fateOf(entry, stored);
      meetData(entry.design);
    }
    return taken();
  } finally {
    vi.unstubAllGlobals();
  }
}

function meetNote(note: string): Ending {
  const remembered = parseRemembered(note);
  const stored = [{ id: "a", savedAtMs: 1 }];
  if (remembered !== null && note.trim() !== "" && documentsToOpen(remembered, stored).length > 2)
    throw new Error("more is opened than there is");
  return taken();
}

const whole = (): { [key: string]: unknown } => ({
  id: "the-record",
  title: "A",
  scenario: null,
  savedAtMs: 4,
  design: JSON.parse(VERSIONS[0]?.text ?? "{}") as unknown,
});

const RECORDS: readonly (readonly [string, () => unknown])[] = [
  ["undefined", () => undefined],
  ["null", () => null],
  ["a number", () => 7],
  ["a text", () => "quadrant"],
  ["a list", () => []],
  ["an empty object", () => ({})],
  ["no design", () => ({ ...whole(), design: undefined })],
  ["a design that is a text", () => ({ ...whole(), design: "{}" })],
  ["a design that is a list", () => ({ ...whole(), design: [] })],
  ["a design that is a map", () => ({ ...whole(), design: new Map([["format", "quadrant-design"]]) })],
  ["a design that is bytes", () => ({ ...whole(), design: new Uint8Array(100) })],
  [
    "a design that holds itself",
    () => {
      const design: { [key: string]: unknown } = { format: "quadrant-design", version: 1 };
      design["notes"] = design;
      return { ...whole(), design };
    },
  ],
  ["a title that is an object", () => ({ ...whole(), title: { toString: () => "x" } })],
  ["a title of two million letters", () => ({ ...whole(), title: "x".repeat(2_000_000) })],
  ["a time that is not a number", () => ({ ...whole(), savedAtMs: Number.NaN })],
  ["a time at infinity", () => ({ ...whole(), savedAtMs: Infinity })],
  ["a time that is a date", () => ({ ...whole(), savedAtMs: new Date(0) })],
  ["edits that are a text", () => ({ ...whole(), edits: "x" })],
  ["a prototype for edits", () => ({ ...whole(), edits: JSON.parse('{"__proto__":{"polluted":1}}') as unknown })],
  [
    "a prototype in the design",
    () => ({ ...whole(), design: JSON.parse('{"format":"quadrant-design","version":1,"__proto__":{"polluted":1}}') as unknown }),
  ],
  ["a newer design", () => ({ ...whole(), design: { format: "quadrant-design", version: DESIGN_VERSION + 1, anything: [1, 2] } })],
  ["a design of version 0", () => ({ ...whole(), design: { format: "quadrant-design", version: 0 } })],
];

const ENTRIES = [
  "",
  "null",
  "7",
  "[]",
  "{",
  '{"documentId":7}',
  '{"documentId":"x","writer":"w","design":7}',
  '{"documentId":"x","writer":"w","design":null}',
  '{"documentId":"__proto__","writer":"constructor","design":{},"edit":1e999,"writtenAtMs":"x"}',
  '{"documentId":"x","writer":"w","design":{"__proto__":{"polluted":1}}}',
  `{"documentId":"x","writer":"w","design":${"[".repeat(100_000)}`,
  `{"documentId":"x","writer":"w","design":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
];

const NOTES = ["", " ", "  ", "a b c", "a NaN", "a -Infinity", "__proto__ 1", `${"x".repeat(1_000_000)} 1`, "a 1e999"];

/** A stored design of any version with bits of its text turned over, or cut off; as a file or a record that was written halfway. */
export function damagedDesign(seed: number): Hostile {
  return {
    name: `record ${seed}: a stored design, damaged`,
    meet: () => {
      const random = createStream(seed, "damaged record");
      const { text } = VERSIONS[random.nextBelow(VERSIONS.length)] as { text: string };
      const bytes = Buffer.from(text);
      if (random.nextBelow(3) === 0) return meetText(text.slice(0, random.nextBelow(text.length)));
      for (let times = 1 + random.nextBelow(4); times > 0; times--) {
        const at = random.nextBelow(bytes.length);
        bytes[at] = (bytes[at] as number) ^ (1 << random.nextBelow(7));
      }
      return meetText(bytes.toString("utf8"));
    },
  };
}

/** Every stored version cut off after each tenth of it. */
const CUT: readonly Hostile[] = VERSIONS.flatMap(({ name, text }) =>
  Array.from(
    { length: 9 },
    (_, tenth): Hostile => ({
      name: `record: ${name} cut after ${tenth + 1} tenths`,
      meet: () => meetText(text.slice(0, (text.length * (tenth + 1)) / 10)),
    }),
  ),
);

export const HOSTILE_RECORDS: readonly Hostile[] = [
  ...RECORDS.map(([name, record]): Hostile => ({ name: `record: ${name}`, meet: () => meetRecord(record()) })),
  ...ENTRIES.map((text): Hostile => ({ name: `journal: ${text.slice(0, 60)} (${text.length} characters)`, meet: () => meetJournal(text) })),
  ...NOTES.map((note): Hostile => ({ name: `note: ${note.slice(0, 40)}`, meet: () => meetNote(note) })),
  ...VERSIONS.map(
    ({ name, text }): Hostile => ({
      name: `record: ${name} with unknown fields in every object`,
      meet: () => meetData(withMore(JSON.parse(text))),
    }),
  ),
  ...CUT,
];

function withMore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMore);
  if (typeof value !== "object" || value === null) return value;
  return { ...Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withMore(inner)])), unheard: 1 };
}
