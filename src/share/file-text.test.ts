import { describe, expect, test } from "vitest";
import { fileText } from "./file-text.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function complaint(bytes: Uint8Array): string {
  const read = fileText(bytes);
  return read.ok ? "" : read.error.map(({ code, message }) => `${code} ${message}`).join("\n");
}

describe("the text of a file (X4)", () => {
  test("is its UTF-8, with and without a mark before it", () => {
    for (const text of ["", "a", "title: Zürich 🚲\n", "日本"]) {
      expect(fileText(utf8(text))).toEqual({ ok: true, value: text });
      expect(fileText(utf8(`\uFEFF${text}`))).toEqual({ ok: true, value: text });
    }
  });

  test("is not guessed from UTF-16, whichever way round, with a mark or without", () => {
    for (const text of ["{\n}", "\uFEFFtitle: a"]) {
      const little = new Uint8Array(Buffer.from(text, "utf16le"));
      const big = new Uint8Array(Buffer.from(text, "utf16le").swap16());
      for (const bytes of [little, big])
        expect(complaint(bytes)).toBe("file-encoding The file is UTF-16. Save it as UTF-8 and give it again.");
    }
  });

  test("is not made of bytes that are none", () => {
    expect(complaint(latin1("title: a\0"))).toMatch(/^file-binary The file holds zero bytes/u);
    expect(complaint(latin1("\0\0\0\0"))).toMatch(/^file-binary /u);
  });

  test("says at which line it stops to be UTF-8: Latin-1, a character cut short, one that is encoded too long", () => {
    const told = (line: number, byte: string): string =>
      `file-encoding The file is not UTF-8: line ${line} holds the byte ${byte} where none of its kind may stand. Save it as UTF-8 and give it again.`;
    expect(complaint(latin1("format: a\ntitle: Z\xfcrich\n"))).toBe(told(2, "FC"));
    expect(complaint(latin1("title: \xc3"))).toBe(told(1, "C3"));
    expect(complaint(latin1("a\nb\n\xc0\xaf"))).toBe(told(3, "C0"));
    expect(complaint(latin1("a\xed\xa0\x80"))).toMatch(/line 1 holds the byte (?:ED|A0)/u);
  });
});
