import { describe, expect, test } from "vitest";
import { compareEstimate, evaluateEstimates } from "./estimate.ts";

/** A line of the guide's arithmetic: formulas in our language, what they are exactly, and what the book prints; facts/storage.md 8. */
type Line = { readonly name: string; readonly formula: string; readonly exact: number; readonly unit: string; readonly book: number };

const GUIDE: { readonly [system: string]: readonly Line[] } = {
  TinyURL: [
    { name: "writes", formula: "500 M urls / 30 day", exact: 192.9, unit: "urls/s", book: 200 },
    { name: "redirects", formula: "100 reads/url * writes", exact: 19_290.1, unit: "reads/s", book: 20_000 },
    { name: "kept", formula: "500 M urls/month * 60 month", exact: 30e9, unit: "urls", book: 30e9 },
    { name: "storage", formula: "kept * 500 B/url", exact: 15, unit: "TB", book: 15 },
    { name: "in", formula: "writes * 500 B/url", exact: 96.45, unit: "KB/s", book: 100 },
    { name: "out", formula: "redirects * 500 B/read", exact: 9.645, unit: "MB/s", book: 10 },
    { name: "reads_a_day", formula: "redirects * 1 day", exact: 1.6667e9, unit: "reads", book: 1.7e9 },
    { name: "cache", formula: "hot(reads_a_day * 500 B/read)", exact: 166.67, unit: "GB", book: 170 },
    { name: "keys", formula: "64 ^ 6", exact: 68.72e9, unit: "", book: 68.7e9 },
    { name: "keys_of_62", formula: "62 ^ 6", exact: 56.8e9, unit: "", book: 56.8e9 },
    { name: "key_bytes", formula: "keys * 6 B", exact: 412.3, unit: "GB", book: 412 },
  ],
  Pastebin: [
    { name: "writes", formula: "1 M pages / 1 day", exact: 11.574, unit: "pages/s", book: 12 },
    { name: "reads", formula: "5 * writes", exact: 57.87, unit: "pages/s", book: 58 },
    { name: "storage", formula: "1 M pages/day * 10 KB/page * 10 year", exact: 36.5, unit: "TB", book: 36 },
    { name: "capacity", formula: "room(storage)", exact: 52.143, unit: "TB", book: 51.4 },
    { name: "pastes", formula: "1 M pages/day * 10 year", exact: 3.65e9, unit: "pages", book: 3.6e9 },
    { name: "cache", formula: "hot(5 M reads * 10 KB/read)", exact: 10, unit: "GB", book: 10 },
    { name: "out", formula: "reads * 10 KB/page", exact: 0.5787, unit: "MB/s", book: 0.6 },
  ],
  Instagram: [
    { name: "photos_a_second", formula: "2 M photos / 1 day", exact: 23.148, unit: "photos/s", book: 23 },
    { name: "storage", formula: "2 M photos/day * 200 KB/photo * 10 year", exact: 1460, unit: "TB", book: 1425 },
    { name: "user_table", formula: "500 M users * 68 B/user", exact: 34, unit: "GB", book: 32 },
    { name: "photo_table", formula: "2 M photos/day * 284 B/photo * 10 year", exact: 2.0732, unit: "TB", book: 1.88 },
    { name: "follow_table", formula: "500 M users * 500 * 8 B/user", exact: 2, unit: "TB", book: 1.82 },
    { name: "total", formula: "photo_table + user_table + follow_table", exact: 4.1072, unit: "TB", book: 3.7 },
    { name: "epoch_bits", formula: "bits(50 year / 1 s)", exact: 31, unit: "", book: 31 },
    { name: "sequence_bits", formula: "bits(512)", exact: 9, unit: "", book: 9 },
    { name: "photo_id_bits", formula: "bits(2 M photos/day * 10 year)", exact: 33, unit: "", book: 32 },
  ],
};

describe.each(Object.entries(GUIDE))("the guide's arithmetic: %s", (_, lines) => {
  const values = evaluateEstimates(
    lines.map(({ name, formula }) => ({ id: name, name, formula })),
    [],
  );

  test.each(lines)("$name = $formula", ({ name, exact, unit, book }) => {
    const value = values.get(name);
    if (value?.ok !== true) throw new Error(JSON.stringify(value));
    const marked = compareEstimate(value.value, { value: exact, unit });
    if (!marked.ok) throw new Error(marked.error.message);
    expect(marked.value.factor).toBeGreaterThan(0.999);
    expect(marked.value.factor).toBeLessThan(1.001);
    // What the book prints is rounded, or one of its slips: told by the same factor, and never far off.
    const printed = compareEstimate(value.value, { value: book, unit });
    expect(printed.ok && printed.value.grade).toBe("close");
  });
});

test("functions say what they take, names that are no function stay names, and old formulas mean what they did", () => {
  const one = (formula: string) => evaluateEstimates([{ id: "e", name: "e", formula }], [{ name: "hot", value: 7 }]).get("e");
  const wrong = (formula: string): string => {
    const value = one(formula);
    return value === undefined || value.ok ? "" : value.error.message;
  };
  const value = (formula: string): number => {
    const found = one(formula);
    if (found?.ok !== true) throw new Error(formula);
    return found.value.quantity.amount;
  };
  expect(value("hot * 2")).toBe(14);
  expect(value("hot(100, 10 %)")).toBeCloseTo(10, 10);
  expect(value("room(7 TB)")).toBeCloseTo(10e12, 0);
  expect(value("2 ^ 3 ^ 2")).toBe(512);
  expect(value("2 * 3 ^ 2")).toBe(18);
  expect([value("bits(1)"), value("bits(2)"), value("bits(4,096)"), value("bits(4,097)")]).toEqual([0, 1, 12, 13]);
  expect(value("ceil(4.1 TB / 1 TB)")).toBe(5);
  expect(wrong("bits(50 year)")).toContain("bits(50 year / 1 s)");
  expect(wrong("hot(1, 2, 3)")).toContain("Write hot(reads, 20 %)");
  expect(wrong("hot(1, 20)")).toContain("is a share");
  expect(wrong("room(1")).toContain("never closed");
  expect(wrong("2 ^ 0.5")).toContain("a whole one");
  expect(wrong("2 ^ 1 day")).toContain("a whole one");
});
