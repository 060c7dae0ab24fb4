import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { csvOf, eventsOf, jsonlOf, knownEvents, read } from "../../test/support/events-file.ts";
import type { EventTrace } from "../engine/rows/event-trace.ts";
import { nameOf } from "../engine/rows/trace-names.ts";
import { TRACE_LIMITS } from "./limits.ts";
import { parseMapping } from "./mapping.ts";

/** What a file said, in the words of its cells. */
function rowsOf(trace: EventTrace) {
  return Array.from({ length: trace.rows }, (_, i) => ({
    id: trace.eventIds === null ? null : nameOf(trace.eventIds, trace.eventId[i]),
    user: nameOf(trace.users, trace.user[i]),
    type: trace.types[trace.type[i]],
    eventMs: trace.eventTime[i],
    arrivalMs: trace.arrivalTime[i],
    ...Object.fromEntries(
      trace.payload.map((column) => [
        column.name,
        column.type === "number" ? column.values[i] : column.codes[i] < 0 ? "" : nameOf(column.names, column.codes[i]),
      ]),
    ),
  }));
}

function rejectsOf(trace: EventTrace): string[] {
  return trace.rejects.kept.map(({ line, column, reason, text }) => `${line} ${column}: ${reason} [${text}]`);
}

async function errorOf(content: string | Uint8Array, map = ""): Promise<string> {
  const mapping = parseMapping(map);
  if (!mapping.ok) return mapping.error.map(({ code, message }) => `${code} ${message}`).join("\n");
  const { events } = await read(content, mapping.value);
  return events.ok ? "no error" : events.error.map(({ code, message }) => `${code} ${message}`).join("\n");
}

const EVENTS = knownEvents(3, 400);

describe("every format gives the same events (F1)", () => {
  it.each([1, 7, 64, 1 << 16])("CSV in pieces of %i bytes", async (chunkBytes) => {
    const some = EVENTS.slice(0, 60);
    expect(rowsOf(await eventsOf(csvOf(some), {}, chunkBytes))).toEqual(some);
    expect(rowsOf(await eventsOf(`﻿${csvOf(some, "\r\n")}`, {}, chunkBytes))).toEqual(some);
  });

  it("CSV with other signs between the fields", async () => {
    const plain = EVENTS.map((event) => ({ ...event, note: "", type: "tap" }));
    for (const [sign, name] of [
      [";", "semicolons"],
      ["\t", "tabs"],
      ["|", "bars"],
    ]) {
      const trace = await eventsOf(csvOf(plain).replaceAll(",", sign));
      expect(rowsOf(trace)).toEqual(plain);
      expect(trace.understood[0]).toContain(name);
    }
  });

  it.each([3, 100, 1 << 16])("JSONL in pieces of %i bytes, ids within objects", async (chunkBytes) => {
    expect(rowsOf(await eventsOf(jsonlOf(EVENTS.slice(0, 80)), {}, chunkBytes))).toEqual(EVENTS.slice(0, 80));
  });

  it("text packed by gzip", async () => {
    expect(rowsOf(await eventsOf(gzipSync(csvOf(EVENTS)), {}, 100))).toEqual(EVENTS);
    expect(rowsOf(await eventsOf(gzipSync(jsonlOf(EVENTS))))).toEqual(EVENTS);
    expect(await errorOf(gzipSync(csvOf(EVENTS)).subarray(0, 900))).toMatch(/^file-unreadable /);
  });

  it("Parquet, with declared times and numbers", async () => {
    const file = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: "event_id", data: EVENTS.map(({ id }) => id), type: "STRING" },
          { name: "user_id", data: EVENTS.map(({ user }) => user), type: "STRING" },
          { name: "event_type", data: EVENTS.map(({ type }) => type), type: "STRING" },
          { name: "event_time", data: EVENTS.map(({ eventMs }) => new Date(eventMs)), type: "TIMESTAMP" },
          { name: "arrival_time", data: EVENTS.map(({ arrivalMs }) => BigInt(arrivalMs)), type: "INT64" },
          { name: "note", data: EVENTS.map(({ note }) => note), type: "STRING" },
        ],
        rowGroupSize: 150,
      }),
    );
    const trace = await eventsOf(file);
    expect(rowsOf(trace)).toEqual(EVENTS);
    expect(trace.understood[1]).toBe('event_time is "event_time": timestamps, as the file declares.');
    expect(await errorOf(file.subarray(0, 2000))).toMatch(/^parquet-broken This is not a readable Parquet file/);
  });
});

