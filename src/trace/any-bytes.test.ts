import fc from "fast-check";
import { expect, it } from "vitest";
import { read } from "../../test/support/events-file.ts";
import { nameOf } from "../engine/rows/trace-names.ts";

/** What makes trouble in text: quotes, ends of lines, signs between fields, bytes that are no UTF-8, and times that are some. */
const piece = fc.constantFrom(
  '"',
  '""',
  ",",
  "\n",
  "\r\n",
  "\r",
  ";",
  "u1",
  "1772737200",
  "2026-03-05",
  "ü",
  "{",
  "}",
  '{"user":"a","ts":1}',
  ":",
  "[",
  "\0",
  " ",
);
const anyBytes = fc.array(fc.oneof({ weight: 9, arbitrary: piece }, { weight: 1, arbitrary: fc.constant(null) }), { maxLength: 60 });

function bytesOf(head: string, pieces: readonly (string | null)[]): Uint8Array {
  const parts = [head, ...pieces].map((each) => (each === null ? Uint8Array.of(0xc3, 0x28) : new TextEncoder().encode(each)));
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Everything a file says, in plain data. */
async function said(bytes: Uint8Array, chunkBytes: number): Promise<unknown> {
  const { events, ...shown } = await read(bytes, {}, chunkBytes);
  if (!events.ok) return { shown, errors: events.error };
  const { line, eventTime, user, users, rejects, understood } = events.value;
  return { shown, rows: [...line].map((at, i) => [at, eventTime[i], nameOf(users, user[i])]), rejects, understood };
}

it.each(["user,ts\n", 'user,ts,"no\nte"\r\n', '{"user":"b","ts":2}\n', ""])(
  "after %j any bytes are read or refused, wherever they are cut into pieces",
  async (head) => {
    await fc.assert(
      fc.asyncProperty(anyBytes, fc.integer({ min: 1, max: 9 }), async (pieces, chunkBytes) => {
        const bytes = bytesOf(head, pieces);
        expect(await said(bytes, chunkBytes)).toEqual(await said(bytes, 1 << 20));
      }),
      { seed: 20261121, numRuns: 150 },
    );
  },
);
