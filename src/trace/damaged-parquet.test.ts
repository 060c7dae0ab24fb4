import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import byArrow from "../../test/support/parquet-by-arrow.json" with { type: "json" };
import { fileOf } from "../../test/support/events-file.ts";
import { createStream } from "../base/rng.ts";
import { nameOf } from "../engine/rows/trace-names.ts";
import { BoundedBytes, Damaged } from "./bounded-bytes.ts";
import { crc32 } from "./crc32.ts";
import { checkRuns, checkValues } from "./parquet-values.ts";
import { readTrace } from "./read-trace.ts";
import { unpackSnappy } from "./snappy.ts";
import { thriftFields } from "./thrift-walk.ts";

const ROWS = 200;
const rows = Array.from({ length: ROWS }, (_, row) => row);
const START_MS = 1_772_359_200_000;

type Written = Parameters<typeof parquetWriteBuffer>[0];

const written = (codec: "SNAPPY" | "UNCOMPRESSED", encodings: readonly (string | undefined)[], rowGroupSize: number): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "user_id", data: rows.map((row) => `u${row % 7}`), type: "STRING", encoding: encodings[0] },
        { name: "event_time", data: rows.map((row) => new Date(START_MS + row * 1000)), type: "TIMESTAMP" },
        {
          name: "note",
          data: rows.map((row) => (row % 5 === 0 ? null : `note ${row % 11}`)),
          type: "STRING",
          nullable: true,
          encoding: encodings[1],
        },
        { name: "n", data: rows, type: "INT32", encoding: encodings[2] },
      ] as Written["columnData"],
      codec,
      rowGroupSize,
    }),
  );

const FILES: { readonly [name: string]: Uint8Array } = {
  "packed, with dictionaries": written("SNAPPY", [], ROWS),
  "packed, in groups": written("SNAPPY", [], 40),
  "not packed, in groups": written("UNCOMPRESSED", ["PLAIN", "PLAIN", "PLAIN"], 40),
  "packed differences": written("SNAPPY", ["DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BINARY_PACKED"], 90),
  "differences, not packed": written("UNCOMPRESSED", ["DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BINARY_PACKED"], ROWS),
  ...Object.fromEntries(
    Object.entries(byArrow)
      .filter(([name]) => name !== "by")
      .map(([name, text]) => [`Arrow's, ${name}`, Uint8Array.from(Buffer.from(text, "base64"))]),
  ),
};

async function told(bytes: Uint8Array): Promise<string> {
  const { events } = await readTrace(fileOf(bytes, 1 << 16, "a.parquet"));
  return events.ok ? `${events.value.rows} rows` : events.error.map(({ message }) => message).join(" ");
}

const DAMAGED = "The Parquet file could not be read to its end: what is in it is damaged. Write it again, or give CSV or JSONL.";
const SENTENCE = /^(\d+ rows|[A-Z].*[.])$/s;
const LEAKS = /undefined|not a function|not iterable|Cannot|DataView|bounds|BigInt|NaN|TypeError|RangeError|heap/;

describe("a Parquet file that is damaged anywhere ends with rows or a sentence, and never goes round (F1)", () => {
  test.each(Object.keys(FILES))("whole: %s", async (name) => {
    expect(await told(FILES[name])).toBe(name.startsWith("Arrow") ? "80 rows" : "200 rows");
  });

  test.each(Object.keys(FILES))("with bytes turned: %s", async (name) => {
    const random = createStream(11, "damaged Parquet", name);
    const endings = new Set<string>();
    for (let trial = 0; trial < 60; trial++) {
      const bytes = FILES[name].slice();
      for (let turned = 1 + random.nextBelow(3); turned > 0; turned--) {
        const at = 4 + random.nextBelow(bytes.length - 8);
        bytes[at] = [0, 255, bytes[at] ^ (1 << random.nextBelow(8)), random.nextBelow(256)][random.nextBelow(4)];
      }
      const said = await told(bytes);
      expect(said, `trial ${trial}`).toMatch(SENTENCE);
      expect(said, `trial ${trial}`).not.toMatch(LEAKS);
      endings.add(said);
    }
    expect(endings.has(DAMAGED)).toBe(true);
  });

  test("a header that does not say how long its page is, which sent the reader back to the file's first byte for ever", async () => {
    const bytes = FILES["not packed, in groups"].slice();
    // The third field of the first page's header is its length; told to be the fourth, there is none.
    const field = nthField(bytes, 4, 3);
    expect(bytes[field]).toBe(0x15);
    bytes[field] = 0x25;
    expect(await told(bytes)).toBe(DAMAGED);
  });

  test("a page that its sum does not fit is refused, whatever its values are", async () => {
    const name = "Arrow's, version 1, with sums";
    const bytes = FILES[name].slice();
    const at = Buffer.from(bytes).indexOf("u3");
    bytes[at + 1] ^= 1;
    expect(await told(bytes)).toBe(DAMAGED);
    expect(crc32(new TextEncoder().encode("123456789")) >>> 0).toBe(0xcbf43926);
  });

  test("a long text that takes no room in the file and its time in every row", async () => {
    const many = Array.from({ length: 20_000 }, (_, row) => row);
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: "user_id", data: many.map(() => "u"), type: "STRING" },
          { name: "event_time", data: many.map((row) => new Date(START_MS + row)), type: "TIMESTAMP" },
          { name: "note", data: many.map(() => "x".repeat(100_000)), type: "STRING" },
        ],
      }),
    );
    expect(bytes.length).toBeLessThan(400_000);
    expect(await told(bytes)).toContain("unpacked it is more than 200 times as long");
  });

  test("two hundred thousand columns are counted and not compared", async () => {
    const names = Array.from({ length: 200_000 }, (_, at) => `column${String(at).padStart(7, "0")}`);
    expect(await told(footOnly(names))).toContain("more than 256 columns");
  });

  test("two columns of one name", async () => {
    const data = rows.map((row) => new Date(START_MS + row));
    const columns = ["user_id", "event_time", "user_id"].map((name) => ({ name, data, type: "TIMESTAMP" as const }));
    expect(await told(new Uint8Array(parquetWriteBuffer({ columnData: columns })))).toContain("two columns called user_id");
  });
});