describe("bad rows are set aside, by line and reason (F1)", () => {
  it("CSV", async () => {
    const lines = [
      "user_id,event_time,arrival_time,note", // 1
      "u1,2026-03-05T19:00:00Z,2026-03-05T19:00:00Z,fine",
      "u2,yesterday,2026-03-05T19:00:00Z,",
      ",2026-03-05T19:00:00Z,2026-03-05T19:00:00Z,", // 4
      "u3,2026-02-30T19:00:00Z,2026-03-05T19:00:00Z,",
      "u4,2026-03-05T19:00:00Z",
      "", // an empty line is no row
      'u5,2026-03-05T19:00:01Z,2026-03-05T19:00:02Z,"over',
      'two lines"', // 9
      'u6,2026-03-05T19:00:00Z,2026-03-05T19:00:00Z,"shut" too early',
      "u7,2026-03-05T19:00:00Z,never,",
      "u8,1900-01-01,2026-03-05T19:00:00Z,",
      "u9,2026-03-05T19:00:00Z,2026-03-05T19:00:00Z,one,two", // 13
      'u10,2026-03-05T19:00:00Z,2026-03-05T19:00:00Z,"never closed',
      "u11,2026-03-05T19:00:03Z,2026-03-05T19:00:03Z,last, without an end of line".replace(", without", " without"),
    ];
    const trace = await eventsOf(lines.join("\n"));
    expect(rowsOf(trace).map(({ user }) => user)).toEqual(["u1", "u5", "u11"]);
    expect([...trace.line]).toEqual([2, 8, 15]);
    expect(rejectsOf(trace)).toEqual([
      "3 event_time: not a time: ISO 8601, or a number since 1970 [yesterday]",
      "4 user_id: the user is empty []",
      "5 event_time: not a time: ISO 8601, or a number since 1970 [2026-02-30T19:00:00Z]",
      "6 : 2 fields where the header has 4 [u4,2026-03-05T19:00:00Z]",
      '10 : there is text behind a closing quote [u6,2026-03-05T19:00:00Z,2026-03-05T19:00:00Z,"shut" too early]',
      "11 arrival_time: not a time: ISO 8601, or a number since 1970 [never]",
      "12 event_time: a time outside 1970 to 2199 [-2208988800000]",
      "13 : 5 fields where the header has 4 [u9,2026-03-05T19:00:00Z,2026-03-05T19:00:00Z,one,two]",
      '14 : a quote opened in this row is never closed [u10,2026-03-05T19:00:00Z,2026-03-05T19:00:00Z,"never closed]',
    ]);
    expect(trace.rejects.count).toBe(9);
  });

  it("JSONL", async () => {
    const lines = [
      '{"user_id":"u1","event_time":1772737200}',
      "{not json",
      '["u2",1772737200]',
      '{"user_id":null,"event_time":1772737200}',
      '{"user_id":"u3"}',
      "",
      '{"user_id":"u4","event_time":"2026-03-05 19:00:01.5+01:00","__proto__":{"polluted":1},"constructor":2}',
      '{"user_id":9007199254740993,"event_time":1772737200000000000}',
    ];
    const trace = await eventsOf(lines.join("\n"));
    expect(rowsOf(trace).map(({ user, eventMs }) => [user, eventMs])).toEqual([
      ["u4", Date.UTC(2026, 2, 5, 18, 0, 1, 500)],
      ["u1", 1_772_737_200_000],
    ]);
    expect(rejectsOf(trace)).toEqual([
      "2 : the line is not JSON [{not json]",
      '3 : the line is not a JSON object [["u2",1772737200]]',
      "4 user_id: the user is empty []",
      "5 event_time: the time is empty []",
      "8 event_time: a number of nanoseconds, where the column counts seconds [1772737200000000000]",
    ]);
    expect(trace.payload.map(({ name }) => name)).toEqual(["__proto__.polluted", "constructor"]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it("JSON within JSON beyond any depth", async () => {
    const deep = `{"user_id":"u1","event_time":1,"x":${"[".repeat(120_000)}${"]".repeat(120_000)}}`;
    const trace = await eventsOf(`${deep}\n{"user_id":"u2","event_time":2}`);
    expect(trace.rows + trace.rejects.count).toBe(2);
    expect(rowsOf(trace).at(-1)?.user).toBe("u2");
  });

  it("bytes that are no UTF-8", async () => {
    const bad = new Uint8Array([
      ...new TextEncoder().encode("user_id,event_time\nu1,1772737200\nu"),
      0xff,
      0xfe,
      ...new TextEncoder().encode(",1772737200\n"),
    ]);
    const trace = await eventsOf(bad);
    expect(rejectsOf(trace)).toEqual(["3 : the row is not UTF-8; save the file in this encoding [u��,1772737200]"]);
  });

  it("a row longer than the limit, and the one after it is read", async () => {
    const long = "x".repeat(TRACE_LIMITS.recordBytes);
    for (const text of [
      `user_id,event_time\n${long},1772737200\nu1,1772737200`,
      `{"user_id":"u0","event_time":1}\n{"user_id":"${long}"}\n{"user_id":"u1","event_time":1}`,
    ]) {
      const trace = await eventsOf(text, {}, 10_000);
      expect(rowsOf(trace).at(-1)?.user).toBe("u1");
      expect(trace.rejects.kept.map(({ line, reason, text: shown }) => [line, reason.slice(0, 30), shown.length])).toEqual([
        [2, expect.stringContaining("is longer than 256 KB"), TRACE_LIMITS.rejectTextCharacters],
      ]);
    }
  });

  it("more rejects than are kept are still counted", async () => {
    const rows = TRACE_LIMITS.rejectsKept + 50;
    const trace = await eventsOf(`user_id,event_time\nu1,1\n${"u2,x\n".repeat(rows)}`);
    expect([trace.rejects.count, trace.rejects.kept.length]).toEqual([rows, TRACE_LIMITS.rejectsKept]);
  });
});

describe("times", () => {
  const timesOf = async (...times: string[]) => [
    ...(await eventsOf(`user,ts\n${times.map((each) => `u,"${each}"`).join("\n")}`)).eventTime,
  ];

  it("ISO 8601 in its forms; without an offset it is UTC", async () => {
    const at = Date.UTC(2024, 1, 29, 6, 5, 4);
    expect(
      await timesOf(
        "2024-02-29T06:05:04Z",
        "2024-02-29 06:05:04",
        "2024-02-29T06:05:04+00",
        "2024-02-29 06:05:04 UTC",
        "2024-02-29T08:35:04.000000+02:30",
        "2024-02-28T23:05:04,000-0700",
      ),
    ).toEqual(Array.from({ length: 6 }, () => at));
    expect(await timesOf("2024-02-29", "2024-02-29T06:05")).toEqual([Date.UTC(2024, 1, 29), Date.UTC(2024, 1, 29, 6, 5)]);
    expect(await timesOf("2024-02-29T06:05:04.123456Z")).toEqual([at + 123.456]);
  });

  it("a column of numbers has one unit, and says which", async () => {
    for (const [number, unit] of [
      ["1772737200", "seconds"],
      ["1772737200.250", "seconds"],
      ["1772737200000", "milliseconds"],
      ["1772737200000000", "microseconds"],
      ["1772737200000000000", "nanoseconds"],
    ]) {
      const trace = await eventsOf(`user,ts\nu,${number}\nu,${number}\n`);
      expect(Math.floor(trace.eventTime[0] / 1000)).toBe(1_772_737_200);
      expect(trace.understood.join(" ")).toContain(`read as ${unit} since 1970`);
    }
    const mixed = await eventsOf("user,ts\nu,1772737200000\nu,1772737200\nu,1772737200001\n");
    expect(rejectsOf(mixed)).toEqual(["3 ts: a number of seconds, where the column counts milliseconds [1772737200]"]);
  });

  it("small numbers are seconds unless the mapping says otherwise", async () => {
    expect([...(await eventsOf("user,ts\nu,0\nu,90\n")).eventTime]).toEqual([0, 90_000]);
    expect([...(await eventsOf("user,ts\nu,0\nu,90\n", { event_time: "ts:ms" })).eventTime]).toEqual([0, 90]);
  });

  it.each([
    "2026-13-01",
    "2026-00-10",
    "2026-04-31",
    "2025-02-29",
    "2026-03-05T24:00:00Z",
    "2026-03-05T10:60",
    "2026-03-05T10:00:00+",
    "2026-03-05Txx",
    "12e",
    "--5",
    "1e400",
    "0x10",
    "NaN",
    "-1",
    "2200-01-01",
  ])("%s is refused", async (text) => {
    const trace = await eventsOf(`user,ts\nu,1772737200\nv,"${text}"`);
    expect(trace.rejects.count).toBe(1);
  });

  it("rows are ordered by arrival, and those that arrive together as in the file (F2)", async () => {
    const trace = await eventsOf("user,event_time,arrival_time\na,100,900\nb,200,300\nc,50,300\nd,10,1");
    expect([...trace.line].map((line) => "xxabcd"[line])).toEqual(["d", "b", "c", "a"]);
    expect([...trace.eventTime]).toEqual([10_000, 200_000, 50_000, 100_000]);
  });

  it("without an arrival time rows arrive when they happened, and it says so (F2)", async () => {
    const trace = await eventsOf("user,ts\na,200\nb,100");
    expect([...trace.arrivalTime]).toEqual([100_000, 200_000]);
    expect(trace.understood.join(" ")).toContain("There is no arrival_time");
    expect(trace.understood.join(" ")).toContain("The file is not in this order");
  });
});

describe("columns", () => {
  it.each(["userId", "User ID", "uid", "customer_id", "USER"])("%s is known for the user", async (name) => {
    expect(rowsOf(await eventsOf(`${name},timestamp\nu1,1`))[0]?.user).toBe("u1");
  });

  it("a mapping wins over names, without regard to case", async () => {
    const mapping = parseMapping("user_id=buyer, event_time=When");
    expect(mapping.ok && rowsOf(await eventsOf("user_id,buyer,event_time,when\nx,u1,zzz,5", mapping.value))).toMatchObject([
      { user: "u1", eventMs: 5000 },
    ]);
  });

  it("says what is missing and what was perhaps meant", async () => {
    expect(await errorOf("person,ts\na,1")).toBe(
      "column-missing No column of the file is recognised as user_id. Its columns are person, ts. Say which one it is: user_id=<column>.",
    );
    expect(await errorOf("usr_id,ts\na,1")).toContain("user_id=usr_id.");
    expect(await errorOf("person,ts\na,1", "user_id=persn")).toBe(
      'map-column The file has no column "persn" for user_id. Did you mean "person"?',
    );
    expect(await errorOf("person,ts\na,1", "userid=person")).toMatch(/^map-role .*Did you mean "user_id"\?/);
    expect(await errorOf("person,ts\na,1", "user_id")).toMatch(/^map-syntax /);
    expect(await errorOf("person,ts\na,1", "user_id=a,user_id=b")).toMatch(/^map-twice /);
    expect(await errorOf("person,ts\na,1", "__proto__=person")).toMatch(/^map-role /);
    expect(await errorOf("user,ts\na,1", "user_id=")).toMatch(/^column-missing /);
  });

  it("a role may be said to have no column", async () => {
    const mapping = parseMapping("event_type=");
    const trace = await eventsOf("user,ts,type\nu,1,tap", mapping.ok ? mapping.value : {});
    expect([trace.types, trace.payload.map(({ name }) => name)]).toEqual([["event"], ["type"]]);
  });

  it("whole columns of numbers become numbers; codes with leading zeros stay texts", async () => {
    const trace = await eventsOf("user,ts,amount,zip\nu,1,12.5,00501\nu,2,,90210");
    expect(trace.payload.map(({ name, type }) => `${name} ${type}`)).toEqual(["amount number", "zip text"]);
    expect(rowsOf(trace).map((row) => ("amount" in row ? row.amount : null))).toEqual([12.5, Number.NaN]);
  });

  it("names that are missing or there twice get one of their own", async () => {
    const trace = await eventsOf("user,ts,,Note,note\nu,1,a,b,c");
    expect(trace.payload.map(({ name }) => name)).toEqual(["column 3", "Note", "note 2"]);
  });

  it("further columns than are kept are named", async () => {
    const names = Array.from({ length: 40 }, (_, i) => `x${i}`);
    const trace = await eventsOf(`user,ts,${names.join(",")}\nu,1${",v".repeat(40)}`);
    expect(trace.payload.length).toBe(TRACE_LIMITS.payloadColumns);
    expect(trace.understood.join(" ")).toContain("x32, x33");
  });

  it("rare event types are taken together, those that are counted by name are not", async () => {
    const rows = Array.from({ length: 400 }, (_, i) => `u,${i},t${i}\nu,${i},t${i}`);
    const trace = await eventsOf(`user,ts,type\n${rows.join("\n")}\nu,500,install\n`);
    expect(trace.types.length).toBe(TRACE_LIMITS.types);
    expect(trace.types).toContain("install");
    expect(trace.types.at(-1)).toBe("other");
    expect(trace.understood.join(" ")).toContain("152 rarer values of event_type");
    expect(trace.types[trace.type[trace.rows - 1]]).toBe("install");
  });
});

describe("a file that cannot be used", () => {
  it.each([
    ["", /^file-empty /],
    ["user_id,event_time\n", /^no-rows .*It holds no rows/],
    ["user_id,event_time\n,\n,\n", /^no-rows .*All of its 2 rows were refused; line 2: the user is empty/],
    ["[\n{}]", /^file-array .*one object per line/i],
    ["user,ts\nu,1970-01-02\nu,2190-01-01", /^trace-span .*1970-01-02 \(line 2\) to 2190-01-01 \(line 3\)/],
    [`user,ts,${"x,".repeat(300)}\n`, /^too-many-columns /],
  ])("%j", async (text, reason) => {
    expect(await errorOf(text)).toMatch(reason);
  });

  it("UTF-16 is named", async () => {
    expect(await errorOf(new Uint8Array(Buffer.from("﻿user_id,event_time\nu,1\n", "utf16le")))).toMatch(/^file-encoding /);
    expect(await errorOf(new Uint8Array(Buffer.from("user_id,event_time\nu,1\n", "utf16le")))).toMatch(/^file-encoding /);
  });

  it("more users over more hours than a run keeps figures for", async () => {
    const rows = Array.from({ length: 120_000 }, (_, i) => `u${i},${(i % 8700) * 3600}`);
    expect(await errorOf(`user,ts\n${rows.join("\n")}`)).toMatch(/^trace-size 120,000 users over 8,700 hours /);
  });
});

describe("a hopeless file is given up early, with the reason", () => {
  const good = '{"user_id":"a","event_time":"2026-01-01T00:00:00Z"}\n';

  it("when none of its first rows can be replayed", async () => {
    const rows = `${'{"user_id":"","event_time":"2026-01-01T00:00:00Z"}\n'.repeat(TRACE_LIMITS.rejectsBeforeFirst + 5)}${good}`;
    expect(await errorOf(rows)).toBe(
      "too-many-rejects None of the first 10,000 rows can be replayed; line 1: user_id: the user is empty. Check the mapping of its columns.",
    );
  });

  it("when more rows are refused than any file should have", async () => {
    expect(await errorOf(`${good}${"x\n".repeat(TRACE_LIMITS.rejects + 5)}`)).toContain(
      "too-many-rejects 250,000 rows cannot be replayed, the first at line 2: the line is not JSON.",
    );
  });

  it("when it is full of lines with nothing on them", async () => {
    for (const first of [good, "user_id,event_time\na,2026-01-01T00:00:00Z\n"])
      expect(await errorOf(`${first}${"\n".repeat(TRACE_LIMITS.blankLines + 5)}`)).toContain("too-many-blank-lines");
  });

  it("when it unpacks to far more than records do", async () => {
    const long = `{"user_id":"a","event_time":"2026-01-01T00:00:00Z","note":"${"a".repeat(200_000)}"}\n`;
    const packed = gzipSync(Buffer.alloc(TRACE_LIMITS.inflationFromBytes + (1 << 20), long));
    expect(await errorOf(packed)).toContain("it is more than 200 times as long");
  });

  it("but a file whose rows are mostly good is read to its end", async () => {
    const trace = await eventsOf(`${good}${"x\n".repeat(TRACE_LIMITS.rejectsBeforeFirst + 5)}${good}`);
    expect([trace.rows, trace.rejects.count]).toEqual([2, TRACE_LIMITS.rejectsBeforeFirst + 5]);
  });
});
