import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { createStream } from "../base/rng.ts";
import { readTrace } from "./read-trace.ts";
import type { TraceFile } from "./read-trace.ts";

const ROWS = 600;
const users = Array.from({ length: ROWS }, (_, i) => `u${i % 7}`);
const times = Array.from({ length: ROWS }, (_, i) => new Date(1_772_359_200_000 + i * 1000));
const text = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(`${lines.join("\n")}\n`);

const CSV = text(["user_id,event_time", ...users.map((user, i) => `${user},${times[i]?.toISOString()}`)]);
const JSONL = text(users.map((user, i) => JSON.stringify({ user_id: user, event_time: times[i] })));
const PARQUET = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: "user_id", data: users, type: "STRING" },
      { name: "event_time", data: times, type: "TIMESTAMP" },
    ],
  }),
);
const GZIP = new Uint8Array(gzipSync(CSV));
const GOOD = { "a.csv": CSV, "a.jsonl": JSONL, "a.parquet": PARQUET, "a.csv.gz": GZIP } as const;

function fileOf(name: string, bytes: Uint8Array): TraceFile {
  return {
    name,
    sizeBytes: bytes.length,
    slice: (start, end) => Promise.resolve(bytes.slice(start, end).buffer as ArrayBuffer),
    // eslint-disable-next-line @typescript-eslint/require-await
    chunks: async function* () {
      yield bytes;
    },
  };
}

async function told(name: string, bytes: Uint8Array): Promise<string> {
  const { events } = await readTrace(fileOf(name, bytes));
  return events.ok ? "" : events.error.map(({ code, message }) => `${code} ${message}`).join(" | ");
}

/** What a program says that has tripped, and no person can use. */
const LEAKS = /undefined|null|not a function|not iterable|Cannot|DataView|bounds|BigInt|NaN|TypeError|RangeError|\.\./;
const SENTENCE = /^[a-z-]+ [A-Z].*[.>]$/s;

test("the files that are about to be broken are whole (F1)", async () => {
  for (const [name, bytes] of Object.entries(GOOD)) expect(await told(name, bytes), name).toBe("");
});

const noise = (length: number): Uint8Array => {
  const random = createStream(1, "noise", "bytes");
  return Uint8Array.from({ length }, () => random.nextBelow(256));
};
const letters = (word: string): Uint8Array => Uint8Array.from(word, (letter) => letter.charCodeAt(0));
const joined = (...pieces: readonly Uint8Array[]): Uint8Array => Uint8Array.from(pieces.flatMap((piece) => [...piece]));
const packed = (bytes: Uint8Array): Uint8Array => new Uint8Array(gzipSync(bytes));

