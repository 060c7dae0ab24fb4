import { expect, test } from "vitest";
import { eventsOf } from "../../test/support/events-file.ts";
import { createStream } from "../base/rng.ts";
import { withLongNumbersAsText } from "./long-numbers.ts";

test.each([
  ['{"a":1234567890123456}', '{"a":"1234567890123456"}'],
  ['{"a":-1234567890123456789,"b":[12345678901234567,1]}', '{"a":"-1234567890123456789","b":["12345678901234567",1]}'],
  ['{"a":123456789012345}', '{"a":123456789012345}'],
  ['{"a":1234567890123456.5,"b":1234567890123456e2}', '{"a":1234567890123456.5,"b":1234567890123456e2}'],
  ['{"a":"1234567890123456","b\\"1234567890123456":0}', '{"a":"1234567890123456","b\\"1234567890123456":0}'],
  ['{"a":"\\\\","b":1234567890123456}', '{"a":"\\\\","b":"1234567890123456"}'],
])("whole numbers of 16 digits and more outside of texts become texts (F1): %s", (line, written) => {
  expect(withLongNumbersAsText(line)).toBe(written);
});

/** The rule in one expression, short enough to be believed; a text that does not close goes on to the line's end. */
function byExpression(line: string): string {
  return line.replace(/"(?:[^"\\]|\\(?:[^]|$))*(?:"|$)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return "no JSON";
  }
}

test("lines of any pieces say the same as by the rule in one expression (F1)", () => {
  const pieces = ['"', "\\", '\\"', '"a"', ":", ",", "{", "}", "[", "]", "-", ".", "e", "1", "1234567890123456", "-12345678901234567", " "];
  const random = createStream(5, "long numbers", "pieces");
  let said = 0;
  const check = (line: string): void => {
    const value = parsed(withLongNumbersAsText(line));
    expect(value, line).toEqual(parsed(byExpression(line)));
    if (value !== "no JSON") said++;
  };
  for (let trial = 0; trial < 20_000; trial++)
    check(Array.from({ length: 1 + random.nextBelow(9) }, () => pieces[random.nextBelow(pieces.length)]).join(""));
  for (let trial = 0; trial < 5000; trial++)
    check(
      `{"a":1234567890123456,"b":${Array.from({ length: 1 + random.nextBelow(3) }, () => pieces[random.nextBelow(pieces.length)]).join("")}}`,
    );
  expect(said).toBeGreaterThan(500);
});

test("lines of quotes that never close are refused as fast as they are read (F1)", async () => {
  const good = '{"user_id":"a","event_time":"2026-01-01T00:00:00Z"}\n';
  // Looked through once for each quote, the forty lines would take a quarter of an hour.
  const open = `{"user_id":1234567890123456,${'\\"'.repeat(125_000)}\n`;
  const trace = await eventsOf(good + open.repeat(40));
  expect([trace.rows, trace.rejects.count, trace.rejects.kept[0]?.reason]).toEqual([1, 40, "the line is not JSON"]);
});
