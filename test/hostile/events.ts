import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { createStream } from "../../src/base/rng.ts";
import type { RandomStream } from "../../src/base/rng.ts";
import { TRACE_LIMITS } from "../../src/trace/limits.ts";
import { parseMapping } from "../../src/trace/mapping.ts";
import { readTrace } from "../../src/trace/read-trace.ts";
import type { TraceFile } from "../../src/trace/read-trace.ts";
import { csvOf, fileOf, jsonlOf, knownEvents } from "../support/events-file.ts";
import { refused, taken } from "./verdict.ts";
import type { Ending, Hostile } from "./verdict.ts";

const CHUNK_BYTES = 1 << 16;

/** Gives a file to the reader: events and bounded rejects, or findings. `mostPieces`: how many pieces of it may be read at most. */
export async function meetFile(file: TraceFile, mostPieces = Infinity, map = ""): Promise<Ending> {
  const mapping = parseMapping(map);
  if (!mapping.ok) return refused(mapping.error);
  let pieces = 0;
  const counted: TraceFile = {
    ...file,
    async *chunks() {
      for await (const chunk of file.chunks()) {
        pieces++;
        yield chunk;
      }
    },
  };
  const { events, preview, columns } = await readTrace(counted, mapping.value);
  if (pieces > mostPieces) throw new Error(`${pieces} pieces were read, where ${mostPieces} are enough to know`);
  if (columns.length > TRACE_LIMITS.columns || preview.length > 1000) throw new Error("more is shown than fits a page");
  if (!events.ok) return refused(events.error);
  const { rejects, rows } = events.value;
  if (rejects.kept.length > TRACE_LIMITS.rejectsKept || rows === 0)
    throw new Error("more rejects are kept than are listed, or nothing was read");
  for (const { text } of rejects.kept) if (text.length > TRACE_LIMITS.rejectTextCharacters + 1) throw new Error("a reject is kept whole");
  return taken();
}

/** Bytes of a Node buffer lie in a pool with others: a file holds its own alone. */
const inMemory = (content: string | Uint8Array, chunkBytes: number): TraceFile =>
  fileOf(typeof content === "string" ? content : Uint8Array.from(content), chunkBytes);

/** A file of the same piece again and again, made as it is read. */
function repeated(head: string, piece: string | Uint8Array, pieces: number): TraceFile {
  const first = new TextEncoder().encode(head);
  const bytes = typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
  return {
    name: "events.csv",
    sizeBytes: first.length + bytes.length * pieces,
    slice: async (start, end) => new Uint8Array([...first, ...bytes.subarray(0, 64)]).slice(start, end).buffer,
    async *chunks() {
      yield first;
      for (let at = 0; at < pieces; at++) yield bytes;
    },
  };
}

/** Bytes that unpack to `pieces` times one megabyte of the same. */
function inflating(piece: string, pieces: number): Uint8Array {
  const member = gzipSync(piece.repeat(Math.ceil(1024 ** 2 / piece.length)), { level: 9 });
  return Buffer.concat(Array.from({ length: pieces }, () => member));
}

const EVENTS = knownEvents(3, 120);
const CSV = csvOf(EVENTS);
const JSONL = jsonlOf(EVENTS);
const PARQUET = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: "user_id", data: EVENTS.map(({ user }) => user), type: "STRING" },
      { name: "event_type", data: EVENTS.map(({ type }) => type), type: "STRING" },
      { name: "event_time", data: EVENTS.map(({ eventMs }) => new Date(eventMs)), type: "TIMESTAMP" },
      { name: "note", data: EVENTS.map(({ note }) => note), type: "STRING" },
    ],
    rowGroupSize: 40,
  }),
);
const HEAD = "user_id,event_time\n";
const GOOD = "u,2026-03-05T19:00:00Z\n";
const lines = (line: string): string => `${line}\n`.repeat(Math.ceil(CHUNK_BYTES / (line.length + 1)));

/** A line that never ends is passed over without being looked at: the size a file may have is the limit, and less of it shows as much. */
const WHOLE = Infinity;

