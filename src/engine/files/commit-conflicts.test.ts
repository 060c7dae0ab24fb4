import { describe, expect, test } from "vitest";
import { refusalOf } from "./commit-conflicts.ts";
import type { Intent, Since, TableFormat, TableOperation } from "./commit-conflicts.ts";

/** Two partitions; each operation with those it adds files to, and takes files out of. */
const OPERATIONS: { readonly [name: string]: readonly [TableOperation, added: readonly string[], removed: readonly string[]] } = {
  "append 1": ["append", ["0/1"], []],
  "append 2": ["append", ["0/2"], []],
  overwrite: ["overwrite", ["0/1"], ["0/1", "0/2"]],
  "replace 1": ["replace-partitions", ["0/1"], ["0/1"]],
  "replace 2": ["replace-partitions", ["0/2"], ["0/2"]],
  delete: ["delete", ["0/1", "0/2"], ["0/1", "0/2"]],
  compact: ["compact", ["0/1", "0/2"], ["0/1", "0/2"]],
  "compact 1": ["compact", ["0/1"], ["0/1"]],
};

/** Rows T1, T4 and T6 of docs/engines.md, and the rest of the matrix. What the libraries did with the second of two, begun on the same version: committed (.), or refused as data was added (A) or deleted (D). */
const DELTALAKE_1_6_6 = `
  append 1   . . . A . A . .
  append 2   . . . . A A . .
  overwrite  D D D A D A D D
  replace 1  D D D A . A D D
  replace 2  D D D . A A D D
  delete     D D D A A A D D
  compact    . . . A A A . .
  compact 1  . . . A . A . .`;
/** It has no compaction. */
const PYICEBERG_0_12_0 = `
  append 1   . . A A . A
  append 2   . . A . A A
  overwrite  . . A A D A
  replace 1  . . A A . A
  replace 2  . . A . A A
  delete     . . A A A A`;

/** The file of a partition, by number. */
const fileOf = (partition: string): number => Number(partition.slice(2));

function since(name: string): Since {
  const [operation, added, removed] = OPERATIONS[name] ?? [];
  if (operation === undefined || added === undefined || removed === undefined) throw new Error(name);
  const partitions = { added: new Set(added), removed: new Set(removed) };
  return { operation, writer: "other", streams: new Set([0]), ...partitions, removedFiles: new Set(removed.map(fileOf)) };
}

function intent(name: string, stream = 0): Intent {
  const { operation, added, removed } = since(name);
  return { operation, streams: new Set([stream]), partitions: new Set([...added, ...removed]), removes: [...removed].map(fileOf) };
}

describe.each([
  ["delta", DELTALAKE_1_6_6],
  ["iceberg", PYICEBERG_0_12_0],
] as const)("D30: rows T1, T4 and T6, %s commits and refuses as the library does", (format: TableFormat, table) => {
  const rows = table.trim().split("\n");
  const seconds = Object.keys(OPERATIONS);
  const each = rows.flatMap((row) => {
    const first = row.trim().slice(0, 10).trim();
    const outcomes = row.trim().slice(10).trim().split(" ");
    return outcomes.map((outcome, at) => [first, seconds[at] ?? "", outcome] as const);
  });

  test.each(each)("%s, then a stale %s: %s", (first, second, outcome) => {
    const error = refusalOf(format, intent(second), [since("append 1"), since(first)].slice(1))?.error ?? "";
    expect(/add/i.test(error) ? "A" : /delet/i.test(error) ? "D" : ".").toBe(outcome);
  });
});

test("D30 overlapping compactions: Delta takes both, Iceberg the first alone", () => {
  expect(refusalOf("delta", intent("compact"), [since("compact")])).toBeNull();
  expect(refusalOf("iceberg", intent("compact"), [since("compact")])?.error).toContain("Missing required files");
  expect(refusalOf("iceberg", intent("compact 1"), [since("replace 2")])).toBeNull();
  expect(refusalOf("iceberg", intent("compact"), [since("append 1")])).toBeNull();
});

test("D30 rows of another table are in nobody's way", () => {
  for (const format of ["delta", "iceberg"] as const) expect(refusalOf(format, intent("delete", 3), [since("overwrite")])).toBeNull();
});