test.each([1 << 30, 1 << 16])(
  "a group of many rows in pages of %i bytes is read twice, once to walk it and once to decode it (F1)",
  async (pageSize) => {
    const many = Array.from({ length: 300_000 }, (_, row) => row);
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: "user_id", data: many.map((row) => `u${row % 9}`), type: "STRING" },
          { name: "event_time", data: many.map((row) => new Date(START_MS + row)), type: "TIMESTAMP" },
          { name: "n", data: many.map((row) => (row % 3 === 0 ? null : row)), type: "INT32", nullable: true },
        ] as Written["columnData"],
        rowGroupSize: many.length,
        pageSize,
      }),
    );
    let readBytes = 0;
    const file = fileOf(bytes, 1 << 16, "a.parquet");
    const slice = (start: number, end: number): Promise<ArrayBuffer> => {
      readBytes += end - start;
      return file.slice(start, end);
    };
    const { events } = await readTrace({ ...file, slice });
    if (!events.ok) throw new Error(JSON.stringify(events.error));
    const { rows: count, users, user, eventTime, payload } = events.value;
    expect(count).toBe(many.length);
    // The dictionary of a column comes with each of its runs of pages, and the foot is looked at a few times.
    expect(readBytes).toBeLessThan(bytes.length * 3);
    const [n] = payload;
    if (n?.type !== "number") throw new Error("n is no number");
    let wrong = 0;
    for (const row of many) {
      const value = row % 3 === 0 ? Number.isNaN(n.values[row]) : n.values[row] === row;
      if (!value || nameOf(users, user[row]) !== `u${row % 9}` || eventTime[row] - eventTime[0] !== row) wrong++;
    }
    expect(wrong).toBe(0);
  },
);

/** A Parquet file of required INT32 columns and no rows: a foot in Thrift's compact protocol and nothing else. */
function footOnly(names: readonly string[]): Uint8Array {
  const bytes: number[] = [];
  const varint = (value: number): void => {
    for (; value > 127; value >>= 7) bytes.push((value & 127) | 128);
    bytes.push(value);
  };
  const text = (value: string): void => {
    varint(value.length);
    bytes.push(...Buffer.from(value));
  };
  // The version, then the schema: its root with the number of children, and a struct for each.
  bytes.push(0x15, 2, 0x19, 0xfc);
  varint(names.length + 1);
  bytes.push(0x48);
  text("root");
  bytes.push(0x15);
  varint(names.length * 2);
  bytes.push(0);
  for (const name of names) {
    bytes.push(0x15, 2, 0x25, 0, 0x18);
    text(name);
    bytes.push(0);
  }
  // No rows and no groups.
  bytes.push(0x16, 0, 0x19, 0x0c, 0);
  const tail = Buffer.from("....PAR1");
  tail.writeUInt32LE(bytes.length, 0);
  return Uint8Array.from([...Buffer.from("PAR1"), ...bytes, ...tail]);
}

/** Where the n-th field of the struct at `at` begins, of fields that are whole numbers. */
function nthField(bytes: Uint8Array, at: number, n: number): number {
  let field = at;
  for (let passed = 1; passed < n; passed++) {
    field++;
    while (bytes[field] > 127) field++;
    field++;
  }
  return field;
}