test.each<[string, string, Uint8Array, string]>([
  [
    "text that is called Parquet",
    "fake.parquet",
    letters("hello, this is text\n"),
    "parquet-broken The file is called Parquet and does not begin as one.",
  ],
  [
    "the first bytes of Parquet alone",
    "a.parquet",
    letters("PAR1"),
    "parquet-broken This is not a readable Parquet file: what is in it is damaged.",
  ],
  ["Parquet with text inside", "a.parquet", letters(`PAR1${"text ".repeat(40)}PAR1`), "it does not end as one"],
  ["Parquet without a footer", "a.parquet", joined(letters("PAR1"), new Uint8Array(60), letters("PAR1")), "what is in it is damaged"],
  ["half of a Parquet file", "a.parquet", PARQUET.slice(0, PARQUET.length / 2), "so it was cut off or something follows it"],
  ["Parquet less its last byte", "a.parquet", PARQUET.slice(0, -1), "so it was cut off"],
  ["Parquet less its first bytes", "a.parquet", PARQUET.slice(4), "does not begin as one"],
  [
    "Parquet packed by gzip",
    "a.parquet.gz",
    packed(PARQUET),
    "file-binary The file is a Parquet file that was packed again. Unpack it and give it as it is and",
  ],
  ["half of a packed file", "a.csv.gz", GZIP.slice(0, GZIP.length / 2), "what gzip packed in it is damaged, or was cut off. Give it again"],
  ["a packed file less its sum", "a.csv.gz", GZIP.slice(0, -4), "damaged, or was cut off"],
  ["the first bytes of gzip alone", "a.csv.gz", GZIP.slice(0, 2), "damaged, or was cut off"],
  [
    "a packed file with a turned byte",
    "a.csv.gz",
    GZIP.map((byte, i) => (i === GZIP.length >> 1 ? byte ^ 255 : byte)),
    "damaged, or was cut off",
  ],
  ["a packed file with something behind it", "a.csv.gz", joined(GZIP, letters("more")), "damaged, or was cut off"],
  ["a file packed twice", "a.gz.gz", packed(GZIP), "file-binary The file is packed by gzip twice."],
  ["nothing, packed", "a.gz", packed(new Uint8Array(0)), "no-rows Nothing in the file can be replayed. It holds no rows."],
  [
    "Arrow",
    "a.arrow",
    joined(letters("ARROW1\0\0"), noise(300)),
    "file-binary The file is an Arrow file. Write it as Parquet and give that.",
  ],
  ["a stream of Arrow", "a.arrows", joined(letters("\xff\xff\xff\xff"), noise(300)), "file-binary The file holds no text."],
  ["Feather", "a.feather", joined(letters("FEA1"), noise(300)), "a Feather file"],
  ["ORC", "a.orc", joined(letters("ORC"), noise(300)), "an ORC file"],
  ["Avro", "a.avro", joined(letters("Obj\x01"), noise(300)), "an Avro file"],
  ["a workbook", "a.xlsx", joined(letters("PK\x03\x04"), noise(300)), "a ZIP archive, as workbooks are, too"],
  ["Zstandard", "a.zst", joined(letters("\x28\xb5\x2f\xfd"), noise(300)), "packed by Zstandard"],
  ["SQLite", "a.db", joined(letters("SQLite format 3\0"), noise(300)), "an SQLite database"],
  ["noise", "a.csv", noise(2000), "file-binary The file holds no text."],
  ["zero bytes", "a.csv", new Uint8Array(1000), "file-binary The file holds no text."],
  ["CSV full of zero bytes", "a.csv", letters("user_id,event_time\n\0\0\0\0\0,1\n"), "file-binary The file holds no text."],
  ["UTF-16", "a.csv", letters("u\0s\0e\0r\0"), "file-encoding The file is UTF-16."],
  ["lines that end as on an old Mac", "a.csv", CSV.map((byte) => (byte === 10 ? 13 : byte)), "end by a carriage return alone"],
  ["JSONL of lists", "a.jsonl", letters("[1,2]\n[3,4]\n"), "file-array The file begins as a JSON list."],
  ["one JSON list", "a.json", letters('[{"user_id":"a","event_time":1}]'), "Write one object per line"],
  ["half a line of JSON", "a.jsonl", letters('{"user_id":'), "No column of it could be read."],
  ["JSONL of numbers", "a.jsonl", letters("1\n2\n"), "column-missing No column of the file is recognised as user_id."],
  ["a page of the web", "a.csv", letters("<html><body>404</body></html>"), "column-missing"],
  ["an empty file", "a.csv", new Uint8Array(0), "file-empty"],
])("%s is refused in a sentence (F1)", async (_, name, bytes, sentence) => {
  const message = await told(name, bytes);
  expect(message).toContain(sentence);
  for (const one of message.split(" | ")) expect(one).toMatch(SENTENCE);
  expect(message).not.toMatch(LEAKS);
});

test.each(Object.entries(GOOD))("%s with bytes turned or its end missing is read or refused in a sentence (F1)", async (name, bytes) => {
  const random = createStream(7, "broken", name);
  for (let trial = 0; trial < 150; trial++) {
    const broken = bytes.slice(0, random.nextBelow(3) === 0 ? random.nextBelow(bytes.length) : bytes.length);
    for (let turned = random.nextBelow(6); turned > 0 && broken.length > 4; turned--)
      broken[4 + random.nextBelow(broken.length - 4)] = random.nextBelow(256);
    const message = await told(name, broken);
    if (message === "") continue;
    expect(message, `trial ${trial}`).toMatch(SENTENCE);
    if (name !== "a.csv" && name !== "a.jsonl") expect(message, `trial ${trial}`).not.toMatch(LEAKS);
  }
});