/** Files that could go on for a gigabyte, and after how many pieces of 64 KB at most the reader must have given up. */
const ENDLESS: readonly (readonly [string, string, string, number])[] = [
  ["a gigabyte of empty objects", "{}\n", lines("{}"), 20],
  ["a gigabyte of objects of other things", '{"a":1}\n', lines('{"a":1}'), 20],
  ["a gigabyte of broken JSON", '{"user_id":"u","event_time":1772737200}\n', lines("{"), 20],
  ["a gigabyte of blank lines", HEAD, "\n".repeat(CHUNK_BYTES), 40],
  ["a gigabyte of blank lines after an object", '{"user_id":"u","event_time":1772737200}\n', "\n".repeat(CHUNK_BYTES), 40],
  ["a gigabyte of rows without a user", HEAD, lines(",2026-03-05T19:00:00Z"), 20],
  ["a gigabyte of rows of one field", HEAD, lines("x"), 20],
  ["a gigabyte of rows without a time, after a good one", HEAD + GOOD, lines("u,soon"), 40],
  ["64 MB without a line break", HEAD, "x".repeat(CHUNK_BYTES), WHOLE],
  ["64 MB within one pair of quotes", HEAD, 'u,"'.padEnd(CHUNK_BYTES, "x"), WHOLE],
  ["64 MB of quotes", HEAD, '"'.repeat(CHUNK_BYTES), WHOLE],
  ["64 MB of commas", HEAD, ",".repeat(CHUNK_BYTES), WHOLE],
  ["64 MB of NUL", HEAD, "\u0000".repeat(CHUNK_BYTES), WHOLE],
  ["a header of 64 MB", "user_id", ",column".repeat(CHUNK_BYTES / 8), WHOLE],
];