const of = (...bytes: readonly number[]): BoundedBytes => new BoundedBytes(Uint8Array.from(bytes));
const INT32 = { type: "INT32", lengthBytes: 0 };
const TEXT = { type: "BYTE_ARRAY", lengthBytes: 0 };

/** Each once made the reader go round, or took memory by the gigabyte, for a few bytes. */
test.each<[string, () => unknown]>([
  ["a literal of Snappy that is shorter than nothing", () => unpackSnappy(Uint8Array.of(8, 0xfc, 0xfb, 0xff, 0xff, 0xff, 1, 2), 8)],
  ["a Snappy block that says it is two gigabytes long", () => unpackSnappy(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 7, 0), 0x7fff_ffff)],
  ["a copy from before the block", () => unpackSnappy(Uint8Array.of(4, 0x01, 9), 4)],
  ["a run of a billion values", () => checkRuns(of(0xfe, 0xff, 0xff, 0xff, 7, 1), 1, 10)],
  ["a packed run of a billion values without bits", () => checkRuns(of(0xff, 0xff, 0xff, 0xff, 7), 0, 10)],
  ["a packed run below nothing", () => checkRuns(of(0xff, 0xff, 0xff, 0xff, 15), 0, 10)],
  ["blocks of differences in miniblocks below nothing", () => checkValues(of(128, 1, 0xff, 0xff, 0xff, 0xff, 15, 9, 0, 0), 5, 9, INT32, 0)],
  ["differences in no miniblocks", () => checkValues(of(128, 1, 0, 9, 0, 0), 5, 9, INT32, 0)],
  ["places in a dictionary that is not there", () => checkValues(of(1, 6, 1), 8, 3, TEXT, 0)],
  ["texts that each begin as a longer one", () => checkValues(of(128, 1, 4, 1, 200, 1, 128, 1, 4, 1, 0), 7, 1, TEXT, 0)],
  ["a text longer than its page", () => checkValues(of(255, 255, 255, 127, 1), 0, 1, TEXT, 0)],
  ["a list of two billion", () => thriftFields(of(0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 7, 0), { elements: 100 })],
  ["a number of a thousand bytes", () => thriftFields(of(0x16, ...Array.from({ length: 1000 }, () => 255)), { elements: 100 })],
  ["a thousand structs within each other", () => thriftFields(of(...Array.from({ length: 1000 }, () => 0x1c)), { elements: 2000 })],
  [
    "a hundred thousand structs in a list",
    () => thriftFields(of(0x19, 0xfc, 0xa0, 0x8d, 6, ...new Uint8Array(100_000)), { elements: 50_000 }),
  ],
  ["a struct without an end", () => thriftFields(of(0x15, 2), { elements: 100 })],
])("%s is damage", (_, walk) => {
  expect(walk).toThrow(Damaged);
});

test("what Snappy packs is unpacked: literals of every length, copies that overlap", () => {
  const long = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7) & 255);
  const literal = (bytes: Uint8Array): number[] => [
    0xf8,
    (bytes.length - 1) & 255,
    ((bytes.length - 1) >> 8) & 255,
    (bytes.length - 1) >> 16,
    ...bytes,
  ];
  expect(unpackSnappy(Uint8Array.of(0xf0, 0xa2, 4, ...literal(long)), 70_000)).toEqual(long);
  // "ab", then eight bytes from two before, then four from five before, by copies of one, two and four bytes.
  expect(new TextDecoder().decode(unpackSnappy(Uint8Array.of(15, 0x04, 97, 98, 0x11, 2, 0x0e, 5, 0, 0x03, 1, 0, 0, 0), 15))).toBe(
    "abababababbabaa",
  );
});

test("cells beyond all the bytes of a file are refused before any is read", async () => {
  const file = FILES["packed, with dictionaries"]!;
  // The foot says 4,900,000 rows instead of 200, both as a number of variable length.
  const [was, is] = [Uint8Array.of(0x16, 0x90, 0x03, 0x19), Uint8Array.of(0x16, 0xc0, 0x92, 0xd6, 0x04, 0x19)];
  const footBytes = new DataView(file.buffer, file.byteOffset).getUint32(file.length - 8, true);
  const at = Buffer.from(file).indexOf(was, file.length - 8 - footBytes);
  expect(at).toBeGreaterThan(0);
  const lying = new Uint8Array(file.length + is.length - was.length);
  lying.set(file.subarray(0, at));
  lying.set(is, at);
  lying.set(file.subarray(at + was.length), at + is.length);
  new DataView(lying.buffer).setUint32(lying.length - 8, footBytes + is.length - was.length, true);
  const size = lying.length.toLocaleString("en-US");
  expect(await told(lying)).toBe(
    `The file has 19,600,000 cells, of 4,900,000 rows, in ${size} bytes; a run takes 16,000,000, or 50 for each byte. Take fewer rows or fewer columns, or give CSV.`,
  );
});