const BYTES: readonly (readonly [string, () => string | Uint8Array])[] = [
  ["nothing", () => ""],
  ["one byte", () => "x"],
  ["a header alone", () => HEAD],
  ["a header twice", () => HEAD + HEAD],
  ["a JSON list", () => `[${JSONL.split("\n").join(",")}]`],
  ["an object of a megabyte", () => `{"user_id":"${"u".repeat(1024 ** 2)}","event_time":1}`],
  ["an object nested a hundred thousand deep", () => `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
  [
    "an object with a prototype",
    () => '{"__proto__":{"user_id":"u","event_time":1772737200}}\n{"user_id":"u","event_time":1772737200,"__proto__":{"polluted":1}}',
  ],
  ["an object with a constructor for a user", () => '{"user_id":{"constructor":{"prototype":1}},"event_time":1772737200}'],
  [
    "ten thousand names in one object",
    () => `{"user_id":"u","event_time":1772737200,${Array.from({ length: 10_000 }, (_, at) => `"k${at}":${at}`).join(",")}}`,
  ],
  [
    "ten thousand objects of other names each",
    () => Array.from({ length: 10_000 }, (_, at) => `{"user_id":"u","event_time":1772737200,"k${at}":1}`).join("\n"),
  ],
  ["300 columns", () => `user_id,event_time,${Array.from({ length: 300 }, (_, at) => `c${at}`).join(",")}\n`],
  ["the same column a hundred times", () => `user_id,event_time${",note".repeat(100)}\n${GOOD}`],
  ["columns of the language", () => "user_id,event_time,__proto__,constructor,toString\nu,2026-03-05T19:00:00Z,a,b,c\n"],
  ["a column of a megabyte", () => `user_id,event_time,${"x".repeat(1024 ** 2)}\n${GOOD}`],
  ["columns that steer a terminal", () => "user_id,event_time,\u001b[2J\nu,2026-03-05T19:00:00Z,\u001b]0;x\u0007\n"],
  ["users that are mark-up", () => `${HEAD}<img src=x onerror=alert(1)>,2026-03-05T19:00:00Z\n`],
  ["users that are formulas", () => `${HEAD}"=cmd|' /C calc'!A0",2026-03-05T19:00:00Z\n`],
  ["times at the ends of what a number can say", () => `${HEAD}u,1e308\nu,-1e308\nu,9007199254740993\nu,NaN\nu,Infinity\nu,5e-324\n`],
  ["times that are dates of no calendar", () => `${HEAD}u,2026-13-45T99:99:99Z\nu,0000-00-00\nu,275760-09-13T00:00:01Z\n`],
  ["a time of a hundred thousand digits", () => `${HEAD}u,${"9".repeat(100_000)}\n`],
  ["times two hundred years apart", () => `${HEAD}u,1970-01-02T00:00:00Z\nu,2190-01-02T00:00:00Z\n`],
  ["times in units that do not agree", () => `${HEAD}u,1772737200\nu,1772737200000\nu,1772737200000000\n`],
  ["UTF-16", () => Buffer.from(`\uFEFF${CSV}`, "utf16le")],
  ["bytes that are no text", () => Uint8Array.from({ length: 4096 }, (_, at) => (at * 37) % 256)],
  ["half a character at the end", () => Buffer.concat([Buffer.from(CSV), Buffer.from([0xe2, 0x82])])],
  ["carriage returns alone", () => CSV.replaceAll("\n", "\r")],
  ["Arrow", () => Buffer.concat([Buffer.from("ARROW1\u0000\u0000"), Buffer.alloc(1000)])],
  ["a zip archive", () => Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0])],
  ["gzip of nothing", () => gzipSync("")],
  ["gzip of gzip", () => gzipSync(gzipSync(CSV))],
  ["gzip of Parquet", () => gzipSync(PARQUET)],
  ["gzip that ends after its head", () => gzipSync(CSV).subarray(0, 10)],
  ["gzip with a wrong sum", () => Buffer.concat([gzipSync(CSV).subarray(0, -8), Buffer.alloc(8)])],
  ["gzip of 400 MB of blank lines", () => inflating("\n", 400)],
  ["gzip of 400 MB of one letter", () => inflating("x", 400)],
  ["gzip of 400 MB of empty objects", () => inflating("{}\n", 400)],
  ["gzip of 400 MB of rows that are refused", () => Buffer.concat([gzipSync(HEAD), inflating("x\n", 400)])],
  ["Parquet's four letters alone", () => "PAR1"],
  ["Parquet's four letters twice", () => "PAR1PAR1"],
  [
    "Parquet that says its foot is 4 GB long",
    () => Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(100), Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.from("PAR1")]),
  ],
  [
    "Parquet that says its foot is longer than it is",
    () => Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(100), Buffer.from([0xff, 0, 0, 0]), Buffer.from("PAR1")]),
  ],
  [
    "Parquet whose foot is noise",
    () => Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(100, 0x1c), Buffer.from([100, 0, 0, 0]), Buffer.from("PAR1")]),
  ],
  ["Parquet without columns", () => new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "x", data: [], type: "INT32" }] }))],
];

const MAPS = [
  "user=nothing",
  "user=",
  "=",
  "user=user_id,user=event_time",
  "__proto__=user_id",
  "time=event_time:fortnights",
  "x".repeat(100_000),
  "user=user_id;".repeat(10_000),
];

const FORMATS: { readonly [format: string]: Uint8Array } = {
  CSV: Buffer.from(CSV),
  JSONL: Buffer.from(JSONL),
  "packed CSV": gzipSync(CSV),
  "packed JSONL": gzipSync(JSONL),
  Parquet: PARQUET,
};

/** A good file with a few of its bits turned over, or cut off, or with a piece of it there twice. */
export function damagedFile(format: string, seed: number): Hostile {
  return {
    name: `events ${seed}: ${format}, damaged`,
    meet: () => meetFile(inMemory(damaged(FORMATS[format] as Uint8Array, createStream(seed, "damaged events", format)), 700)),
  };
}

function damaged(whole: Uint8Array, random: RandomStream): Uint8Array {
  const at = random.nextBelow(whole.length);
  switch (random.nextBelow(4)) {
    case 0:
      return whole.slice(0, at);
    case 1:
      return Buffer.concat([whole.slice(0, at), whole.slice(Math.max(0, at - 50))]);
    default: {
      const bytes = Uint8Array.from(whole);
      for (let times = 1 + random.nextBelow(6); times > 0; times--) {
        const place = random.nextBelow(bytes.length);
        bytes[place] = (bytes[place] as number) ^ (1 << random.nextBelow(8));
      }
      return bytes;
    }
  }
}

export const FILE_FORMATS = Object.keys(FORMATS);

const PIECES_OF_A_GIGABYTE = 1024 ** 3 / CHUNK_BYTES - 1;

export const HOSTILE_EVENTS: readonly Hostile[] = [
  ...ENDLESS.map(
    ([name, head, piece, most]): Hostile => ({
      name: `events: ${name}`,
      meet: () => meetFile(repeated(head, piece, most === WHOLE ? PIECES_OF_A_GIGABYTE / 16 : PIECES_OF_A_GIGABYTE), most),
    }),
  ),
  { name: "events: more than a gigabyte", meet: () => meetFile(repeated(HEAD, lines("x"), PIECES_OF_A_GIGABYTE * 3), 0) },
  ...BYTES.map(([name, bytes]): Hostile => ({ name: `events: ${name}`, meet: () => meetFile(inMemory(bytes(), CHUNK_BYTES)) })),
  ...MAPS.map(
    (map): Hostile => ({ name: `mapping: ${map.slice(0, 40)}`, meet: () => meetFile(inMemory(CSV, CHUNK_BYTES), Infinity, map) }),
  ),
];
